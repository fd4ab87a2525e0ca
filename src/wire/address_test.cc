// SPDX-License-Identifier: Apache-2.0
#include "wire/address.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(Address, CanonicalTextIsReadAndWrittenBack) {
  struct Case {
    std::string_view text, written;
  };
  const Case cases[] = {
      {"0.0.0.0", "0.0.0.0"},
      {"192.168.1.20", "192.168.1.20"},
      {"255.255.255.255", "255.255.255.255"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
      {"2001:db8::0:0:1", "2001:db8::1"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
      {"1:0:0:2:3:0:0:4", "1::2:3:0:0:4"},
      {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},
      {"0001:0002:0003:0004:0005:0006:0007:0008", "1:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
  };
  for (const Case& c : cases) {
    const auto address = parse_address(c.text);
    ASSERT_TRUE(address.has_value()) << c.text;
    EXPECT_EQ(address->to_string(), c.written) << c.text;
    EXPECT_EQ(parse_address(c.written), *address) << c.text;
  }
}

TEST(Address, TextWithASecondReadingIsRefused) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv,
                                      "127.1"sv,
                                      "127.0.1"sv,
                                      "2130706433"sv,
                                      "0x7f.0.0.1"sv,
                                      "0x7f000001"sv,
                                      "0177.0.0.1"sv,
                                      "127.0.0.01"sv,
                                      "00.0.0.0"sv,
                                      "127.0.0.1."sv,
                                      ".127.0.0.1"sv,
                                      "127.0.0.1 "sv,
                                      " 127.0.0.1"sv,
                                      "127.0.0.256"sv,
                                      "127.0.0.1000"sv,
                                      "1.2.3.4.5"sv,
                                      "1..2.3"sv,
                                      "+1.2.3.4"sv,
                                      "1.2.3.-4"sv,
                                      "1.2.3.4\0"sv,
                                      "\xEF\xBC\x91.2.3.4"sv,
                                      "localhost"sv,
                                      "[::1]"sv,
                                      ":"sv,
                                      ":::"sv,
                                      "::1::"sv,
                                      "1::2::3"sv,
                                      "1:2:3:4:5:6:7"sv,
                                      "1:2:3:4:5:6:7:8:9"sv,
                                      "1:2:3:4:5:6:7:8::"sv,
                                      "::1:2:3:4:5:6:7:8"sv,
                                      "1:2:3:4::5:6:7:8"sv,
                                      "12345::"sv,
                                      "g::"sv,
                                      "fe80::1%eth0"sv,
                                      "fe80::1%25eth0"sv,
                                      "::ffff:127.0.0.1"sv,
                                      "::127.0.0.1"sv,
                                      "64:ff9b::1.2.3.4"sv,
                                      "::ffff:7f00:1"sv,
                                      "::FFFF:7F00:1"sv,
                                      "0:0:0:0:0:ffff:7f00:1"sv,
                                      ":1:2:3:4:5:6:7:8"sv,
                                      "1:2:3:4:5:6:7:8:"sv,
                                      "::1 "sv}) {
    EXPECT_FALSE(parse_address(text).has_value()) << text;
  }
}

TEST(Address, ComparesByFamilyAndBytes) {
  EXPECT_EQ(*parse_address("10.0.0.1"), Address::v4({10, 0, 0, 1}));
  EXPECT_LT(*parse_address("10.0.0.1"), *parse_address("10.0.0.2"));
  EXPECT_NE(*parse_address("0.0.0.0"), *parse_address("::"));
}

