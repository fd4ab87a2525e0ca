// SPDX-License-Identifier: Apache-2.0
// One mutex guards all live sessions, also while the store writes. Order of locks: this one, then jobs::Service's, then
// the store's writer. jobs::Service calls back when a job is dispatched or cancelled, so those two are called after the
// mutex is released, as are the events.
#include "sessions/service.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "base/random.h"
#include "sessions/lease_maker.h"
#include "store/devices.h"
#include "store/teams.h"

namespace callout::sessions {

using model::ClosedReason;
using model::SessionState;
using std::chrono::milliseconds;

namespace {

/// How much of a session's time a power cut with a date set back can give again (docs/adr/0011).
constexpr auto kSaveInterval = std::chrono::seconds(30);

model::Failure server_failure(std::string detail) {
  return {model::Hop::kServer, model::FailureCode::kInternal, std::move(detail),
          std::string(model::remedy_for(model::FailureCode::kInternal))};
}

/// Told when it is destroyed: declare it before the lock, so that it goes after it.
class Aftermath {
 public:
  ~Aftermath() {
    for (auto& tell : tell_) tell();
  }
  void add(std::function<void()> tell) { tell_.push_back(std::move(tell)); }

 private:
  std::vector<std::function<void()>> tell_;
};

const model::Endpoint* find_endpoint(const model::Device& device, const model::EndpointId& id) {
  const auto found = std::ranges::find(device.endpoints, id, &model::Endpoint::id);
  return found == device.endpoints.end() ? nullptr : &*found;
}

/// Whether the device is still what the session was opened to.
bool still_fits(const store::SessionRecord& record, const model::Device& device) {
  const auto* endpoint = find_endpoint(device, record.session.endpoint);
  return device.install == record.session.install && device.address == record.address && endpoint != nullptr &&
         endpoint->scheme == record.scheme && endpoint->port == record.port;
}

}  // namespace

class Service::State {
 public:
  struct Live {
    store::SessionRecord record;
    std::shared_ptr<Lease> lease;           ///< While active.
    std::chrono::minutes session_length{};  ///< The team's, when it was opened.
    std::optional<Steady> lost_at;          ///< While active without its install.

    const model::SessionId& id() const { return record.session.id; }
    bool active() const { return record.session.state == SessionState::kActive; }
    bool closed() const { return record.session.closed_at.has_value(); }  ///< Closed, but not saved yet.
  };

  State(store::Store& store, jobs::Service& jobs, Authority& authority, LeaseTable& leases, model::EventSink& events,
        const Clock& clock, Log& log)
      : store_(store), jobs_(jobs), authority_(authority), leases_(leases), events_(events), clock_(clock), log_(log) {}

  void changed(Aftermath& after, const model::Session& session) {
    after.add([this, team = session.team, id = session.id.str()] {
      events_.publish(team, {model::EventKind::kSession, id});
    });
  }

  // A live session's deadlines are always of this boot, so that the boot clock alone decides.
  milliseconds left(const model::Deadline& deadline) const {
    return std::max(milliseconds(0), milliseconds(deadline.boot_ms) - clock_.boot());
  }

  Result<> save(const Live& live) {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    if (auto updated = store::Sessions(store::TeamScope(*transaction, live.record.session.team)).update(live.record);
        !updated)
      return updated;
    return transaction->commit();
  }

  /// The session as people see it now.
  model::Session view(const Live& live) const {
    model::Session session = live.record.session;
    if (live.lease) {
      session.bytes_up = live.lease->bytes_up();
      session.bytes_down = live.lease->bytes_down();
    }
    if (live.active()) {
      session.remaining = left(live.record.deadline);
      session.extendable = left(live.record.limit) > *session.remaining;
    }
    return session;
  }

  void note_bytes(Live& live) {
    if (!live.lease) return;
    live.record.session.bytes_up = live.lease->bytes_up();
    live.record.session.bytes_down = live.lease->bytes_down();
  }

