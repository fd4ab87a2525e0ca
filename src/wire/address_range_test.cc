// SPDX-License-Identifier: Apache-2.0
#include "wire/address_range.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

bool holds(std::string_view range, std::string_view ip) {
  return any_contains({*AddressRange::parse(range)}, ip);
}

TEST(AddressRange, HoldsExactlyItsAddresses) {
  EXPECT_TRUE(holds("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(holds("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.255.255"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
  EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
  EXPECT_TRUE(holds("fd00::/8", "fd12::1"));
  EXPECT_FALSE(holds("::1", "127.0.0.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "not an address"));
  EXPECT_TRUE(holds("10.8.0.0/13", "10.15.255.255"));
  EXPECT_FALSE(holds("10.8.0.0/13", "10.16.0.0"));
  EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_FALSE(any_contains({}, "127.0.0.1"));
}

TEST(AddressRange, RefusesWhatIsWrittenWrong) {
  for (const char* text : {"", "x", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/8x", "10.0.0.0/-1", "::1/129",
                           "10.0.0/8", "/8", "proxy.test", "010.0.0.1", "::ffff:10.0.0.1"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace callout::wire
