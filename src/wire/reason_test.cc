// SPDX-License-Identifier: Apache-2.0
#include "wire/reason.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(Reason, IsTheStandardPhrase) {
  EXPECT_EQ(reason_of(200), "OK");
  EXPECT_EQ(reason_of(421), "Misdirected Request");
  EXPECT_EQ(reason_of(422), "Unprocessable Content");
  EXPECT_EQ(reason_of(431), "Request Header Fields Too Large");
}

TEST(Reason, IsEmptyForWhatWeNeverSay) {
  for (const int status : {0, 100, 299, 418, 999, -1}) EXPECT_EQ(reason_of(status), "") << status;
}

}  // namespace
}  // namespace callout::wire