  void make_lease(Live& live) {
    const auto& session = live.record.session;
    live.lease = LeaseMaker::add(leases_,
                                 {.label = session.label,
                                  .session = session.id,
                                  .team = session.team,
                                  .device = session.device,
                                  .install = session.install,
                                  .endpoint = session.endpoint,
                                  .technician = session.technician,
                                  .scheme = live.record.scheme,
                                  .address = live.record.address,
                                  .port = live.record.port},
                                 clock_.steady() + left(live.record.deadline), live.record.cookie_hashes);
  }

  void activate(Aftermath& after, Live& live) {
    auto& session = live.record.session;
    session.state = SessionState::kActive;
    session.active_at = clock_.wall();
    live.record.deadline = model::deadline_in(clock_, live.session_length);
    live.record.limit = model::deadline_in(clock_, limits::kSessionMost);
    if (auto saved = save(live); !saved) {
      log_.error("a session could not be saved", {{"session", session.id.str()}, {"error", saved.error().message}});
      close(after, live, ClosedReason::kFailed, server_failure("The server could not save the session."));
      return;
    }
    make_lease(live);
    changed(after, session);
    log_.info(
        "session active",
        {{"session", session.id.str()}, {"device", session.device.str()}, {"technician", session.technician.str()}});
  }

  /// Ends it and answers it: the one path of revocation. After this, the reference may be gone.
  model::Session close(Aftermath& after, Live& live, ClosedReason reason, std::optional<model::Failure> failure = {}) {
    auto& session = live.record.session;
    if (live.closed()) return session;
    const bool job_runs = !live.active() && !failure;
    session.state = SessionState::kClosing;
    session.closed_reason = reason;
    session.failure = std::move(failure);
    session.closed_at = clock_.wall();
    if (live.lease) {
      LeaseMaker::revoke(leases_, *live.lease, reason);
    } else {
      LeaseMaker::remember_closed(leases_, session.label, {session.id, reason});
    }
    note_bytes(live);
    jobs_.end_session(session.install, session.id);
    if (job_runs) {
      // It may have finished this moment: then there is nothing to cancel.
      after.add([this, team = session.team, job = session.job] { std::ignore = jobs_.cancel(team, job); });
    }
    changed(after, session);
    log_.info("session closed", {{"session", session.id.str()}, {"reason", model::to_string(reason)}});
    return save_closed(live);
  }

  /// Writes the end; what can't be written stays "closing" until tick() has.
  model::Session save_closed(Live& live) {
    auto closed = live;
    closed.record.session.state = SessionState::kClosed;
    if (auto saved = save(closed); !saved) {
      log_.error("the end of a session could not be saved yet",
                 {{"session", live.id().str()}, {"error", saved.error().message}});
      return live.record.session;
    }
    live_.erase(closed.id());
    return closed.record.session;
  }

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
  void close_all(ClosedReason reason, Match match) {
    Aftermath after;
    std::scoped_lock lock(mutex_);
    each(match, [&](auto& live) { close(after, live, reason); });
  }

  Live* find(const model::SessionId& id) {
    const auto found = live_.find(id);
    return found == live_.end() ? nullptr : &found->second;
  }

  jobs::JobOrder order(const Live& live, const model::Device& device) const {
    const auto& session = live.record.session;
    jobs::JobOrder order;
    order.job = session.job;
    order.install = session.install;
    order.kind = model::JobKind::kOpenDeviceWebpage;
    order.device = device.id;
    order.device_name = device.name;
    order.address = device.address;
    order.mac = device.mac;
    for (const auto& endpoint : device.endpoints)
      order.endpoints.push_back({endpoint.id, endpoint.scheme, endpoint.port});
    order.session = session.id;
    order.endpoint = session.endpoint;
    order.lease = limits::kLeaseTime;
    order.session_time = live.active() ? left(live.record.deadline) : milliseconds(live.session_length);
    return order;
  }

