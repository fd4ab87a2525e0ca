// SPDX-License-Identifier: Apache-2.0
// Live changes for open consoles: what jobs, sessions, the inventory and handlers publish reaches each subscription of
// the team in a bounded queue. server.cc holds one subscription for each open stream and writes it out; nothing is
// replayed, a client fetches after (re)connecting.
//
// EventHub: any thread, never blocks on a reader. Subscription: made by the hub, shared by it and the stream's task (a
// wake-up may still be on its way when the stream ends); wait() belongs to the worker that subscribed.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "model/events.h"
#include "model/id.h"
#include "model/permission.h"
#include "net/event.h"
#include "net/worker.h"

namespace callout::api {

inline constexpr std::size_t kEventsQueued = 512;  ///< A reader that is further behind is cut off and fetches anew.
inline constexpr std::size_t kStreamsPerTechnician = 32;  ///< Open consoles of one technician.
inline constexpr std::size_t kStreamsMost = 4096;         ///< Of the whole server.

class Subscription {
 public:
  Subscription(net::Worker& worker, model::TeamId team, model::TechnicianId technician, model::SignInId sign_in,
               std::optional<model::Permissions> only);

  const model::TeamId& team() const { return team_; }
  const model::TechnicianId& technician() const { return technician_; }
  /// Of an API token.
  const std::optional<model::Permissions>& only() const { return only_; }

  /// The next event, if one waits.
  std::optional<model::Event> next();
  bool waiting() const;
  /// Whether the stream has to end: signed out, disabled, too slow, or the server stops.
  bool ended() const;
  /// Wakes the stream's task: after push() and end(), and from its own timer.
  net::Event& changed() { return changed_; }
  /// What to do when the subscription ends while the task waits for a slow reader; empty takes it back. Own worker.
  void set_cut(std::function<void()> cut) { cut_ = std::move(cut); }

 private:
  friend class EventHub;
  /// Adds the event unless the same thing waits already: it is fetched when it is written. Returns whether the task has
  /// to be woken.
  bool push(const model::Event& event);
  void end();
  void wake();

  net::Worker& worker_;
  const model::TeamId team_;
  const model::TechnicianId technician_;
  const model::SignInId sign_in_;
  const std::optional<model::Permissions> only_;
  net::Event changed_;
  std::function<void()> cut_;
  mutable std::mutex mutex_;
  std::deque<model::Event> waiting_;
  bool ended_ = false;
};

class EventHub final : public model::EventSink {
 public:
  void publish(const model::TeamId& team, const model::Event& event) override;

  /// For the current worker. Null when too many streams are open.
  std::shared_ptr<Subscription> subscribe(model::TeamId team, model::TechnicianId technician, model::SignInId sign_in,
                                          std::optional<model::Permissions> only = {});
  void unsubscribe(const std::shared_ptr<Subscription>& subscription);

  void sign_in_ended(const model::SignInId& sign_in);
  /// Disabled, or a new password: every stream of the technician ends and has to sign in again.
  void technician_changed(const model::TechnicianId& technician);
  /// Ends all streams; later ones end at once. For shutdown.
  void close();
  std::size_t size() const;

 private:
  static void wake(const std::shared_ptr<Subscription>& subscription);
  template <class F>
  void end_where(F matches);
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Subscription>> subscriptions_;
  bool closed_ = false;
};

}  // namespace callout::api
