// SPDX-License-Identifier: Apache-2.0
// The agent's own record of who may use which device until when. A session lives here only while the server renews its
// lease; without renewal it ends by itself, so an agent that lost the server serves nobody for longer than a lease.
//
// Deadlines are on the boot clock: it never jumps and counts suspend, so a machine that slept wakes with its sessions
// ended. Own worker only. Sessions are shared by the requests that run in them and outlive the table's entry.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace callout::agent {

/// Something that must stop when its session ends: a request, a WebSocket. cut() runs on the worker, at most once, and
/// may destroy nothing inline.
class Cuttable {
 public:
  virtual void cut() = 0;

 protected:
  ~Cuttable() = default;
};

class Membership;

/// What a session may do on its device: use its web servers, or its raw ports.
enum class SessionKind : std::uint8_t { kWebpage, kPorts };

class Session {
 public:
  Session(std::string id, std::string device, SessionKind kind)
      : id_(std::move(id)), device_(std::move(device)), kind_(kind) {}
  const std::string& id() const { return id_; }
  const std::string& device() const { return device_; }
  SessionKind kind() const { return kind_; }
  bool ended() const { return ended_; }

 private:
  friend class LeaseTable;
  friend class Membership;
  std::string id_;
  std::string device_;
  SessionKind kind_;
  std::chrono::milliseconds deadline_{0};  ///< On the boot clock.
  Membership* members_ = nullptr;          ///< First of the list of those who run in it.
  bool ended_ = false;
};

/// Held by a request for as long as it runs in the session.
class Membership {
 public:
  Membership(std::shared_ptr<Session> session, Cuttable& member);
  ~Membership();
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;
  const Session& session() const { return *session_; }

 private:
  friend class LeaseTable;
  std::shared_ptr<Session> session_;
  Cuttable& member_;
  Membership* next_;            ///< In the session's list.
  Membership** place_in_list_;  ///< What points here: the session, or the one before.
};

class LeaseTable {
 public:
  static constexpr std::size_t kSessionsMost = 256;

  explicit LeaseTable(const Clock& clock) : clock_(clock) {}

  /// Starts a session, or renews it when it is already there for the same device and of the same kind. The time is cut
  /// to limits::kLeaseTime.
  Result<void> open(const std::string& id, const std::string& device, SessionKind kind, std::chrono::milliseconds time);
  /// false when there is no such live session.
  bool renew(std::string_view id, std::chrono::milliseconds time);
  /// The session while its lease holds; kDenied after.
  Result<std::shared_ptr<Session>> find(std::string_view id) const;
  /// Cuts everything of the session now. No effect when it is not there.
  void end(std::string_view id);
  /// Cuts every session for which `keep` is false.
  template <class Keep>
  void end_unless(Keep keep) {
    std::vector<std::string> gone;
    for (const auto& [id, session] : sessions_) {
      if (!keep(*session)) gone.push_back(id);
    }
    for (const std::string& id : gone) end(id);
  }
  /// Ends what has expired. Called every second while there are sessions, and before a session is looked up by name.
  void sweep();
  void end_all();
  std::size_t size() const { return sessions_.size(); }

 private:
  bool expired(const Session& session) const { return clock_.boot() >= session.deadline_; }
  std::chrono::milliseconds deadline_after(std::chrono::milliseconds time) const;
  static void cut(Session& session);

  const Clock& clock_;
  std::map<std::string, std::shared_ptr<Session>, std::less<>> sessions_;
};

}  // namespace callout::agent