  Result<model::Device> device_of(const Live& live) {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    return store::Devices(store::TeamScope(*transaction, live.record.session.team)).get(live.record.session.device);
  }

  /// Why a session that a restart left can't go on; nullopt when it can.
  std::optional<ClosedReason> obstacle(const Live& live) {
    const auto& session = live.record.session;
    if (!live.active()) return ClosedReason::kFailed;
    if (left(live.record.deadline) == milliseconds(0)) return ClosedReason::kExpired;
    const auto device = device_of(live);
    if (!device) return device.error().code == Code::kNotFound ? ClosedReason::kDeviceRemoved : ClosedReason::kFailed;
    if (!device->install) return ClosedReason::kInstallRemoved;
    if (!still_fits(live.record, *device)) return ClosedReason::kDeviceChanged;
    if (!allowed(session)) return ClosedReason::kAccessLost;
    return std::nullopt;
  }

  bool allowed(const model::Session& session) const {
    return authority_
        .decide({session.team, session.technician}, access::Permission::kDeviceWebpageOpen,
                access::Target::of_device(session.team, session.device))
        .allowed;
  }

  /// Writes the time left and the bytes of all active sessions, so that a restart knows them.
  void save_times() {
    auto transaction = store_.write();
    if (!transaction) return;
    for (auto& [id, live] : live_) {
      if (!live.active()) continue;
      note_bytes(live);
      live.record.deadline = model::deadline_in(clock_, left(live.record.deadline));
      live.record.limit = model::deadline_in(clock_, left(live.record.limit));
      if (!store::Sessions(store::TeamScope(*transaction, live.record.session.team)).update(live.record)) return;
    }
    if (auto saved = transaction->commit(); !saved)
      log_.error("the sessions' times could not be saved", {{"error", saved.error().message}});
  }

