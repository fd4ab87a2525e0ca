// SPDX-License-Identifier: Apache-2.0
// How long decisions take in a large team: 10,000 technicians, 100,000 rights, 2,000 entities, 1,000,000 devices.
// Google Benchmark; build it with optimisation: ninja -C build/release decide_bench
#include <random>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "access/access_testing.h"

namespace callout::access {
namespace {

constexpr int kTechnicians = 10'000, kRights = 100'000, kEntities = 2'000, kDevices = 1'000'000, kDepartments = 200,
              kGroups = 500, kInstalls = 2'000;

std::string id(const char* what, int number) {
  return fmt::format("{}-{:022}", what, number);  // As long as a real one.
}

struct LargeTeam {
  Town town;
  Snapshot snapshot;
  std::vector<model::DeviceFacts> devices;

  LargeTeam() {
    std::mt19937 engine(1);
    const auto below = [&](int most) { return std::uniform_int_distribution(0, most - 1)(engine); };
    for (int i = 0; i < kEntities; ++i)
      town.entity(id("en", i), i < 20 ? "root" : id("en", i < 200 ? below(20) : 20 + below(180)));
    for (int i = 0; i < kInstalls; ++i) town.install(id("in", i), id("en", below(kEntities)));
    for (int i = 0; i < kTechnicians; ++i) {
      auto& technician = town.technician(id("te", i), i == 0);
      for (int d = 0; d < 3; ++d) technician.departments.emplace_back(id("de", below(kDepartments)));
    }
    for (int i = 0; i < kRights; ++i) {
      const auto holder = i % 20 == 0 ? model::Holder{model::HolderKind::kDepartment, id("de", below(kDepartments))}
                                      : model::Holder{model::HolderKind::kTechnician, id("te", below(kTechnicians))};
      model::Scope scope = model::Scope::of(model::EntityId(id("en", below(kEntities))));
      if (i % 3 == 0) scope = model::Scope::of(model::DeviceId(id("dv", below(kDevices))));
      if (i % 7 == 0) scope = model::Scope::of(model::GroupId(id("gr", below(kGroups))));
      model::Term term;
      if (i % 5 == 0) term.to = kNow + std::chrono::hours(below(200) - 100);
      town.give(holder, scope, i % 2 == 0 ? "remote-technician-user" : "full-device-access", term);
    }
    snapshot = town.snapshot();
    devices.reserve(kDevices);
    for (int i = 0; i < kDevices; ++i) {
      auto facts = device_at(id("en", below(kEntities)), {id("in", below(kInstalls))}, {id("gr", below(kGroups))});
      facts.id = model::DeviceId(id("dv", i));
      devices.push_back(std::move(facts));
    }
  }
};

LargeTeam& team() {
  static LargeTeam large;
  return large;
}

void decide_about_a_device(benchmark::State& state) {
  auto& large = team();
  std::mt19937 engine(2);
  std::vector<std::pair<Subject, Target>> questions;
  for (int i = 0; i < 100'000; ++i) {
    const auto who = std::uniform_int_distribution(1, kTechnicians - 1)(engine);
    const auto what = std::uniform_int_distribution<std::size_t>(0, kDevices - 1)(engine);
    questions.emplace_back(as(id("te", who)), on(large.devices[what]));
  }
  std::size_t at = 0, allowed = 0;
  for (auto _ : state) {
    const auto& [subject, target] = questions[at++ % questions.size()];
    allowed += decide(large.snapshot, subject, Action::kDeviceWebpageOpen, target, kNow).allowed;
  }
  state.counters["allowed"] = static_cast<double>(allowed) / static_cast<double>(state.iterations());
}
BENCHMARK(decide_about_a_device)->Unit(benchmark::kMicrosecond);

void rebuild_after_a_change_of_one_holders_rights(benchmark::State& state) {
  auto& large = team();
  const auto holder = model::Holder::of(model::TechnicianId(id("te", 5)));
  const Rights rights = *large.snapshot.rights_of(holder);
  for (auto _ : state) benchmark::DoNotOptimize(large.snapshot.with_rights_of(holder, rights));
}
BENCHMARK(rebuild_after_a_change_of_one_holders_rights)->Unit(benchmark::kMillisecond);

void rebuild_after_a_change_of_technicians(benchmark::State& state) {
  auto& large = team();
  for (auto _ : state) benchmark::DoNotOptimize(large.snapshot.with_technicians(large.town.technicians));
}
BENCHMARK(rebuild_after_a_change_of_technicians)->Unit(benchmark::kMillisecond);

void rebuild_after_a_change_of_places(benchmark::State& state) {
  auto& large = team();
  for (auto _ : state)
    benchmark::DoNotOptimize(large.snapshot.with_entities(large.town.entities).with_installs(large.town.installs));
}
BENCHMARK(rebuild_after_a_change_of_places)->Unit(benchmark::kMillisecond);

void compile_the_whole_team(benchmark::State& state) {
  auto& large = team();
  for (auto _ : state) benchmark::DoNotOptimize(large.town.snapshot());
}
BENCHMARK(compile_the_whole_team)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace callout::access

BENCHMARK_MAIN();
