// SPDX-License-Identifier: Apache-2.0
#include "sessions/live_sessions.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/limits.h"
#include "jobs/making.h"
#include "rights/naming.h"
#include "sessions/lease_maker.h"
#include "store/sign_ins.h"

namespace callout::sessions {

using model::ClosedReason;
using model::SessionState;
using std::chrono::milliseconds;

model::Failure server_failure(std::string detail) {
  return jobs::failure(model::Hop::kServer, model::FailureCode::kInternal, std::move(detail));
}

const model::Endpoint* find_endpoint(const model::Device& device, const model::EndpointId& id) {
  const auto found = std::ranges::find(device.endpoints, id, &model::Endpoint::id);
  return found == device.endpoints.end() ? nullptr : &*found;
}

model::JobKind job_kind(model::SessionKind kind) {
  return kind == model::SessionKind::kPorts ? model::JobKind::kOpenDevicePorts : model::JobKind::kOpenDeviceWebpage;
}

void LiveSessions::changed(Aftermath& after, const model::Session& session) {
  after.add(
      [this, team = session.team, id = session.id.str()] { events_.publish(team, {model::EventKind::kSession, id}); });
}

milliseconds LiveSessions::left(const model::Deadline& deadline) const {
  return std::max(milliseconds(0), milliseconds(deadline.boot_ms) - clock_.boot());
}

model::AuditRecord LiveSessions::record(model::AuditKind kind, const Live& live) const {
  const auto& session = live.record.session;
  model::AuditRecord record{.team = session.team, .kind = kind};
  record.actor = {
      .kind = model::AuditActorKind::kTechnician, .technician = session.technician, .name = session.technician_name};
  record.device = {session.device, session.device_name};
  record.install = {session.install, session.install_name};
  record.session = session.id;
  record.job = session.job;
  return record;
}

namespace {

/// Where the device stands now: records are found by it.
void put_entity(store::Transaction& transaction, model::AuditRecord& record) {
  const store::TeamScope scope(transaction, record.team);
  const auto device = store::Devices(scope).facts(record.device.id);
  if (device) record.entity = {device->entity, rights::name_of(scope, model::Scope::of(device->entity))};
}

model::DevicePort opened_to(const store::SessionRecord& record) {
  const bool webpage = record.session.kind == model::SessionKind::kWebpage;
  return {webpage ? std::optional(record.scheme) : std::nullopt, record.port};
}

std::string end_text(const model::Session& session) {
  return fmt::format("{}; {} bytes to the device, {} bytes from it", model::to_string(*session.closed_reason),
                     session.bytes_up, session.bytes_down);
}

}  // namespace

Result<> LiveSessions::save(const Live& live, const model::AuditRecord* kept) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  if (kept != nullptr) {
    auto record = *kept;
    put_entity(*transaction, record);
    if (auto appended = authority_.journal().append(*transaction, std::move(record)); !appended) return appended;
  }
  if (auto updated = store::Sessions(store::TeamScope(*transaction, live.record.session.team)).update(live.record);
      !updated)
    return updated;
  if (kept != nullptr) observe(*transaction, live, kept->kind);
  return transaction->commit();
}

void LiveSessions::observe(store::Transaction& transaction, const Live& live, model::AuditKind kind) {
  if (observer_ == nullptr) return;
  auto session = live.record.session;
  session.remaining = left(live.record.deadline);
  if (kind == model::AuditKind::kSessionOpened) observer_->session_opened(transaction, session);
  if (kind == model::AuditKind::kSessionEnded && session.active_at) observer_->session_ended(transaction, session);
}

