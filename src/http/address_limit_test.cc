// SPDX-License-Identifier: Apache-2.0
#include "http/address_limit.h"

#include <gtest/gtest.h>

namespace callout::http {
namespace {

TEST(AddressLimit, CountsEachAddressAlone) {
  AddressLimit limit(2);
  auto first = limit.take("192.0.2.1");
  auto second = limit.take("192.0.2.1");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(limit.take("192.0.2.1"));
  EXPECT_TRUE(limit.take("192.0.2.2"));
  first.reset();
  EXPECT_TRUE(limit.take("192.0.2.1"));
}

TEST(AddressLimit, CountsANetworkOfIpv6AsOne) {
  AddressLimit limit(1);
  const auto held = limit.take("2001:db8:0:1::1");
  EXPECT_FALSE(limit.take("2001:db8:0:1:ffff::2"));
  EXPECT_TRUE(limit.take("2001:db8:0:2::1"));
}

TEST(AddressLimit, FollowsASlotThatMoves) {
  AddressLimit limit(1);
  auto held = limit.take("192.0.2.1");
  {
    const AddressLimit::Slot moved(std::move(*held));
    held.reset();
    EXPECT_FALSE(limit.take("192.0.2.1"));
  }
  EXPECT_TRUE(limit.take("192.0.2.1"));
}

}  // namespace
}  // namespace callout::http