  store::Store& store_;
  jobs::Service& jobs_;
  Authority& authority_;
  LeaseTable& leases_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
  mutable std::mutex mutex_;
  std::map<model::SessionId, Live> live_;
  Steady saved_at_{};
};

Service::Service(store::Store& store, jobs::Service& jobs, Authority& authority, LeaseTable& leases,
                 model::EventSink& events, const Clock& clock, Log& log)
    : state_(std::make_unique<State>(store, jobs, authority, leases, events, clock, log)) {
  jobs.set_listener(this);
}

Service::~Service() {
  state_->jobs_.set_listener(nullptr);
}

Result<> Service::start() {
  auto& s = *state_;
  std::vector<store::SessionRecord> records;
  {
    auto transaction = s.store_.read();
    if (!transaction) return fail(transaction);
    auto live = store::live_sessions(*transaction);
    if (!live) return fail(live);
    records = std::move(*live);
    auto closed = store::closed_labels(*transaction, static_cast<int>(kClosedLabels));
    if (!closed) return fail(closed);
    for (auto label = closed->rbegin(); label != closed->rend(); ++label)
      LeaseMaker::remember_closed(s.leases_, label->label, {label->session, label->reason});
  }
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  for (auto& record : records) {
    record.deadline = model::refreshed(record.deadline, s.clock_);
    record.limit = model::refreshed(record.limit, s.clock_);
    const auto id = record.session.id;
    auto& live = s.live_.emplace(id, State::Live{std::move(record), nullptr, {}, s.clock_.steady()}).first->second;
    if (const auto reason = s.obstacle(live)) {
      const bool failed = *reason == ClosedReason::kFailed;
      s.close(after, live, *reason,
              failed ? std::optional(server_failure("The server restarted meanwhile.")) : std::nullopt);
    } else {
      s.make_lease(live);
      // Bytes are counted on from what was saved.
      live.lease->add_up(live.record.session.bytes_up);
      live.lease->add_down(live.record.session.bytes_down);
    }
  }
  s.save_times();
  s.saved_at_ = s.clock_.steady();
  return {};
}

void Service::tick() {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  const Steady now = s.clock_.steady();
  s.each([&](const auto& live) { return live.active(); },
         [&](auto& live) {
           if (s.left(live.record.deadline) == milliseconds(0)) {
             s.close(after, live, ClosedReason::kExpired);
           } else if (live.lost_at && now - *live.lost_at > limits::kLeaseTime) {
             s.close(after, live, ClosedReason::kInstallLost);
           }
         });
  std::vector<model::SessionId> unsaved;
  for (const auto& [id, live] : s.live_) {
    if (live.closed()) unsaved.push_back(id);
  }
  for (const auto& id : unsaved) {
    const auto session = s.save_closed(*s.find(id));
    s.changed(after, session);
  }
  if (now - s.saved_at_ >= kSaveInterval) {
    s.saved_at_ = now;
    if (std::ranges::any_of(s.live_, [](const auto& entry) { return entry.second.active(); })) s.save_times();
  }
}

Result<model::Session> Service::open(const access::Grant& grant, const std::optional<model::EndpointId>& endpoint_id) {
  auto& s = *state_;
  const auto& subject = grant.subject();
  model::Session session;
  {
    Aftermath after;
    std::scoped_lock lock(s.mutex_);
    const auto mine = std::ranges::count_if(
        s.live_, [&](const auto& entry) { return entry.second.record.session.technician == subject.technician; });
    if (static_cast<std::size_t>(mine) >= limits::kSessionsPerTechnician) {
      return fail(Code::kExhausted, "You have {} sessions open: end one first.", limits::kSessionsPerTechnician);
    }
    // The grant may be older than the last change of access, which has looked through the live sessions before this one
    // is among them.
    if (!s.authority_.grant_webpage(subject, grant.device()))
      return fail(Code::kDenied, "You may not open this device's page.");
    State::Live live;
    model::Device device;
    model::Technician technician;
    {
      auto transaction = s.store_.read();
      if (!transaction) return fail(transaction);
      const store::TeamScope scope(*transaction, subject.team);
      auto found = store::Devices(scope).get(grant.device());
      if (!found) return fail(found);
      auto team = store::Teams(scope).get();
      if (!team) return fail(team);
      auto who = store::Technicians(scope).get(subject.technician);
      if (!who) return fail(who);
      device = std::move(*found);
      technician = std::move(*who);
      live.session_length = team->session_length;
    }
    if (!device.install) return fail(Code::kConflict, "The device has no install: give it one first.");
    const auto* endpoint = endpoint_id                ? find_endpoint(device, *endpoint_id)
                           : device.endpoints.empty() ? nullptr
                                                      : &device.endpoints.front();
    if (endpoint == nullptr) return fail(Code::kInvalid, "The endpoint is not one of this device's.");
    if (auto room = s.jobs_.room_for(*device.install); !room) return fail(room);

    auto& opened = live.record.session;
    opened.id = model::SessionId::make();
    opened.team = subject.team;
    opened.device = device.id;
    opened.device_name = device.name;
    opened.install = *device.install;
    opened.install_name = device.install_name;
    opened.technician = technician.id;
    opened.technician_name = technician.name;
    opened.endpoint = endpoint->id;
    opened.label = random_id();
    opened.created_at = s.clock_.wall();
    live.record.scheme = endpoint->scheme;
    live.record.address = device.address;
    live.record.port = endpoint->port;

    auto transaction = s.store_.write();
    if (!transaction) return fail(transaction);
    // Between the two transactions the device may have changed: then this session would be to what it was.
    const store::TeamScope scope(*transaction, subject.team);
    auto still = store::Devices(scope).get(device.id);
    if (!still) return fail(still);
    if (!still_fits(live.record, *still)) return fail(Code::kConflict, "The device was changed meanwhile: try again.");
    auto job = s.jobs_.add_page_job(*transaction, device, technician, opened.id);
    if (!job) return fail(job);
    opened.job = job->id;
    if (auto inserted = store::Sessions(scope).insert(live.record); !inserted) return fail(inserted);
    if (auto committed = transaction->commit(); !committed) return fail(committed);

    session = opened;
    after.add([&s, job = *job, order = s.order(live, device)] { s.jobs_.dispatch(job, order); });
    s.changed(after, session);
    s.live_.emplace(session.id, std::move(live));
  }
  return get(session.team, session.id);
}

Result<model::Session> Service::get(const model::TeamId& team, const model::SessionId& id) {
  auto& s = *state_;
  {
    std::scoped_lock lock(s.mutex_);
    if (const auto* live = s.find(id); live != nullptr && live->record.session.team == team) return s.view(*live);
  }
  auto transaction = s.store_.read();
  if (!transaction) return fail(transaction);
  return store::Sessions(store::TeamScope(*transaction, team)).get(id);
}

Result<store::Page<model::Session>> Service::list(const model::TeamId& team, const store::PageRequest& page,
                                                  const store::SessionFilter& filter) {
  auto& s = *state_;
  auto transaction = s.store_.read();
  if (!transaction) return fail(transaction);
  auto sessions = store::Sessions(store::TeamScope(*transaction, team)).list(page, filter);
  if (!sessions) return fail(sessions);
  std::scoped_lock lock(s.mutex_);
  for (auto& session : sessions->items) {
    if (const auto* live = s.find(session.id)) session = s.view(*live);
  }
  return sessions;
}

Result<model::Session> Service::extend(const access::Subject& subject, const model::SessionId& id) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(id);
  if (live == nullptr || live->record.session.team != subject.team ||
      live->record.session.technician != subject.technician) {
    return fail(Code::kNotFound, "There is no such session of yours that is open.");
  }
  if (!live->active()) return fail(Code::kConflict, "The session is not active: only an active one can be extended.");
  const auto before = s.left(live->record.deadline), most = s.left(live->record.limit);
  if (before == milliseconds(0)) return fail(Code::kConflict, "The session has just expired.");
  if (most <= before)
    return fail(Code::kConflict, "The session has reached its maximum of 8 h: open the device again.");
  milliseconds length{};
  {
    auto transaction = s.store_.read();
    if (!transaction) return fail(transaction);
    auto team = store::Teams(store::TeamScope(*transaction, subject.team)).get();
    if (!team) return fail(team);
    length = team->session_length;
  }
  const auto kept = live->record.deadline;
  live->record.deadline = model::deadline_in(s.clock_, std::max(before, std::min(length, most)));
  if (auto saved = s.save(*live); !saved) {
    live->record.deadline = kept;
    return fail(saved);
  }
  LeaseMaker::set_deadline(*live->lease, s.clock_.steady() + s.left(live->record.deadline));
  s.jobs_.extend_session(live->record.session.install, id, s.left(live->record.deadline));
  s.changed(after, live->record.session);
  return s.view(*live);
}

