// SPDX-License-Identifier: Apache-2.0
// How long a change of access takes with its database, journal and new snapshot: 10,000 technicians, 100,000 rights.
// Google Benchmark; build it with optimisation: ninja -C build/release change_bench
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "audit/audit_testing.h"
#include "rights/giving.h"
#include "rights/switches.h"
#include "rights/technicians.h"
#include "store/store_testing.h"

namespace callout::rights {
namespace {

constexpr int kTechnicians = 10'000, kRights = 100'000;

struct LargeTeam {
  FakeClock clock;
  store::TestStore store;
  audit::TestJournal journal{store};
  model::Team team = store.add_team();
  model::Technician owner = store.add_technician(team, "owner@example.com", true);
  std::vector<model::Technician> technicians;
  Authority authority{*store, *journal, clock, store.log()};
  Actor by{{team.id, owner.id}, "Owner"};

  LargeTeam() {
    store.write([&](store::Transaction& t) {
      const store::TeamScope scope(t, team.id);
      for (int i = 0; i < kTechnicians; ++i) {
        const model::Technician technician{.id = model::TechnicianId::make(),
                                           .team = team.id,
                                           .email = fmt::format("t{}@example.com", i),
                                           .name = fmt::format("Technician {}", i),
                                           .created_at = {},
                                           .home = team.root_entity};
        store::must(store::Technicians(scope).insert(technician, ""));
        technicians.push_back(technician);
      }
      for (int i = 0; i < kRights; ++i) {
        const auto& holder = technicians[static_cast<std::size_t>(i % kTechnicians)];
        store::must(store::AccessRights(scope).insert({.id = model::AccessRightId::make(),
                                                       .holder = model::Holder::of(holder.id),
                                                       .scope = model::Scope::of(model::DeviceId::make()),
                                                       .role = model::RoleId("remote-technician-user")}));
      }
    });
    authority.of(team.id);
  }
};

LargeTeam& large() {
  static LargeTeam team;
  return team;
}

void read_the_whole_team(benchmark::State& state) {
  auto& t = large();
  for (auto _ : state) {
    t.authority.forget(t.team.id);
    benchmark::DoNotOptimize(t.authority.of(t.team.id));
  }
}
BENCHMARK(read_the_whole_team)->Unit(benchmark::kMillisecond);

void give_and_take_a_right(benchmark::State& state) {
  auto& t = large();
  const auto& who = t.technicians[7];
  for (auto _ : state) {
    const auto right = store::must(give(t.authority, t.by,
                                        {.holder = model::Holder::of(who.id),
                                         .scope = model::Scope::of(t.team.root_entity),
                                         .role = model::RoleId("remote-technician-user")}));
    store::must(take_right(t.authority, t.by, right.id));
  }
}
BENCHMARK(give_and_take_a_right)->Unit(benchmark::kMillisecond);

void change_a_technician(benchmark::State& state) {
  auto& t = large();
  static std::int64_t version = 0;
  for (auto _ : state)
    store::must(change_technician_access(t.authority, t.by, t.technicians[9].id,
                                         {.version = version++, .home = t.team.root_entity}));
}
BENCHMARK(change_a_technician)->Unit(benchmark::kMillisecond);

void switch_an_entity(benchmark::State& state) {
  auto& t = large();
  for (auto _ : state) {
    store::must(switch_entity(t.authority, t.by, t.team.root_entity, model::Switch::kOn));
  }
}
BENCHMARK(switch_an_entity)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace callout::rights

BENCHMARK_MAIN();
