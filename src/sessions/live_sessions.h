// SPDX-License-Identifier: Apache-2.0
// The sessions that are not closed, and what is done to them under sessions::Service's mutex, which guards all of it,
// also while the store writes. Inside sessions/ only. Order of locks: this one, then jobs::Service's, then the store's
// writer. jobs::Service calls back when a job is dispatched or cancelled, so those two are added to an Aftermath and
// called after the mutex is released, as are the events.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "jobs/aftermath.h"
#include "sessions/service.h"
#include "store/devices.h"

namespace callout::sessions {

using jobs::Aftermath;

/// The endpoint of the device with this id; nullptr when it has none.
const model::Endpoint* find_endpoint(const model::Device& device, const model::EndpointId& id);
/// Whether the device is still what the session was opened to.
bool still_fits(const store::SessionRecord& record, const model::Device& device);
/// A failure of the server itself.
model::Failure server_failure(std::string detail);

/// What of a device a session is opened to.
struct Aim {
  model::SessionKind kind = model::SessionKind::kWebpage;
  std::optional<model::EndpointId> endpoint{};  ///< Of a webpage; the device's first unless given.
  std::uint16_t port = 0;                       ///< Of a ports session.
};
/// The job that opens a session of this kind.
model::JobKind job_kind(model::SessionKind kind);

class LiveSessions {
 public:
  struct Live {
    store::SessionRecord record;
    std::shared_ptr<Lease> lease;           ///< While active.
    std::chrono::minutes session_length{};  ///< The team's, when it was opened.
    std::optional<Steady> lost_at;          ///< While active without its install.
    std::optional<Steady> time_over_at;     ///< While uploads that outlast its time go on.
    std::vector<model::DevicePort> used{};  ///< The journal names them, beside the one that it was opened to.
    model::AuditActor ended_by = model::AuditActor::system();
    /// When the right that it rests on ends, if it does: as the clock on the wall says, and as a time that passes.
    std::optional<std::pair<WallMs, model::Deadline>> access_end{};

    const model::SessionId& id() const { return record.session.id; }
    bool active() const { return record.session.state == model::SessionState::kActive; }
    bool closed() const { return record.session.closed_at.has_value(); }  ///< Closed, but not saved yet.
  };

  LiveSessions(store::Store& store, jobs::Service& jobs, rights::Authority& authority, LeaseTable& leases,
               model::EventSink& events, const Clock& clock, Log& log)
      : store_(store), jobs_(jobs), authority_(authority), leases_(leases), events_(events), clock_(clock), log_(log) {}

  /// Makes a session that was decided upon and sends its job, which may end it at once; opening.cc.
  Result<model::Session> open(const rights::Actor& by, const model::DeviceId& device, const model::SignInId& sign_in,
                              const Aim& aim);

  /// How a session that is opened now goes: through which install, and with what right.
  struct Way {
    model::InstallId install{};
    bool read_only = false;
    std::optional<std::pair<WallMs, model::Deadline>> access_end{};
  };
  /// kDenied, or kConflict without an install.
  Result<Way> find_way(const access::Subject& subject, const model::Device& device, model::SessionKind kind) const;

  void changed(Aftermath& after, const model::Session& session);

  // A live session's deadlines are always of this boot, so that the boot clock alone decides.
  std::chrono::milliseconds left(const model::Deadline& deadline) const;

  /// Writes it; with a record, both or neither, and what the observer writes.
  Result<> save(const Live& live, const model::AuditRecord* record = nullptr);
  /// Tells the observer of what is recorded.
  void observe(store::Transaction& transaction, const Live& live, model::AuditKind kind);
  /// Of the session, by its own technician unless said otherwise.
  model::AuditRecord record(model::AuditKind kind, const Live& live) const;

  /// The session as people see it now.
  model::Session view(const Live& live) const;

  void note_bytes(Live& live);

  void make_lease(Live& live);

  void activate(Aftermath& after, Live& live);

  /// Near and past the end of its time: whether uploads keep it from ending. Then its lease goes on a little longer.
  bool held_by_uploads(Live& live);

  /// Ends it and answers it: the one path of revocation. After this, the reference may be gone.
  model::Session close(Aftermath& after, Live& live, model::ClosedReason reason,
                       std::optional<model::Failure> failure = {}, const rights::Actor* by = nullptr);

  /// Writes the end; what can't be written stays "closing" until tick() has.
  model::Session save_closed(Live& live);

  /// Calls f(Live&) for the sessions that match and are not closed; f may close them.
  template <class Match, class F>
  void each(Match match, F f) {
    std::vector<model::SessionId> ids;
    for (const auto& [id, live] : live_) {
      if (!live.closed() && match(live)) ids.push_back(id);
    }
    for (const auto& id : ids) {
      if (const auto found = live_.find(id); found != live_.end()) f(found->second);
    }
  }

  template <class Match>
  void close_all(model::ClosedReason reason, Match match) {
    Aftermath after;
    std::scoped_lock lock(mutex_);
    each(match, [&](auto& live) { close(after, live, reason); });
  }

  Live* find(const model::SessionId& id);

  jobs::JobOrder order(const Live& live, const model::Device& device) const;

  Result<model::Device> device_of(const Live& live);

  /// Why a session that a restart left can't go on; nullopt when it can. One from before there were profiles is treated
  /// as its device is now.
  std::optional<model::ClosedReason> obstacle(Live& live);

  access::Decision decide(const store::SessionRecord& record, const model::DeviceFacts& device) const;
  /// When the decision's right ends, by both clocks.
  std::optional<std::pair<WallMs, model::Deadline>> end_of(const access::Decision& decision) const;
  /// Why its technician may not go on with it; nullopt when they may.
  std::optional<model::ClosedReason> access_lost(Live& live);
  /// Whether the right that it rests on has ended, by either clock.
  bool access_is_over(const Live& live) const {
    return clock_.wall() >= live.access_end->first || left(live.access_end->second) == std::chrono::milliseconds(0);
  }
  /// Why it ends when that right has: nullopt when another goes on.
  std::optional<model::ClosedReason> access_ended(Live& live);

  /// Whether the sign-ins of the session go on; false when that can't be known.
  bool signed_in(const store::SessionRecord& record);

  /// Writes the time left and the bytes of all active sessions, so that a restart knows them.
  void save_times();

  store::Store& store_;
  jobs::Service& jobs_;
  rights::Authority& authority_;
  LeaseTable& leases_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
  Observer* observer_ = nullptr;
  mutable std::mutex mutex_;
  std::map<model::SessionId, Live> live_;
  Steady saved_at_{};
};

}  // namespace callout::sessions
