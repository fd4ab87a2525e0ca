// SPDX-License-Identifier: Apache-2.0
#include "sessions/lease.h"

#include <atomic>
#include <thread>
#include <type_traits>

#include <gtest/gtest.h>

#include "sessions/lease_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;

const Steady kLater = Steady(std::chrono::hours(1));

TEST(Lease, NobodyElseMakesOne) {
  static_assert(!std::is_constructible_v<Lease, LeaseTerms, Steady, std::vector<std::string>>);
  static_assert(!std::is_copy_constructible_v<Lease>);
}

TEST(Lease, CutsEveryStreamOnceAndLateOnesAtOnce) {
  LeaseTable table;
  const auto lease = add_test_lease(table, "label", kLater, {});
  int early = 0, gone = 0, late = 0;
  std::stop_callback registered(lease->cut_token(), [&] { ++early; });
  {
    std::stop_callback unregistered(lease->cut_token(), [&] { ++gone; });
  }
  revoke_test_lease(table, *lease, ClosedReason::kEndedByTechnician);
  revoke_test_lease(table, *lease, ClosedReason::kExpired);
  std::stop_callback after(lease->cut_token(), [&] { ++late; });
  EXPECT_EQ(early, 1);
  EXPECT_EQ(gone, 0);
  EXPECT_EQ(late, 1);
  EXPECT_EQ(lease->revoked(), ClosedReason::kEndedByTechnician) << "the first reason stays";
  EXPECT_FALSE(lease->live(Steady{}));
}

TEST(Lease, TheReasonIsKnownWhenStreamsAreCut) {
  LeaseTable table;
  const auto lease = add_test_lease(table, "label", kLater, {});
  std::optional<ClosedReason> seen;
  bool found = true;
  std::stop_callback cut(lease->cut_token(), [&] {
    seen = lease->revoked();
    found = table.find("label").lease != nullptr;
  });
  revoke_test_lease(table, *lease, ClosedReason::kDeviceRemoved);
  EXPECT_EQ(seen, ClosedReason::kDeviceRemoved);
  EXPECT_FALSE(found) << "no new stream can start while the old ones are cut";
}

TEST(Lease, StreamsThatComeAndGoWhileItIsRevokedAreAllCut) {
  for (int round = 0; round < 50; ++round) {
    LeaseTable table;
    const auto lease = add_test_lease(table, "label", kLater, {});
    std::atomic<int> opened = 0, cut = 0;
    std::vector<std::jthread> streams;
    for (int i = 0; i < 4; ++i) {
      streams.emplace_back([&] {
        while (const auto held = table.find("label").lease) {
          ++opened;
          std::atomic<bool> stopped = false;
          std::stop_callback registered(held->cut_token(), [&] {
            stopped = true;
            stopped.notify_all();
          });
          stopped.wait(false);
          ++cut;
        }
      });
    }
    while (opened < 2) std::this_thread::yield();
    revoke_test_lease(table, *lease, ClosedReason::kExpired);
    streams.clear();
    EXPECT_EQ(opened, cut);
  }
}

TEST(LeaseTable, FindsByLabelRemembersClosedAndKnowsNothingElse) {
  LeaseTable table;
  const auto lease = add_test_lease(table, "label", kLater, {});
  EXPECT_EQ(table.find("label").lease, lease);
  EXPECT_EQ(table.of_install(lease->terms().install).size(), 1u);
  EXPECT_TRUE(table.of_install(model::InstallId("other")).empty());
  revoke_test_lease(table, *lease, ClosedReason::kExpired);
  EXPECT_FALSE(table.find("label").lease);
  EXPECT_EQ(table.find("label").closed->reason, ClosedReason::kExpired);
  EXPECT_EQ(table.find("label").closed->session, lease->terms().session);
  EXPECT_FALSE(table.find("other").lease);
  EXPECT_FALSE(table.find("other").closed);
}

TEST(LeaseTable, ClosedLabelsAreBoundedTheOldestGoFirst) {
  LeaseTable table;
  for (std::size_t i = 0; i <= kClosedLabels; ++i) {
    LeaseMaker::remember_closed(table, std::to_string(i), {model::SessionId("session"), ClosedReason::kExpired});
  }
  EXPECT_FALSE(table.find("0").closed);
  EXPECT_TRUE(table.find("1").closed);
  EXPECT_TRUE(table.find(std::to_string(kClosedLabels)).closed);
}

}  // namespace
}  // namespace callout::sessions