TEST(Address, KindFollowsTheRegistries) {
  struct Case {
    std::string_view text;
    AddressKind kind;
  };
  using enum AddressKind;
  const Case cases[] = {
      {"0.0.0.0", kUnspecified},
      {"0.0.0.1", kThisNetwork},
      {"0.255.255.255", kThisNetwork},
      {"126.255.255.255", kGlobal},
      {"127.0.0.0", kLoopback},
      {"127.255.255.255", kLoopback},
      {"128.0.0.0", kGlobal},
      {"169.253.255.255", kGlobal},
      {"169.254.0.0", kLinkLocal},
      {"169.254.169.254", kLinkLocal},
      {"169.255.0.0", kGlobal},
      {"223.255.255.255", kGlobal},
      {"224.0.0.0", kMulticast},
      {"239.255.255.255", kMulticast},
      {"240.0.0.0", kReserved},
      {"255.255.255.254", kReserved},
      {"255.255.255.255", kBroadcast},
      {"10.0.0.0", kPrivate},
      {"11.0.0.0", kGlobal},
      {"172.15.255.255", kGlobal},
      {"172.16.0.0", kPrivate},
      {"172.31.255.255", kPrivate},
      {"172.32.0.0", kGlobal},
      {"192.168.0.1", kPrivate},
      {"192.169.0.0", kGlobal},
      {"100.63.255.255", kGlobal},
      {"100.64.0.0", kShared},
      {"100.127.255.255", kShared},
      {"100.128.0.0", kGlobal},
      {"192.0.0.1", kReserved},
      {"192.0.2.1", kDocumentation},
      {"198.51.100.1", kDocumentation},
      {"203.0.113.1", kDocumentation},
      {"198.18.0.1", kBenchmark},
      {"198.19.255.255", kBenchmark},
      {"198.20.0.0", kGlobal},
      {"192.88.99.1", kReserved},
      {"::", kUnspecified},
      {"::1", kLoopback},
      {"fe80::1", kLinkLocal},
      {"febf::1", kLinkLocal},
      {"fec0::1", kPrivate},
      {"ff02::1", kMulticast},
      {"fc00::1", kPrivate},
      {"fdff::1", kPrivate},
      {"2001:db8::1", kDocumentation},
      {"2001:2::1", kBenchmark},
      {"2001:2:1::1", kReserved},
      {"2001:1::1", kReserved},
      {"2001:200::1", kGlobal},
      {"3fff:fff::1", kDocumentation},
      {"3fff:1000::1", kGlobal},
      {"4000::1", kReserved},
      {"100::1", kReserved},
      {"2a00:1450::1", kGlobal},
      {"::2", kEmbedding},
      {"64:ff9b::a00:1", kEmbedding},
      {"2002:a00:1::1", kEmbedding},
      {"2001::1", kEmbedding},
      {"fd00::5efe:a00:1", kEmbedding},
      {"fe80::5efe:a00:1", kLinkLocal},
  };
  for (const Case& c : cases) {
    const auto address = parse_address(c.text);
    ASSERT_TRUE(address.has_value()) << c.text;
    EXPECT_EQ(name_of(classify(*address)), name_of(c.kind)) << c.text;
  }
  EXPECT_EQ(classify(Address::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 8, 8, 8, 8})), kEmbedding);
}

TEST(Address, EmbeddedIpv4IsFoundInEveryForm) {
  struct Case {
    std::string_view text;
    Embedding how;
  };
  const Case cases[] = {
      {"::7f00:1", Embedding::kCompatible},      {"::ffff:0:7f00:1", Embedding::kTranslated},
      {"64:ff9b::7f00:1", Embedding::kNat64},    {"64:ff9b:1::7f00:1", Embedding::kNat64},
      {"2002:7f00:1::", Embedding::kSixToFour},  {"2001:0:1234::80ff:fffe", Embedding::kTeredo},
      {"2a00::5efe:7f00:1", Embedding::kIsatap}, {"2a00::200:5efe:7f00:1", Embedding::kIsatap},
  };
  for (const Case& c : cases) {
    const auto found = embedded_v4(*parse_address(c.text));
    ASSERT_TRUE(found.has_value()) << c.text;
    EXPECT_EQ(found->how, c.how) << c.text;
    EXPECT_EQ(found->address.to_string(), "127.0.0.1") << c.text;
  }
  const auto mapped = embedded_v4(Address::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1}));
  EXPECT_EQ(mapped->how, Embedding::kMapped);
  for (const std::string_view text : {"::", "::1", "fd00::1", "2a00::1", "127.0.0.1"}) {
    EXPECT_FALSE(embedded_v4(*parse_address(text)).has_value()) << text;
  }
}

}  // namespace
}  // namespace callout::wire
