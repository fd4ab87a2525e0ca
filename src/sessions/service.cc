// SPDX-License-Identifier: Apache-2.0
// Longer than most files because it is the whole of one interface; the state behind it is live_sessions.cc.
#include "sessions/service.h"

#include <algorithm>
#include <mutex>
#include <tuple>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "base/random.h"
#include "sessions/lease_maker.h"
#include "sessions/live_sessions.h"
#include "store/devices.h"
#include "store/sign_ins.h"
#include "store/teams.h"

namespace callout::sessions {

using model::ClosedReason;
using model::SessionState;
using std::chrono::milliseconds;

namespace {

/// How much of a session's time a power cut with a date set back can give again (docs/adr/0011).
constexpr auto kSaveInterval = std::chrono::seconds(30);

/// What answers at the device's address is not what was known.
bool shows_another_device(const model::Job& job) {
  return job.failure && (job.failure->code == model::FailureCode::kIdentityChanged ||
                         job.failure->code == model::FailureCode::kTlsKeyChanged);
}

/// The first opened the session and stays; behind it as many as there are cookies, the one that got the newest last.
void add_sign_in(std::vector<model::SignInId>& sign_ins, const model::SignInId& id) {
  if (sign_ins.front() == id) return;
  std::erase(sign_ins, id);
  sign_ins.push_back(id);
  if (sign_ins.size() > 1 + kCookiesPerSession) sign_ins.erase(sign_ins.begin() + 1);
}

auto no_open_session() {
  return fail(Code::kNotFound, "There is no such session of yours that is open.");
}

}  // namespace

Service::Service(store::Store& store, jobs::Service& jobs, rights::Authority& authority, LeaseTable& leases,
                 model::EventSink& events, const Clock& clock, Log& log)
    : state_(std::make_unique<LiveSessions>(store, jobs, authority, leases, events, clock, log)) {
  jobs.set_listener(this);
  authority.set_listener(this);
}

Service::~Service() {
  state_->authority_.set_listener(nullptr);
  state_->jobs_.set_listener(nullptr);
}

void Service::set_observer(Observer* observer) {
  state_->observer_ = observer;
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
    auto& live =
        s.live_.emplace(id, LiveSessions::Live{std::move(record), nullptr, {}, s.clock_.steady(), {}}).first->second;
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
           const bool held = s.held_by_uploads(live);
           if (s.left(live.record.deadline) == milliseconds(0) && !held) {
             s.close(after, live, ClosedReason::kExpired);
           } else if (live.lost_at && now - *live.lost_at > limits::kLeaseTime) {
             s.close(after, live, ClosedReason::kInstallLost);
           }
         });
  s.each([&](const auto& live) { return live.access_end && s.access_is_over(live); },
         [&](auto& live) {
           if (const auto ended = s.access_ended(live)) s.close(after, live, *ended);
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

Result<model::Session> Service::open(const access::Grant& grant, const rights::Actor& by,
                                     const model::SignInId& sign_in, const std::optional<model::EndpointId>& endpoint) {
  check(by.technician == grant.subject().technician && by.team == grant.subject().team);
  auto opened = state_->open(by, grant.device(), sign_in, {.kind = model::SessionKind::kWebpage, .endpoint = endpoint});
  return opened ? get(opened->team, opened->id) : std::move(opened);
}

Result<model::Session> Service::open_port(const access::PortsGrant& grant, const rights::Actor& by,
                                          const model::SignInId& sign_in, std::uint16_t port) {
  check(by.technician == grant.subject().technician && by.team == grant.subject().team);
  auto opened = state_->open(by, grant.device(), sign_in, {.kind = model::SessionKind::kPorts, .port = port});
  return opened ? get(opened->team, opened->id) : std::move(opened);
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

Result<model::Session> Service::extend(const rights::Actor& subject, const model::SessionId& id) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(id);
  if (live == nullptr || live->record.session.team != subject.team ||
      live->record.session.technician != subject.technician) {
    return no_open_session();
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
  auto extended = s.record(model::AuditKind::kSessionExtended, *live);
  extended.actor = subject.audited();
  if (auto saved = s.save(*live, &extended); !saved) {
    live->record.deadline = kept;
    return fail(saved);
  }
  LeaseMaker::set_deadline(*live->lease, s.clock_.steady() + s.left(live->record.deadline));
  s.jobs_.extend_session(live->record.session.install, id, s.left(live->record.deadline));
  s.changed(after, live->record.session);
  return s.view(*live);
}

Result<model::Session> Service::end(const rights::Actor& by, const model::SessionId& id) {
  auto& s = *state_;
  {
    Aftermath after;
    std::scoped_lock lock(s.mutex_);
    if (auto* live = s.find(id); live != nullptr && live->record.session.team == by.team) {
      const bool own = live->record.session.technician == by.technician;
      return s.close(after, *live, own ? ClosedReason::kEndedByTechnician : ClosedReason::kEndedByAdministrator, {},
                     &by);
    }
  }
  return get(by.team, id);
}

Result<> Service::device_port_used(const model::SessionId& id, const model::DevicePort& port) {
  auto& s = *state_;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(id);
  if (live == nullptr || !live->active()) return fail(Code::kClosed, "The session has ended.");
  if (std::ranges::find(live->used, port) != live->used.end()) return {};
  if (live->used.size() >= kPortsPerSession)
    return fail(Code::kExhausted, "A session uses at most {} ports of its device.", kPortsPerSession);
  auto used = s.record(model::AuditKind::kSessionEndpointUsed, *live);
  used.detail = port.text();
  if (auto saved = s.save(*live, &used); !saved) return saved;
  live->used.push_back(port);
  return {};
}

void Service::access_changed(const model::TeamId& team) {
  auto& s = *state_;
  Aftermath after;
  after.add([&s, team] { s.events_.publish(team, {model::EventKind::kAccess, team.str()}); });
  std::scoped_lock lock(s.mutex_);
  s.each([&](const auto& live) { return live.record.session.team == team; },
         [&](auto& live) {
           if (const auto lost = s.access_lost(live)) s.close(after, live, *lost);
         });
}

void Service::sign_in_ended(const model::SignInId& sign_in) {
  state_->close_all(ClosedReason::kSignedOut, [&](const auto& live) {
    const auto& [sign_ins, keys] = std::tie(live.record.sign_ins, live.record.client_keys);
    return std::ranges::find(sign_ins, sign_in) != sign_ins.end() ||
           std::ranges::find(keys, sign_in, &store::ClientKey::sign_in) != keys.end();
  });
}

void Service::sign_ins_ended(const model::TechnicianId& technician) {
  state_->close_all(ClosedReason::kSignedOut,
                    [&](const auto& live) { return live.record.session.technician == technician; });
}

void Service::look_at_sign_ins() {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each([](const auto&) { return true; },
         [&](auto& live) {
           if (!s.signed_in(live.record)) s.close(after, live, ClosedReason::kSignedOut);
         });
}

void Service::device_removed(const model::DeviceId& device) {
  state_->close_all(ClosedReason::kDeviceRemoved,
                    [&](const auto& live) { return live.record.session.device == device; });
}

void Service::device_changed(const model::DeviceId& device) {
  state_->close_all(ClosedReason::kDeviceChanged,
                    [&](const auto& live) { return live.record.session.device == device; });
}

void Service::profiles_changed(const model::TeamId& team) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each([&](const auto& live) { return live.record.session.team == team; },
         [&](auto& live) {
           const auto device = s.device_of(live);
           // What can't be known is not allowed on.
           if (!device || !still_fits(live.record, *device)) s.close(after, live, ClosedReason::kDeviceChanged);
         });
}

void Service::raw_ports_changed(const model::DeviceId& device) {
  state_->close_all(ClosedReason::kDeviceChanged, [&](const auto& live) {
    const auto& session = live.record.session;
    return session.device == device && session.kind == model::SessionKind::kPorts;
  });
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

Result<> Service::add_cookie(const model::SessionId& id, const model::SignInId& sign_in,
                             std::string_view cookie_secret) {
  auto& s = *state_;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(id);
  if (live == nullptr || !live->active())
    return fail(Code::kClosed, "The session has ended: open the device again from the console.");
  const auto kept = live->record;
  add_sign_in(live->record.sign_ins, sign_in);
  // A code may be older than the end of its sign-in, which has looked through the sessions before it was of this one.
  if (!s.signed_in(live->record)) {
    live->record = kept;
    return fail(Code::kClosed, "You are signed out: sign in again.");
  }
  auto& hashes = live->record.cookie_hashes;
  hashes.push_back(hash_of_secret(cookie_secret));
  if (hashes.size() > kCookiesPerSession) hashes.erase(hashes.begin());
  if (auto saved = s.save(*live); !saved) {
    live->record = kept;
    return saved;
  }
  LeaseMaker::add_cookie(*live->lease, hashes.back());
  return {};
}

Result<std::string> Service::make_client_key(const access::Subject& subject, const model::SignInId& sign_in,
                                             const model::SessionId& id) {
  auto& s = *state_;
  std::scoped_lock lock(s.mutex_);
  auto* live = s.find(id);
  if (live == nullptr || live->record.session.team != subject.team ||
      live->record.session.technician != subject.technician) {
    return no_open_session();
  }
  if (!live->active()) return fail(Code::kConflict, "The session is not active: only an active one has client keys.");
  const auto kept = live->record;
  std::string secret = random_secret();
  auto& keys = live->record.client_keys;
  // None is dropped for a newer one: its channels would go on, and the session would not end with its sign-in any more.
  if (keys.size() >= kClientKeysPerSession)
    return fail(Code::kExhausted, "The session has {} client keys already: open the device again.", keys.size());
  keys.push_back({hash_of_secret(secret), sign_in});
  // As with a cookie: the sign-in may have ended while this request was on its way.
  const auto saved =
      s.signed_in(live->record) ? s.save(*live) : fail(Code::kDenied, "You are signed out: sign in again.");
  if (!saved) {
    live->record = kept;
    return fail(saved);
  }
  LeaseMaker::add_client_key(*live->lease, keys.back().hash);
  return secret;
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
      // So that its page shows what answers there now.
      if (shows_another_device(job))
        after.add(
            [&s, job] { s.jobs_.ask_for_check(job.team, job.device, job.technician, model::AuditActor::system()); });
      [[fallthrough]];
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
           // A check may have shown another profile to fit: then the agent would treat it otherwise than the relay.
           if (!still_fits(live.record, *device)) {
             s.close(after, live, ClosedReason::kDeviceChanged);
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