Result<model::Session> Service::end(const access::Subject& by, const model::SessionId& id) {
  auto& s = *state_;
  {
    Aftermath after;
    std::scoped_lock lock(s.mutex_);
    if (auto* live = s.find(id); live != nullptr && live->record.session.team == by.team) {
      const bool own = live->record.session.technician == by.technician;
      return s.close(after, *live, own ? ClosedReason::kEndedByTechnician : ClosedReason::kEndedByAdministrator);
    }
  }
  return get(by.team, id);
}

void Service::access_changed(const model::TeamId& team) {
  auto& s = *state_;
  // When this fails everything is denied, and the sessions of the team end.
  if (auto reloaded = s.authority_.reload(); !reloaded)
    s.log_.error("sessions are ended because access is not known", {{"team", team.str()}});
  s.close_all(ClosedReason::kAccessLost,
              [&](const auto& live) { return live.record.session.team == team && !s.allowed(live.record.session); });
}

void Service::device_removed(const model::DeviceId& device) {
  state_->close_all(ClosedReason::kDeviceRemoved,
                    [&](const auto& live) { return live.record.session.device == device; });
}

void Service::device_changed(const model::DeviceId& device) {
  state_->close_all(ClosedReason::kDeviceChanged,
                    [&](const auto& live) { return live.record.session.device == device; });
}

