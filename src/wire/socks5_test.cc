// SPDX-License-Identifier: Apache-2.0
#include "wire/socks5.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace callout::wire {
namespace {

using namespace std::string_literals;

auto request(const std::string& bytes) {
  return parse_socks5_request(bytes_of(bytes));
}

TEST(Socks5, AGreetingMayOfferMoreThanNoAuthentication) {
  const auto greeting = parse_socks5_greeting(bytes_of("\x05\x02\x02\x00"s));
  ASSERT_TRUE(greeting && *greeting);
  EXPECT_TRUE((*greeting)->without_authentication);
  EXPECT_EQ((*greeting)->consumed, 4U);
  EXPECT_FALSE((*parse_socks5_greeting(bytes_of("\x05\x01\x02"s)))->without_authentication);
}

TEST(Socks5, OtherVersionsAreRefusedAtTheirFirstByte) {
  EXPECT_FALSE(parse_socks5_greeting(bytes_of("\x04"s)));
  EXPECT_FALSE(request("\x04"s));
}

TEST(Socks5, EveryKindOfAddressIsRead) {
  const auto v4 = request("\x05\x01\x00\x01\x0a\x00\x00\x07\x01\xbb"s);
  ASSERT_TRUE(v4 && *v4);
  EXPECT_EQ((*v4)->host, "10.0.0.7");
  EXPECT_EQ((*v4)->port, 443);
  EXPECT_EQ((*v4)->consumed, 10U);
  const auto v6 = request("\x05\x01\x00\x04"s + "\xfd"s + std::string(14, '\0') + "\x01\x00\x50"s + "more");
  ASSERT_TRUE(v6 && *v6);
  EXPECT_EQ((*v6)->host, "fd00::1");
  EXPECT_EQ((*v6)->port, 80);
  EXPECT_EQ((*v6)->consumed, 22U);
  const auto name = request("\x05\x01\x00\x03\x05local\x00\x50"s);
  ASSERT_TRUE(name && *name);
  EXPECT_EQ((*name)->host, "local");
}

TEST(Socks5, APartIsWaitedFor) {
  const std::string whole = "\x05\x01\x00\x03\x05local\x00\x50"s;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const auto part = request(whole.substr(0, i));
    ASSERT_TRUE(part) << i;
    EXPECT_FALSE(*part) << i;
  }
}

TEST(Socks5, OnlyConnectAndKnownAddressesAreTaken) {
  EXPECT_EQ(request("\x05\x02\x00\x01\x0a\x00\x00\x07\x01\xbb"s).error(), Socks5Reply::kCommandUnknown);
  EXPECT_EQ(request("\x05\x03\x00\x01\x0a\x00\x00\x07\x01\xbb"s).error(), Socks5Reply::kCommandUnknown);
  EXPECT_EQ(request("\x05\x01\x00\x02\x0a\x00\x00\x07\x01\xbb"s).error(), Socks5Reply::kAddressTypeUnknown);
  EXPECT_EQ(request("\x05\x01\x00\x01\x0a\x00\x00\x07\x00\x00"s).error(), Socks5Reply::kFailed);
  EXPECT_EQ(request("\x05\x01\x00\x03\x00\x00\x50"s).error(), Socks5Reply::kFailed);
  EXPECT_EQ(request("\x05\x01\x00\x03\x03"s + "a\0b"s + "\x00\x50"s).error(), Socks5Reply::kFailed);
}

TEST(Socks5, AnswersHaveTheirBytes) {
  EXPECT_EQ(hex(bytes_of(socks5_method(true))), "0500");
  EXPECT_EQ(hex(bytes_of(socks5_method(false))), "05ff");
  EXPECT_EQ(hex(bytes_of(socks5_reply(Socks5Reply::kNotAllowed))), "05020001000000000000");
}

}  // namespace
}  // namespace callout::wire
