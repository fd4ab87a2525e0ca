// SPDX-License-Identifier: Apache-2.0
// Prints what a record of the audit journal costs inside a transaction, and how fast a journal is verified and listed.
// Build it with optimisation: ninja -C build/release journal_bench; journal_bench [records]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "audit/audit_testing.h"
#include "audit/verify.h"

namespace callout::audit {
namespace {

using store::must;

template <class F>
double us_of(F&& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

/// CPU time of this thread, so that other programs of the machine don't count.
template <class F>
double cpu_us_of(F&& body) {
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
  };
  const double start = now();
  body();
  return now() - start;
}

model::AuditRecord record_of(const model::Team& team, int i) {
  model::AuditRecord record{.team = team.id, .kind = model::AuditKind::kSessionOpened};
  if (i % 100 == 0) record.kind = model::AuditKind::kDeviceChanged;
  record.actor = {.kind = model::AuditActorKind::kTechnician,
                  .technician = model::TechnicianId(fmt::format("technician{:016}", i % 50)),
                  .name = "Ann Example",
                  .address = "198.51.100.7",
                  .via = model::AuditVia::kBrowser};
  record.device = {model::DeviceId(fmt::format("device{:020}", i % 5000)), "Printer, second floor"};
  record.entity = {team.root_entity, "Dealer"};
  record.install = {model::InstallId(fmt::format("install{:019}", i % 500)), "North Office"};
  record.session = model::SessionId(fmt::format("session{:019}", i));
  record.job = model::JobId(fmt::format("job{:023}", i));
  record.changes.add("state", model::FieldClass::kPlain, "connecting", "active");
  record.detail = "Endpoint https 443";
  return record;
}

void list(store::TestStore& store, const model::Team& team, const char* what, const store::AuditFilter& filter) {
  const double us = us_of([&] {
    store.read([&](store::Transaction& t) {
      return must(store::Audit(store::TeamScope(t, team.id)).list({.cursor = {}, .limit = 50}, filter)).items.size();
    });
  });
  std::printf("first page %-32s %9.2f ms\n", what, us / 1000);
}

void run(int records) {
  store::TestStore store;
  const auto team = store.add_team();
  TestJournal journal(store);
  constexpr int kBatch = 1000;
  double us = 0, last = 0;
  for (int at = 0; at < records; at += kBatch) {
    last = store.write([&](store::Transaction& t) {
      return cpu_us_of([&] {
        for (int i = at; i < at + kBatch; ++i) must(journal->append(t, record_of(team, i)));
      });
    });
    us += last;
    journal.clock().advance(std::chrono::seconds(kBatch));
    journal->tick();
  }
  std::printf("append, of %d records                %9.2f us each\n", records, us / records);
  std::printf("append, of the last %d               %9.2f us each\n", kBatch, last / kBatch);
  const auto key = *must(SigningKey::load(journal.files().key));
  constexpr int kSignatures = 1000;
  us = cpu_us_of([&] {
    for (int i = 0; i < kSignatures; ++i) (void)key.sign(std::to_string(i));
  });
  std::printf("of it, the signature                    %9.2f us\n", us / kSignatures);
  const auto signature = key.sign("x");
  us = cpu_us_of([&] {
    for (int i = 0; i < kSignatures; ++i) (void)key.made("x", signature);
  });
  std::printf("verifying a signature                   %9.2f us\n", us / kSignatures);
  int findings = 0;
  us = cpu_us_of([&] {
    must(verify(*store, key, {.checkpoints = journal.files().checkpoints}, [&](const Finding&) { ++findings; }));
  });
  std::printf("verify, %d findings                      %9.2f us a record\n", findings, us / records);

  const model::TechnicianId technician("technician0000000000000007");
  const model::DeviceId device("device00000000000000000042");
  list(store, team, "of all", {});
  list(store, team, "of a technician", {.technician = technician});
  list(store, team, "of a device", {.device = device});
  list(store, team, "of the root entity", {.entity = team.root_entity});
  list(store, team, "of a kind", {.kind = model::AuditKind::kDeviceChanged});
  list(store, team, "of a kind that never was", {.kind = model::AuditKind::kRoleCreated});
  list(store, team, "of a technician and a rare kind",
       {.technician = technician, .kind = model::AuditKind::kDeviceChanged});
  list(store, team, "of the oldest hour",
       {.to = WallMs(std::chrono::milliseconds(1'767'225'600'000)) + std::chrono::hours(1)});
  list(store, team, "of a text that is nowhere", {.q = "nowhere"});
}

}  // namespace
}  // namespace callout::audit

int main(int count, char** words) {
  callout::start_crypto();
  callout::audit::run(count > 1 ? std::atoi(words[1]) : 100'000);
}
