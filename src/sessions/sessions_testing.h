// SPDX-License-Identifier: Apache-2.0
// For tests: the whole of sessions over a database of its own, with an agent that answers when told to. One thread,
// unless a test says otherwise.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_testing.h"
#include "jobs/jobs_testing.h"
#include "jobs/service.h"
#include "rights/authority.h"
#include "sessions/inventory.h"
#include "sessions/lease_table.h"
#include "sessions/request_log.h"
#include "sessions/service.h"
#include "sessions/tickets.h"
#include "store/audit.h"
#include "store/request_logs.h"
#include "store/roles.h"
#include "store/store_testing.h"

namespace callout::sessions {

class TestServer {
 public:
  TestServer() {
    for (const auto& technician : {member, other}) give(technician, "full-device-access");
    start();
  }

  /// As after kill -9 of the server: the database and the clocks go on, all else is new, agents are gone.
  void restart() {
    stop();
    store_.reopen();
    start();
  }
  void online() { jobs->install_online(team.id, install.id, {"1.0", "host", "linux", "198.51.100.7"}); }
  void tick() {
    jobs->tick();
    sessions->tick();
  }

  /// For all of the team.
  void give(const model::Technician& technician, const std::string& role) {
    store_.give(technician, role, model::Scope::of(team.root_entity));
    if (authority) authority->forget(team.id);
  }
  /// Nothing but these, for all of the team.
  void may_only(const model::Technician& technician, model::Permissions permissions) {
    const auto id = model::RoleId::make();
    const model::Role role{.id = id, .name = "Only " + id.str(), .permissions = permissions};
    store_.write([&](store::Transaction& t) {
      const store::TeamScope scope(t, team.id);
      store::must(store::Roles(scope).insert(role));
      store::must(store::AccessRights(scope).remove_all({.holder = model::Holder::of(technician.id)}));
    });
    give(technician, role.id.str());
  }
  rights::Actor as(const model::Technician& who) const { return {{who.team, who.id}, who.name}; }
  Result<model::Session> try_open(const model::Technician& who, const model::DeviceId& what) {
    const auto grant = authority->grant_webpage(as(who), what);
    if (!grant) return fail(grant);
    const auto known = signed_in.find(who.id);
    return sessions->open(*grant, as(who), known == signed_in.end() ? store_.add_sign_in(who) : known->second,
                          std::nullopt);
  }
  Result<model::Session> try_open_port(const model::Technician& who, std::uint16_t port) {
    const auto grant = authority->grant_ports(as(who), device.id);
    if (!grant) return fail(grant);
    return sessions->open_port(*grant, as(who), signed_in.at(who.id), port);
  }
  model::Session open(const model::Technician& who, const model::DeviceId& what) {
    return store::must(try_open(who, what));
  }
  /// The agent receives and completes the session's job.
  model::Session answer(const model::Session& session) {
    store::must(jobs->progress(install.id, session.job, {model::StepName::kReceived, {}}));
    store::must(jobs->finished(install.id, session.job, jobs::Completed{}));
    return get(session);
  }
  model::Session open_active(const model::Technician& who) { return answer(open(who, device.id)); }
  model::Session open_active() { return open_active(member); }
  model::Session get(const model::Session& session) { return store::must(sessions->get(team.id, session.id)); }
  std::shared_ptr<Lease> lease(const model::Session& session) { return leases->find(session.label).lease; }
  std::optional<model::ClosedReason> closed_label(const model::Session& session) {
    const auto closed = leases->find(session.label).closed;
    return closed ? std::optional(closed->reason) : std::nullopt;
  }
  /// As identity does: the sign-in is gone, then sessions are told.
  void sign_out(const model::SignInId& sign_in) {
    store_.end_sign_in(sign_in);
    sessions->sign_in_ended(sign_in);
  }
  void set_status(const model::Technician& who, model::TechnicianStatus status) {
    store_.write([&](store::Transaction& t) {
      store::must(store::Technicians(store::TeamScope(t, who.team)).set_status(who.id, status));
    });
    authority->forget(who.team);
  }

  /// The whole access log of the session, with what waits to be written.
  std::vector<model::RequestLogEntry> requests_of(const model::SessionId& session) {
    store::must(request_log.flush());
    std::vector<model::RequestLogEntry> lines;
    store_.read([&](store::Transaction& t) {
      store::RequestLogs log(store::TeamScope(t, team.id));
      for (std::optional<std::string> cursor = ""; cursor;) {
        auto page = store::must(log.list(session, {.cursor = *cursor, .limit = store::kPageMost}, false));
        lines.insert(lines.end(), page.items.begin(), page.items.end());
        cursor = page.next_cursor;
      }
    });
    return lines;
  }
  /// The details of the journal's records of this kind, newest first.
  std::vector<std::string> recorded(model::AuditKind kind) {
    return store_.read([&](store::Transaction& t) {
      std::vector<std::string> details;
      for (const auto& record : store::must(store::Audit(store::TeamScope(t, team.id))
                                                .list({.cursor = {}, .limit = store::kPageMost}, {.kind = kind}))
                                    .items)
        details.push_back(record.detail);
      return details;
    });
  }

  FakeClock clock;
  store::TestStore store_;
  audit::TestJournal journal{store_};
  jobs::FakeEvents events;
  jobs::FakeLink link;
  model::Team team = store_.add_team();
  model::Technician owner = store_.add_technician(team, "owner@example.com", true);
  model::Technician member = store_.add_technician(team, "member@example.com");
  model::Technician other = store_.add_technician(team, "other@example.com");
  const std::map<model::TechnicianId, model::SignInId> signed_in{{owner.id, store_.add_sign_in(owner)},
                                                                 {member.id, store_.add_sign_in(member)},
                                                                 {other.id, store_.add_sign_in(other)}};
  model::Install install = store_.add_install(team);
  model::Device device = store_.add_device(team, install);

  RequestLog request_log{*store_, std::chrono::days(90), clock, store_.log()};
  std::unique_ptr<LeaseTable> leases;
  std::unique_ptr<rights::Authority> authority;
  std::unique_ptr<jobs::Service> jobs;
  std::unique_ptr<Service> sessions;
  std::unique_ptr<Tickets> tickets;
  std::unique_ptr<Inventory> inventory;

 private:
  void start() {
    leases = std::make_unique<LeaseTable>();
    authority = std::make_unique<rights::Authority>(*store_, *journal, clock, store_.log());
    jobs = std::make_unique<jobs::Service>(*store_, *journal, events, clock, store_.log());
    jobs->set_link(&link);
    store::must(jobs->start());
    sessions = std::make_unique<Service>(*store_, *jobs, *authority, *leases, events, clock, store_.log());
    store::must(sessions->start());
    tickets = std::make_unique<Tickets>(*sessions, clock, store_.log());
    inventory = std::make_unique<Inventory>(*store_, *authority, *jobs, *sessions, events, clock, store_.log());
  }
  void stop() {
    inventory.reset();
    tickets.reset();
    sessions.reset();
    jobs.reset();
    authority.reset();
    leases.reset();
  }
};

}  // namespace callout::sessions