void Service::install_removed(const model::InstallId& install) {
  state_->close_all(ClosedReason::kInstallRemoved,
                    [&](const auto& live) { return live.record.session.install == install; });
}

std::optional<model::SessionId> Service::active_session_of(const model::TechnicianId& technician,
                                                           std::string_view label) const {
  const auto lease = state_->leases_.find(label).lease;
  if (!lease || lease->terms().technician != technician || !lease->live(state_->clock_.steady())) return std::nullopt;
  return lease->terms().session;
}

Result<> Service::add_cookie(const model::SessionId& id, std::string_view cookie_secret) {
  auto& s = *state_;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(id);
  if (live == nullptr || !live->active())
    return fail(Code::kClosed, "The session has ended: open the device again from the console.");
  auto& hashes = live->record.cookie_hashes;
  const auto kept = hashes;
  hashes.push_back(hash_of_secret(cookie_secret));
  if (hashes.size() > kCookiesPerSession) hashes.erase(hashes.begin());
  if (auto saved = s.save(*live); !saved) {
    hashes = kept;
    return saved;
  }
  LeaseMaker::add_cookie(*live->lease, hashes.back());
  return {};
}

void Service::ticket_reused(const model::SessionId& id) {
  state_->close_all(ClosedReason::kTicketReused, [&](const auto& live) { return live.id() == id; });
}

std::size_t Service::live_count() const {
  std::scoped_lock lock(state_->mutex_);
  return state_->live_.size();
}

void Service::page_job_changed(const model::Job& job) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(*job.session);
  if (live == nullptr || live->closed()) {
    // It ended while the agent was opening: the agent is told, whatever came first.
    if (job.state == model::JobState::kCompleted) s.jobs_.end_session(job.install, *job.session);
    return;
  }
  if (live->active()) return;
  switch (job.state) {
    case model::JobState::kQueued:
    case model::JobState::kSent: return;
    case model::JobState::kReceived:
    case model::JobState::kRunning:
      if (live->record.session.state == SessionState::kConnecting) return;
      live->record.session.state = SessionState::kConnecting;
      s.changed(after, live->record.session);
      return;
    case model::JobState::kCompleted: s.activate(after, *live); return;
    case model::JobState::kFailed:
    case model::JobState::kExpired:
    case model::JobState::kCancelled: s.close(after, *live, ClosedReason::kFailed, job.failure); return;
  }
}

void Service::reopened(const model::SessionId& session, const jobs::JobOutcome& outcome) {
  const auto* failure = std::get_if<model::Failure>(&outcome);
  if (failure == nullptr) return;
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  if (auto* live = s.find(session); live != nullptr && live->active())
    s.close(after, *live, ClosedReason::kFailed, *failure);
}

void Service::install_online(const model::InstallId& install) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each([&](const auto& live) { return live.active() && live.record.session.install == install; },
         [&](auto& live) {
           const auto device = s.device_of(live);
           if (!device) {
             s.close(after, live, ClosedReason::kDeviceRemoved);
             return;
           }
           live.lost_at.reset();
           s.jobs_.reopen(s.order(live, *device));
         });
}

void Service::install_offline(const model::InstallId& install) {
  auto& s = *state_;
  std::scoped_lock lock(s.mutex_);
  s.each([&](const auto& live) { return live.active() && live.record.session.install == install; },
         [&](auto& live) { live.lost_at = s.clock_.steady(); });
}

}  // namespace callout::sessions
