// SPDX-License-Identifier: Apache-2.0
#include "net/byte_queue.h"

#include <vector>

#include <gtest/gtest.h>

#include "net/http2_session.h"

namespace callout::net {
namespace {

TEST(ByteQueue, AFullFrameIsOnePiece) {
  ByteQueue queue(nullptr);
  const std::vector<std::byte> frame(ByteQueue::kTogether);
  for (int i = 0; i < 3; ++i) {
    queue.push(frame);
    EXPECT_EQ(queue.front().size(), frame.size());
    queue.pop(frame.size());
  }
  // Also while the one before is still being read.
  queue.push(frame);
  queue.push(frame);
  queue.pop(frame.size());
  EXPECT_EQ(queue.front().size(), frame.size());
}

TEST(ByteQueue, GivesBackWhatItTookOfItsBudget) {
  Http2Budget budget(1 << 20);
  {
    ByteQueue queue(&budget);
    queue.push(std::vector<std::byte>(50'000));
    EXPECT_GE(budget.held(), 50'000U);
    queue.pop(30'000);
    EXPECT_GE(budget.held(), 20'000U);
    EXPECT_LT(budget.held(), 20'000U + 2 * (ByteQueue::kTogether + 64)) << "blocks are freed as they are emptied";
  }
  EXPECT_EQ(budget.held(), 0U);
}

}  // namespace
}  // namespace callout::net
