// SPDX-License-Identifier: Apache-2.0
// How a session begins: what it is opened to is looked up, and session and job are written in one transaction.
#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/random.h"
#include "sessions/live_sessions.h"
#include "store/installs.h"
#include "store/teams.h"

namespace callout::sessions {
namespace {

std::vector<std::uint16_t> ports_of(const model::Device& device) {
  std::vector<std::uint16_t> ports;
  for (const auto& endpoint : device.endpoints) ports.push_back(endpoint.port);
  return ports;
}

/// Notes in the record what of the device the session is opened to.
Result<> take_aim(store::SessionRecord& record, const model::Device& device, const Aim& aim) {
  auto& session = record.session;
  session.kind = aim.kind;
  if (aim.kind == model::SessionKind::kPorts) {
    if (std::ranges::find(device.raw_ports, aim.port) == device.raw_ports.end())
      return fail(Code::kInvalid, "The port is not one of this device's raw ports.");
    record.port = aim.port;
    record.ports = device.raw_ports;
  } else {
    const auto* endpoint = aim.endpoint               ? find_endpoint(device, *aim.endpoint)
                           : device.endpoints.empty() ? nullptr
                                                      : &device.endpoints.front();
    if (endpoint == nullptr) return fail(Code::kInvalid, "The endpoint is not one of this device's.");
    session.endpoint = endpoint->id;
    record.scheme = endpoint->scheme;
    record.port = endpoint->port;
    record.ports = ports_of(device);
  }
  session.port = record.port;
  return {};
}

/// The device as the session reaches it: by way of the session's install, whose name it takes.
Result<> go_through(const store::TeamScope& scope, model::Device& device, model::Session& session) {
  if (device.install != session.install) {
    const auto install = store::Installs(scope).get(session.install);
    if (!install) return fail(install);
    device.install = install->id;
    device.install_name = install->name;
  }
  session.install_name = device.install_name;
  return {};
}

}  // namespace

Result<LiveSessions::Way> LiveSessions::find_way(const access::Subject& subject, const model::Device& device,
                                                 model::SessionKind kind) const {
  store::SessionRecord asked;
  asked.session = {.team = subject.team, .technician = subject.technician, .kind = kind};
  asked.only = subject.only;
  const auto facts = device.facts();
  auto decision = decide(asked, facts);
  // Who may not change anything may still look.
  if (!decision.allowed && kind == model::SessionKind::kWebpage && !access::is_restriction(decision.reason)) {
    asked.session.read_only = true;
    decision = decide(asked, facts);
  }
  if (!decision.allowed) return fail(Code::kDenied, "You may not open this device: {}", decision.sentence());
  if (decision.through.empty()) return fail(Code::kConflict, "The device has no install: give it one first.");
  const auto online = std::ranges::find_if(decision.through, [&](const auto& each) { return jobs_.online(each); });
  return Way{.install = online == decision.through.end() ? decision.through.front() : *online,
             .read_only = asked.session.read_only,
             .access_end = end_of(decision)};
}

bool still_fits(const store::SessionRecord& record, const model::Device& device) {
  if (!device.tracked_by(record.session.install) || device.address != record.address) return false;
  if (record.treatment && device.treatment != *record.treatment) return false;
  if (record.session.kind == model::SessionKind::kPorts) return device.raw_ports == record.ports;
  const auto* endpoint = find_endpoint(device, record.session.endpoint);
  return endpoint != nullptr && endpoint->scheme == record.scheme && endpoint->port == record.port;
}

Result<model::Session> LiveSessions::open(const rights::Actor& subject, const model::DeviceId& device_id,
                                          const model::SignInId& sign_in, const Aim& aim) {
  Aftermath after;
  std::scoped_lock lock(mutex_);
  const auto mine = std::ranges::count_if(
      live_, [&](const auto& entry) { return entry.second.record.session.technician == subject.technician; });
  if (static_cast<std::size_t>(mine) >= limits::kSessionsPerTechnician) {
    return fail(Code::kExhausted, "You have {} sessions open: end one first.", limits::kSessionsPerTechnician);
  }
  Live live;
  live.record.sign_ins = {sign_in};
  if (!signed_in(live.record)) return fail(Code::kDenied, "You are signed out: sign in again.");
  model::Device device;
  model::Technician technician;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    const store::TeamScope scope(*transaction, subject.team);
    auto found = store::Devices(scope).get(device_id);
    if (!found) return fail(found);
    auto team = store::Teams(scope).get();
    if (!team) return fail(team);
    auto who = store::Technicians(scope).get(subject.technician);
    if (!who) return fail(who);
    device = std::move(*found);
    technician = std::move(*who);
    live.session_length = team->session_length;
  }
  // The grant may be older than the last change of access, which has looked through the live sessions before this one
  // is among them.
  auto way = find_way(subject, device, aim.kind);
  if (!way) return fail(way);
  if (auto aimed = take_aim(live.record, device, aim); !aimed) return fail(aimed);
  if (auto room = jobs_.room_for(way->install); !room) return fail(room);

  auto& opened = live.record.session;
  opened.id = model::SessionId::make();
  opened.team = subject.team;
  opened.device = device.id;
  opened.device_name = device.name;
  opened.install = way->install;
  opened.read_only = way->read_only;
  opened.technician = technician.id;
  opened.technician_name = technician.name;
  opened.label = random_id();
  opened.created_at = clock_.wall();
  live.record.address = device.address;
  live.record.treatment = device.treatment;
  live.access_end = way->access_end;
  live.record.only = subject.only;

  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  // Between the two transactions the device may have changed: then this session would be to what it was.
  const store::TeamScope scope(*transaction, subject.team);
  auto still = store::Devices(scope).get(device.id);
  if (!still) return fail(still);
  if (!still_fits(live.record, *still)) return fail(Code::kConflict, "The device was changed meanwhile: try again.");
  device = std::move(*still);  // Its identity and keys may have become known.
  if (auto through = go_through(scope, device, opened); !through) return fail(through);
  auto job = jobs_.add_page_job(*transaction, job_kind(aim.kind), device, technician, opened.id, subject.audited());
  if (!job) return fail(job);
  opened.job = job->id;
  if (auto inserted = store::Sessions(scope).insert(live.record); !inserted) return fail(inserted);
  // No record, no session.
  auto requested = record(model::AuditKind::kSessionRequested, live);
  requested.actor = subject.audited();
  requested.entity = {device.entity, device.entity_path};
  requested.detail =
      fmt::format("{}, port {}{}", model::to_string(opened.kind), opened.port, opened.read_only ? ", read only" : "");
  if (auto kept = authority_.journal().append(*transaction, std::move(requested)); !kept) return fail(kept);
  if (auto committed = transaction->commit(); !committed) return fail(committed);

  auto session = opened;
  after.add([this, job = *job, order = order(live, device)] { jobs_.dispatch(job, order); });
  changed(after, session);
  live_.emplace(session.id, std::move(live));
  return session;
}

}  // namespace callout::sessions
