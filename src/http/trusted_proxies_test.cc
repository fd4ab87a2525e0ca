// SPDX-License-Identifier: Apache-2.0
#include "http/trusted_proxies.h"

#include <gtest/gtest.h>

#include "http/host.h"

namespace callout::http {
namespace {

TEST(TrustedProxies, AreAllThatTheListNames) {
  const auto proxies = *TrustedProxies::parse({"127.0.0.1", "10.8.0.0/13"});
  for (const char* ip : {"127.0.0.1", "10.8.0.0", "10.15.255.255"}) EXPECT_TRUE(proxies.contains(ip)) << ip;
  for (const char* ip : {"127.0.0.2", "10.16.0.0", "::1", "name", ""}) EXPECT_FALSE(proxies.contains(ip)) << ip;
  EXPECT_FALSE(TrustedProxies::parse({})->contains("127.0.0.1"));
}

TEST(TrustedProxies, AreRefusedWhenOneOfThemIsWrittenWrong) {
  const auto parsed = TrustedProxies::parse({"127.0.0.1", "proxy.test"});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().code, Code::kInvalid);
  EXPECT_NE(parsed.error().message.find("proxy.test"), std::string::npos);
}

TEST(TrustedProxies, AreBelievedFromTheEndOfTheList) {
  struct Case {
    std::vector<std::string> forwarded_for;
    std::string proto, ip;
    bool secure;
  };
  const Case cases[] = {
      {{"203.0.113.5"}, "https", "203.0.113.5", true},
      {{"198.51.100.1, 203.0.113.5"}, "http", "203.0.113.5", false},  // The first was written by the client itself.
      {{"198.51.100.1", "203.0.113.5, 10.0.0.2"}, "", "203.0.113.5", false},  // Two proxies in a row.
      {{"10.0.0.3, 10.0.0.2"}, "", "10.0.0.3", false},                        // Only proxies: the farthest.
      {{"spoofed, 10.0.0.2"}, "", "10.0.0.2", false},                         // No address: what was told before it.
      {{"unknown"}, "", "10.0.0.1", false},
      {{}, "HTTPS", "10.0.0.1", true},
      {{"2001:db8::7"}, "http, https", "2001:db8::7", true},
  };
  const auto proxies = *TrustedProxies::parse({"10.0.0.0/8"});
  for (const auto& test : cases) {
    wire::Headers headers;
    for (const auto& line : test.forwarded_for) headers.add("X-Forwarded-For", line);
    if (!test.proto.empty()) headers.add("x-forwarded-proto", test.proto);
    const auto client = proxies.client_of(headers, {.ip = "10.0.0.1", .secure = false});
    EXPECT_EQ(client.ip, test.ip);
    EXPECT_EQ(client.secure, test.secure) << test.ip;
  }
}

TEST(TrustedProxies, TellTheBrowsersConnectionsApart) {
  const auto proxies = *TrustedProxies::parse({"10.0.0.0/8"});
  const auto connection = [&proxies](std::vector<std::string> said) {
    wire::Headers headers;
    for (const auto& line : said) headers.add("X-Forwarded-Connection", line);
    return proxies.client_of(headers, {.ip = "10.0.0.1", .secure = false}).connection;
  };
  EXPECT_EQ(connection({}), 0U);
  EXPECT_NE(connection({"203.0.113.5:50000"}), 0U);
  EXPECT_EQ(connection({"203.0.113.5:50000"}), connection({"203.0.113.5:50000"}));
  EXPECT_NE(connection({"203.0.113.5:50000"}), connection({"203.0.113.5:50001"}));
  EXPECT_EQ(connection({"what the client wrote", "203.0.113.5:50000"}), connection({"203.0.113.5:50000"}));
}

TEST(Host, IsLowerCaseWithoutPort) {
  EXPECT_EQ(host_of("Device.Example:8443"), "device.example");
  EXPECT_EQ(host_of("[2001:db8::1]:80"), "2001:db8::1");
  EXPECT_EQ(host_of("no host"), "");
}

}  // namespace
}  // namespace callout::http