model::Session LiveSessions::view(const Live& live) const {
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

void LiveSessions::note_bytes(Live& live) {
  if (!live.lease) return;
  live.record.session.bytes_up = live.lease->bytes_up();
  live.record.session.bytes_down = live.lease->bytes_down();
}

void LiveSessions::make_lease(Live& live) {
  const auto& session = live.record.session;
  std::vector<std::string> keys;
  for (const auto& key : live.record.client_keys) keys.push_back(key.hash);
  live.lease =
      LeaseMaker::add(leases_,
                      {.kind = session.kind,
                       .label = session.label,
                       .session = session.id,
                       .team = session.team,
                       .device = session.device,
                       .install = session.install,
                       .endpoint = session.endpoint,
                       .technician = session.technician,
                       .scheme = live.record.scheme,
                       .address = live.record.address,
                       .port = live.record.port,
                       .read_only = session.read_only,
                       .ports = live.record.ports,
                       .treatment = live.record.treatment.value_or(model::Treatment())},
                      clock_.steady() + left(live.record.deadline), live.record.cookie_hashes, std::move(keys));
}

void LiveSessions::activate(Aftermath& after, Live& live) {
  auto& session = live.record.session;
  session.state = SessionState::kActive;
  session.active_at = clock_.wall();
  live.record.deadline = model::deadline_in(clock_, live.session_length);
  live.record.limit = model::deadline_in(clock_, limits::kSessionMost);
  auto opened = record(model::AuditKind::kSessionOpened, live);
  opened.detail = opened_to(live.record).text();
  if (auto saved = save(live, &opened); !saved) {
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

bool LiveSessions::held_by_uploads(Live& live) {
  // The agent must hear of it before its own lease ends.
  constexpr auto kAhead = std::chrono::seconds(5);
  const auto time_left = left(live.record.deadline);
  if (time_left > kAhead || !live.lease || live.lease->uploads() == 0) return false;
  const Steady now = clock_.steady();
  if (time_left == milliseconds(0)) {
    if (!live.time_over_at) {
      live.time_over_at = now;
      LeaseMaker::finish(*live.lease);
      log_.info("the session's time is over; an upload goes on", {{"session", live.id().str()}});
    }
    if (now - *live.time_over_at >= limits::kUploadGrace) return false;
  }
  if (live.lease->deadline() - now < limits::kLeaseTime - limits::kLeaseRenewal) {
    LeaseMaker::set_deadline(*live.lease, now + limits::kLeaseTime);
    jobs_.extend_session(live.record.session.install, live.id(), limits::kLeaseTime);
  }
  return true;
}

model::Session LiveSessions::close(Aftermath& after, Live& live, ClosedReason reason,
                                   std::optional<model::Failure> failure, const rights::Actor* by) {
  auto& session = live.record.session;
  if (live.closed()) return session;
  const bool job_runs = !live.active() && !failure;
  session.state = SessionState::kClosing;
  session.closed_reason = reason;
  session.failure = std::move(failure);
  session.closed_at = clock_.wall();
  if (by != nullptr) live.ended_by = by->audited();
  if (live.lease) {
    LeaseMaker::revoke(leases_, *live.lease, reason);
  } else {
    LeaseMaker::remember_closed(leases_, session.label, {session.id, reason});
  }
  note_bytes(live);
  jobs_.end_session(session.install, session.id);
  if (job_runs) {
    // It may have finished this moment: then there is nothing to cancel.
    after.add([this, team = session.team, job = session.job, ended_by = live.ended_by] {
      std::ignore = jobs_.cancel(team, job, ended_by);
    });
  }
  changed(after, session);
  log_.info("session closed", {{"session", session.id.str()}, {"reason", model::to_string(reason)}});
  return save_closed(live);
}

model::Session LiveSessions::save_closed(Live& live) {
  auto closed = live;
  closed.record.session.state = SessionState::kClosed;
  auto ended = record(model::AuditKind::kSessionEnded, closed);
  ended.actor = live.ended_by;
  ended.detail = end_text(closed.record.session);
  if (closed.record.session.failure) ended.outcome = model::AuditOutcome::kFailed;
  if (auto saved = save(closed, &ended); !saved) {
    log_.error("the end of a session could not be saved yet",
               {{"session", live.id().str()}, {"error", saved.error().message}});
    return live.record.session;
  }
  live_.erase(closed.id());
  return closed.record.session;
}

LiveSessions::Live* LiveSessions::find(const model::SessionId& id) {
  const auto found = live_.find(id);
  return found == live_.end() ? nullptr : &found->second;
}

jobs::JobOrder LiveSessions::order(const Live& live, const model::Device& device) const {
  const auto& session = live.record.session;
  auto order = jobs::order_for(session.job, job_kind(session.kind), session.install, device);
  order.session = session.id;
  if (session.kind == model::SessionKind::kWebpage) order.endpoint = session.endpoint;
  order.port = live.record.port;
  order.lease = limits::kLeaseTime;
  order.session_time = live.active() ? left(live.record.deadline) : milliseconds(live.session_length);
  return order;
}

Result<model::Device> LiveSessions::device_of(const Live& live) {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  return store::Devices(store::TeamScope(*transaction, live.record.session.team)).get(live.record.session.device);
}

std::optional<ClosedReason> LiveSessions::obstacle(Live& live) {
  if (!live.active()) return ClosedReason::kFailed;
  if (left(live.record.deadline) == milliseconds(0)) return ClosedReason::kExpired;
  const auto device = device_of(live);
  if (!device) return device.error().code == Code::kNotFound ? ClosedReason::kDeviceRemoved : ClosedReason::kFailed;
  if (!device->install) return ClosedReason::kInstallRemoved;
  if (!live.record.treatment) live.record.treatment = device->treatment;
  if (!still_fits(live.record, *device)) return ClosedReason::kDeviceChanged;
  if (const auto lost = access_lost(live)) return lost;
  if (!signed_in(live.record)) return ClosedReason::kSignedOut;
  return std::nullopt;
}

access::Decision LiveSessions::decide(const store::SessionRecord& record, const model::DeviceFacts& device) const {
  using access::Action;
  const auto& session = record.session;
  const auto action = session.kind == model::SessionKind::kPorts ? Action::kDevicePortsOpen
                      : session.read_only                        ? Action::kDeviceWebpageOpen
                                                                 : Action::kDeviceWebpageChange;
  return authority_.decide({session.team, session.technician, record.only}, action,
                           access::Target::of_device(session.team, device));
}

std::optional<std::pair<WallMs, model::Deadline>> LiveSessions::end_of(const access::Decision& decision) const {
  if (!decision.until) return std::nullopt;
  return std::pair(*decision.until, model::deadline_in(clock_, *decision.until - clock_.wall()));
}

std::optional<ClosedReason> LiveSessions::access_lost(Live& live) {
  const auto& session = live.record.session;
  const auto device = authority_.facts(session.team, session.device);
  // What can't be known is not allowed on.
  if (!device) return device.error().code == Code::kNotFound ? ClosedReason::kDeviceRemoved : ClosedReason::kAccessLost;
  const auto decision = decide(live.record, *device);
  if (!decision.allowed)
    return access::is_restriction(decision.reason) ? ClosedReason::kRestricted : ClosedReason::kAccessLost;
  if (std::ranges::find(device->installs, session.install) != device->installs.end() &&
      std::ranges::find(decision.through, session.install) == decision.through.end())
    return ClosedReason::kRestricted;
  live.access_end = end_of(decision);
  return std::nullopt;
}

std::optional<ClosedReason> LiveSessions::access_ended(Live& live) {
  const WallMs ended = live.access_end->first;
  if (const auto lost = access_lost(live))
    return lost == ClosedReason::kAccessLost ? ClosedReason::kAccessExpired : lost;
  // The same end again is a date that was set back: the time has passed all the same.
  if (live.access_end && live.access_end->first <= ended) return ClosedReason::kAccessExpired;
  return std::nullopt;
}

bool LiveSessions::signed_in(const store::SessionRecord& record) {
  auto transaction = store_.read();
  if (!transaction) return false;
  auto ids = record.sign_ins;
  for (const auto& key : record.client_keys) ids.push_back(key.sign_in);
  return store::sign_ins_exist(*transaction, ids).value_or(false);
}

void LiveSessions::save_times() {
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

}  // namespace callout::sessions
