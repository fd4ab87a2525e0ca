// SPDX-License-Identifier: Apache-2.0
#include "wire/cookie.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(Cookie, PairsKeepOrderAndBytes) {
  const auto pairs = split_cookies("a=1; b = \"x y\" ;c;=d;;e=f=g");
  ASSERT_EQ(pairs.size(), 5U);
  EXPECT_EQ(pairs[1].name, "b");
  EXPECT_EQ(pairs[1].value, "\"x y\"");
  EXPECT_EQ(pairs[1].text, "b = \"x y\"");
  EXPECT_EQ(pairs[2].name, "");
  EXPECT_EQ(pairs[2].value, "c");
  EXPECT_EQ(pairs[3].value, "d");
  EXPECT_EQ(pairs[4].value, "f=g");
}

TEST(Cookie, FindTakesTheFirstOfExactlyThatName) {
  EXPECT_EQ(find_cookie("A=0; a=1; a=2", "a"), "1");
  EXPECT_EQ(find_cookie("aa=0", "a"), std::nullopt);
  EXPECT_EQ(find_cookie("a", "a"), std::nullopt);
  EXPECT_EQ(find_cookie("", ""), std::nullopt);
}

TEST(Cookie, CalloutsOwnNeverReachTheDevice) {
  struct Case {
    std::string_view field, kept;
  };
  const Case cases[] = {
      {"__Host-Http-callout=x", ""},
      {"a=1; __Host-Http-callout=x; b=2", "a=1; b=2"},
      {"__Host-callout-ticket=x;a=1", "a=1"},
      {"__HOST-HTTP-CALLOUT-2=x; a=1", "a=1"},
      {"\t__Host-Http-callout =x; a=1", "a=1"},
      {"=__Host-Http-callout=x; a=1", "a=1"},
      {"__Host-Http-callout; a=1", "a=1"},
      {"a=1;b=2 ;  c=\"3\"", "a=1;b=2 ;  c=\"3\""},
      {"__Host-other=x", "__Host-other=x"},
  };
  for (const Case& c : cases) EXPECT_EQ(remove_cookies(c.field, &is_callout_cookie), c.kept) << c.field;
}

TEST(SetCookie, LosesItsDomainAndNothingElse) {
  struct Case {
    std::string_view field, written;
  };
  const Case cases[] = {
      {"sid=1", "sid=1"},
      {"sid=1; Path=/; Domain=192.168.1.5; HttpOnly", "sid=1; Path=/; HttpOnly"},
      {"sid=1;domain=a;DOMAIN = b;Domain;path=/x", "sid=1; path=/x"},
      {"sid=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; SameSite=Lax; Secure; Partitioned; Odd=x=y",
       "sid=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; SameSite=Lax; Secure; Partitioned; Odd=x=y"},
      {"sid=a b\"c\"; ; Path", "sid=a b\"c\"; Path"},
      {" sid = 1 ", "sid=1"},
      {"nameless", "nameless"},
      {"=v", "=v"},
      {"si\x01"
       "d=1\r\nSet-Cookie: x=y",
       "sid=1Set-Cookie: x=y"},
  };
  for (const Case& c : cases) EXPECT_EQ(rewrite_set_cookie(c.field), c.written) << c.field;
}

TEST(SetCookie, NameThatOnlyCalloutMayUseIsDropped) {
  using namespace std::string_view_literals;
  for (const std::string_view field :
       {"__Host-a=1; Path=/; Secure"sv, "__host-a=1"sv, "__Secure-a=1"sv, "__SECURE-a=1"sv, "__Http-a=1"sv,
        "__Host-Http-callout=1"sv, " \t__Host-Http-callout=1"sv, "__Host-Http-callout"sv, "=__Host-Http-callout=1"sv,
        " = __host-callout=1"sv, "__Ho\x01st-callout=1"sv, "__Host\0-callout=1"sv, ""sv, " ; Path=/"sv, "\r\n"sv}) {
    EXPECT_EQ(rewrite_set_cookie(field), std::nullopt) << field;
  }
  EXPECT_TRUE(rewrite_set_cookie("__Hos-a=1").has_value());
  EXPECT_TRUE(rewrite_set_cookie("a=__Host-b").has_value());
}

}  // namespace
}  // namespace callout::wire
