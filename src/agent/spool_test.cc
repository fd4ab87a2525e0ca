// SPDX-License-Identifier: Apache-2.0
#include "agent/spool.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "net/net_testing.h"

namespace callout::agent {
namespace {

TEST(Spool, GivesBackWhatCameAndLeavesNoFile) {
  const net::TemporaryFolder folder;
  auto spool = Spool::make(folder.file(""), 0);
  ASSERT_TRUE(spool) << spool.error().message;
  EXPECT_TRUE(std::filesystem::is_empty(folder.file(""))) << "it has no name from the start";
  ASSERT_TRUE(spool->append("abc"));
  ASSERT_TRUE(spool->append(std::string(100'000, 'x')));
  const Spool moved = std::move(*spool);
  EXPECT_EQ(moved.size(), 100'003U);
  EXPECT_EQ(moved.read(0, 5), "abcxx");
  EXPECT_EQ(moved.read(100'001, 50), "xx");
  EXPECT_EQ(moved.read(100'003, 50), "");
}

TEST(Spool, LeavesOthersTheirRoom) {
  const net::TemporaryFolder folder;
  auto spool = Spool::make(folder.file(""), UINT64_MAX / 2);
  ASSERT_TRUE(spool);
  EXPECT_EQ(spool->append("x").error().code, Code::kExhausted);
  EXPECT_EQ(spool->size(), 0U);
}

TEST(Spool, SaysWhereItCannotBe) {
  EXPECT_FALSE(Spool::make("/nowhere/at/all"));
}

}  // namespace
}  // namespace callout::agent
