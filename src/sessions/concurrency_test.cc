// SPDX-License-Identifier: Apache-2.0
// Everything at once from many threads: no deadlock, no race (with ThreadSanitizer), and in the end every lease belongs
// to an active session.
#include <random>
#include <thread>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 30;

class Busy : public testing::Test, protected TestServer {
 protected:
  /// A technician who opens, uses, extends and ends sessions.
  void technician(const model::Technician& who, unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < kRounds; ++i) {
      const auto session = try_open(who, device.id);
      if (!session) continue;
      std::ignore = jobs->progress(install.id, session->job, {model::StepName::kReceived, {}});
      std::ignore = jobs->finished(install.id, session->job, jobs::Completed{});
      const std::string verifier = random_secret();
      if (const auto code =
              tickets->authorize(who.id, signed_in.at(who.id), session->label, base64url(sha256(verifier)))) {
        std::ignore = tickets->redeem(session->label, *code, verifier);
      }
      if (const auto held = leases->find(session->label).lease) {
        const std::stop_callback cut(held->cut_token(), [&] { held->add_up(1); });
        std::ignore = sessions->extend(as(who), session->id);
      }
      std::ignore = sessions->list(team.id, {}, {});
      if (random() % 2 == 0) std::ignore = sessions->end(as(random() % 2 == 0 ? who : owner), session->id);
    }
  }
  void agent() {
    for (int i = 0; i < kRounds; ++i) {
      if (i % 10 == 9) jobs->install_offline(install.id);
      online();
    }
  }
  void administrator() {
    for (int i = 0; i < kRounds; ++i) {
      const DeviceChange change{
          .name = {}, .install = {}, .entity = {}, .address = i % 2 == 0 ? "10.0.0.10" : "10.0.0.11", .endpoints = {}};
      if (i % 5 == 4) std::ignore = inventory->change_device(as(owner), device.id, change);
      if (i % 7 == 6) sessions->access_changed(team.id);
    }
  }
  void clockwork() {
    for (int i = 0; i < kRounds; ++i) {
      clock.advance(100ms);
      tick();
    }
  }
};

TEST_F(Busy, ThreadsNeitherBlockEachOtherForEverNorLeaveLeasesBehind) {
  online();
  {
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { technician(member, 1); });
    threads.emplace_back([&] { technician(other, 2); });
    threads.emplace_back([&] { technician(owner, 3); });
    threads.emplace_back([&] { agent(); });
    threads.emplace_back([&] { administrator(); });
    threads.emplace_back([&] { clockwork(); });
  }
  std::size_t active = 0;
  store::PageRequest request{.cursor = {}, .limit = 200};
  while (true) {
    const auto page = store::must(sessions->list(team.id, request, {}));
    for (const auto& session : page.items) {
      const bool is_active = session.state == model::SessionState::kActive;
      active += is_active ? 1 : 0;
      EXPECT_EQ(lease(session) != nullptr, is_active);
      if (session.state == model::SessionState::kClosed) EXPECT_TRUE(session.closed_reason);
    }
    if (!page.next_cursor) break;
    request.cursor = *page.next_cursor;
  }
  EXPECT_EQ(leases->size(), active);
  set_status(member, model::TechnicianStatus::kDisabled);
  set_status(other, model::TechnicianStatus::kDisabled);
  set_status(owner, model::TechnicianStatus::kDisabled);
  EXPECT_EQ(leases->size(), 0u);
  EXPECT_EQ(sessions->live_count(), 0u);
}

}  // namespace
}  // namespace callout::sessions
