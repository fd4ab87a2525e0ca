// SPDX-License-Identifier: Apache-2.0
#include "wire/authority.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(Authority, NamesAddressesAndPortsAreTaken) {
  struct Case {
    std::string_view text, host;
    int port;  // 0: none written.
    HostKind kind;
  };
  const Case cases[] = {
      {"a", "a", 0, HostKind::kName},
      {"Callout.Localhost:8080", "Callout.Localhost", 8080, HostKind::kName},
      {"a-b_c.example.", "a-b_c.example.", 0, HostKind::kName},
      {"1.2.3.4:1", "1.2.3.4", 1, HostKind::kIpv4},
      {"[::1]", "::1", 0, HostKind::kIpv6},
      {"[2001:DB8::1]:65535", "2001:DB8::1", 65535, HostKind::kIpv6},
      {"1a", "1a", 0, HostKind::kName},
      {"1.2.3.4a", "1.2.3.4a", 0, HostKind::kName},
      {"0x7g", "0x7g", 0, HostKind::kName},
  };
  for (const Case& c : cases) {
    const auto authority = parse_authority(c.text);
    ASSERT_TRUE(authority.has_value()) << c.text;
    EXPECT_EQ(authority->host, c.host);
    EXPECT_EQ(authority->port.value_or(0), c.port);
    EXPECT_EQ(authority->kind, c.kind);
  }
}

TEST(Authority, EverythingElseIsRefused) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv,
                                      ":80"sv,
                                      "a:"sv,
                                      "a:0"sv,
                                      "a:080"sv,
                                      "a:65536"sv,
                                      "a:8 0"sv,
                                      "a:+80"sv,
                                      "a:80:80"sv,
                                      "u@a"sv,
                                      "a/b"sv,
                                      "a b"sv,
                                      " a"sv,
                                      "a "sv,
                                      "a..b"sv,
                                      ".a"sv,
                                      "."sv,
                                      ".."sv,
                                      "a%2eb"sv,
                                      "a,b"sv,
                                      "a\0"sv,
                                      "a\tb"sv,
                                      "\xC3\xA9"sv,
                                      "127.1"sv,
                                      "a.1"sv,
                                      "0x7f.1"sv,
                                      "0x7f"sv,
                                      "1"sv,
                                      "2130706433"sv,
                                      "0177.0.0.1"sv,
                                      "1.2.3.4."sv,
                                      "1.2.3.0x4"sv,
                                      "0x"sv,
                                      "::1"sv,
                                      "[::1"sv,
                                      "[]"sv,
                                      "[1.2.3.4]"sv,
                                      "[::1]80"sv,
                                      "[::1%1]"sv,
                                      "[::ffff:1.2.3.4]"sv,
                                      "[::ffff:102:304]"sv,
                                      "[v1.a]"sv,
                                      "a?b"sv,
                                      "a#b"sv,
                                      "a\\b"sv,
                                      "*"sv}) {
    EXPECT_FALSE(parse_authority(text).has_value()) << text;
  }
  EXPECT_TRUE(parse_authority(std::string(253, 'a')).has_value());
  EXPECT_FALSE(parse_authority(std::string(254, 'a')).has_value());
}

TEST(Authority, HostFieldIsWrittenAsABrowserDoes) {
  EXPECT_EQ(host_field("http", "a", 80), "a");
  EXPECT_EQ(host_field("http", "a", 443), "a:443");
  EXPECT_EQ(host_field("https", "a", 443), "a");
  EXPECT_EQ(host_field("wss", "::1", 8443), "[::1]:8443");
  EXPECT_EQ(host_field("https", "::1", 443), "[::1]");
}

}  // namespace
}  // namespace callout::wire
