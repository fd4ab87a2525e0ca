// SPDX-License-Identifier: Apache-2.0
// For tests: a link that keeps what it was told instead of sending it, and an event sink that keeps what was published.
// Any thread.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "jobs/agent_link.h"
#include "model/events.h"

namespace callout::jobs {

class FakeLink final : public AgentLink {
 public:
  void send(const JobOrder& order) override { add(orders_, order); }
  void cancel(const model::InstallId&, const model::JobId& job) override { add(cancelled_, job); }
  void extend_session(const model::InstallId&, const model::SessionId& session, std::chrono::milliseconds) override {
    add(extended_, session);
  }
  void end_session(const model::InstallId&, const model::SessionId& session) override { add(ended_, session); }
  void disconnect(const model::InstallId& install) override { add(disconnected_, install); }

  std::vector<JobOrder> orders() const { return copy(orders_); }
  std::vector<model::JobId> cancelled() const { return copy(cancelled_); }
  std::vector<model::SessionId> extended() const { return copy(extended_); }
  std::vector<model::SessionId> ended() const { return copy(ended_); }
  std::vector<model::InstallId> disconnected() const { return copy(disconnected_); }

 private:
  template <class T>
  void add(std::vector<T>& to, const T& what) {
    std::scoped_lock lock(mutex_);
    to.push_back(what);
  }
  template <class T>
  std::vector<T> copy(const std::vector<T>& from) const {
    std::scoped_lock lock(mutex_);
    return from;
  }
  mutable std::mutex mutex_;
  std::vector<JobOrder> orders_;
  std::vector<model::JobId> cancelled_;
  std::vector<model::SessionId> extended_;
  std::vector<model::SessionId> ended_;
  std::vector<model::InstallId> disconnected_;
};

class FakeEvents final : public model::EventSink {
 public:
  void publish(const model::TeamId& team, const model::Event& event) override {
    std::scoped_lock lock(mutex_);
    events_.emplace_back(team, event);
  }
  /// How many events of this kind and id the team got.
  std::ptrdiff_t count(const model::TeamId& team, model::EventKind kind, const std::string& id,
                       bool removed = false) const {
    std::scoped_lock lock(mutex_);
    return std::ranges::count_if(events_, [&](const auto& entry) {
      return entry.first == team && entry.second.kind == kind && entry.second.id == id &&
             entry.second.removed == removed;
    });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<model::TeamId, model::Event>> events_;
};

}  // namespace callout::jobs
