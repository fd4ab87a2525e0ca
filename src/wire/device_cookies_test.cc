// SPDX-License-Identifier: Apache-2.0
#include "wire/device_cookies.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

constexpr WebEndpoint kWeb{false, 80};
constexpr WebEndpoint kLogin{false, 8000};
constexpr WebEndpoint kSecure{true, 443};
constexpr std::chrono::sys_seconds kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 25);

class CookiesOfADevice : public ::testing::Test {
 protected:
  void set(const std::optional<WebEndpoint>& from, std::string cookie) {
    Headers headers;
    headers.add("Set-Cookie", std::move(cookie));
    cookies_.note_response(from, headers, kNow);
  }
  /// What the device gets when the browser sends `own`.
  std::string sent(const WebEndpoint& to, std::string own = {}, std::string_view target = "/",
                   std::optional<WebEndpoint> at = {}) {
    Headers headers;
    if (!own.empty()) headers.add("Cookie", std::move(own));
    cookies_.complete_request(at.value_or(to), to, target, headers);
    const std::string* field = headers.find("cookie");
    return field == nullptr ? "" : *field;
  }
  DeviceCookies cookies_;
};

TEST_F(CookiesOfADevice, OnePortGetsWhatTheBrowserSends) {
  set(kWeb, "a=1");
  EXPECT_EQ(sent(kWeb, "b=2;  a=\"x y\"; c"), "b=2;  a=\"x y\"; c") << "byte for byte";
  EXPECT_EQ(sent(kWeb), "");
}

TEST_F(CookiesOfADevice, ALoginOnOnePortHoldsOnTheOthers) {
  sent(kLogin);
  set(kLogin, "sid=abc; Path=/; HttpOnly");
  EXPECT_EQ(sent(kWeb, "lang=en"), "lang=en; sid=abc");
  EXPECT_EQ(sent(kLogin, "sid=abc"), "sid=abc; lang=en") << "and what a script made on the other";
  EXPECT_EQ(sent(kSecure), "sid=abc; lang=en");
}

TEST_F(CookiesOfADevice, TheLastPortThatSetItWins) {
  sent(kLogin);
  sent(kWeb);
  set(kLogin, "sid=old");
  set(kWeb, "sid=new");
  EXPECT_EQ(sent(kLogin, "a=1; sid=old"), "a=1; sid=new");
  EXPECT_EQ(sent(kWeb, "sid=new"), "sid=new; a=1");
}

TEST_F(CookiesOfADevice, WhatNoHostsBrowserHasIsAddedEverywhere) {
  sent(kLogin, "sid=old");
  sent(kWeb);
  set(kLogin, "sid=old");
  set(std::nullopt, "sid=new");
  EXPECT_EQ(sent(kLogin, "sid=old"), "sid=new");
  EXPECT_EQ(sent(kWeb), "sid=new");
}

TEST_F(CookiesOfADevice, ByWayOfAnHttpsHostNothingSecureGoesToAnHttpPort) {
  set(kSecure, "sid=1; Secure");
  set(kSecure, "lang=en");
  EXPECT_EQ(sent(kSecure, "sid=1; lang=en"), "sid=1; lang=en");
  EXPECT_EQ(sent(kWeb, "sid=1; lang=en", "/", kSecure), "lang=en");
}

TEST_F(CookiesOfADevice, ADeletedCookieGoesEverywhere) {
  sent(kLogin, "sid=abc");
  set(kLogin, "sid=abc");
  EXPECT_EQ(sent(kWeb), "sid=abc");
  for (const char* gone :
       {"sid=; Max-Age=0", "sid=; max-age=-1; Expires=Thu, 05 Nov 2099 08:49:37 GMT",
        "sid=x; Expires=Thu, 01-Jan-1970 00:00:00 GMT", "sid=; expires=Tue, 24 Nov 2026 00:00:00 GMT"}) {
    set(kWeb, "sid=abc");
    ASSERT_EQ(sent(kLogin, "sid=abc"), "sid=abc");
    set(kWeb, gone);
    EXPECT_EQ(sent(kLogin, "sid=abc"), "") << gone;
  }
  set(kWeb, "sid=abc; Max-Age=60; Expires=Thu, 01-Jan-1970 00:00:00 GMT");
  EXPECT_EQ(sent(kLogin), "sid=abc") << "Max-Age beats Expires";
}

TEST_F(CookiesOfADevice, PathAndSecureHold) {
  sent(kSecure);
  set(kSecure, "deep=1; Path=/app");
  set(kSecure, "safe=1; Secure");
  EXPECT_EQ(sent(kWeb, "", "/"), "");
  EXPECT_EQ(sent(kWeb, "", "/app/x?y"), "deep=1");
  EXPECT_EQ(sent(kWeb, "", "/app?y"), "deep=1");
  EXPECT_EQ(sent(kWeb, "", "/apple"), "");
  EXPECT_EQ(sent({true, 8443}, "", "/"), "safe=1");
}

TEST_F(CookiesOfADevice, AreBounded) {
  sent(kLogin);
  for (int i = 0; i < 200; ++i) set(kLogin, "c" + std::to_string(i) + "=" + std::string(40, 'v'));
  set(kLogin, "long=" + std::string(5000, 'x'));
  set(kLogin, "deep=1; Path=/" + std::string(5000, 'x'));
  const auto field = sent(kWeb);
  EXPECT_FALSE(field.contains("c0="));
  EXPECT_FALSE(field.contains("long="));
  EXPECT_TRUE(field.contains("c199="));
  EXPECT_LE(field.size(), 2 * DeviceCookies::kLongest);
  EXPECT_EQ(sent(kWeb, "", "/" + std::string(5000, 'x')).find("deep"), std::string::npos);
  for (std::uint16_t port = 8001; port < 8100; ++port) sent({false, port}, "own=1");
  EXPECT_EQ(sent({false, 9000}, "own=2"), "own=2") << "one port too many";
}

}  // namespace
}  // namespace callout::wire
