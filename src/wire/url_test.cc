// SPDX-License-Identifier: Apache-2.0
#include "wire/url.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(AbsoluteUrl, RestIsByteExact) {
  const auto url = parse_absolute_url("HTTPS://A:81//x/../y?z=%zz#f");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->scheme, "HTTPS");
  EXPECT_EQ(url->authority, "A:81");
  EXPECT_EQ(url->rest, "//x/../y?z=%zz#f");
  EXPECT_EQ(parse_absolute_url("ws://[::1]")->rest, "");
  EXPECT_EQ(parse_absolute_url("http://a?b")->rest, "?b");
}

TEST(AbsoluteUrl, OddFormsAreRefused) {
  for (const std::string_view text :
       {"", "http", "http:", "http:/", "http:/a", "http:///a", "http:\\\\a", "//a/", "ftp://a/", "http://u@a/",
        "http://a b/", "http://a/ b", "http://a/\xC3\xA9", " http://a/", "http://a\\b", "http://127.1/", "http://"}) {
    EXPECT_FALSE(parse_absolute_url(text).has_value()) << text;
  }
}

struct Case {
  std::string_view text, base;
  Reference::Kind kind;
  std::string_view scheme, authority, rest;
};

void expect_reading(const Case& c) {
  const Reference reference = parse_reference(c.text, c.base);
  EXPECT_EQ(reference.kind, c.kind) << c.text;
  EXPECT_EQ(reference.authority, c.authority) << c.text;
  EXPECT_EQ(reference.rest, c.rest) << c.text;
  if (c.kind == Reference::Kind::kHost) EXPECT_EQ(reference.scheme, c.scheme) << c.text;
}

TEST(Reference, RelativeStaysAsItStands) {
  using enum Reference::Kind;
  for (const std::string_view text :
       {"", "/", "/a//b?c#d", "a", "./a", "../a", "?a", "#a", "\\a", "/a:b", "a/b:c", "1a:b", "/\xC3\xA9 x"}) {
    expect_reading({text, "http", kRelative, "", "", text});
  }
  expect_reading({" \t/a\x01 ", "http", kRelative, "", "", "/a"});
  expect_reading({"/a\tb\r\nc", "http", kRelative, "", "", "/abc"});
  expect_reading({"http:a", "http", kRelative, "", "", "./a"});
  expect_reading({"HTTP:javascript:x", "http", kRelative, "", "", "./javascript:x"});
  expect_reading({"http:/a", "http", kRelative, "", "", "/a"});
  expect_reading({"http:?a", "http", kRelative, "", "", "?a"});
}

TEST(Reference, HostIsFoundHoweverItIsWritten) {
  using enum Reference::Kind;
  const Case cases[] = {
      {"http://a/b", "http", kHost, "http", "a", "/b"},
      {"HTTPS://A", "http", kHost, "https", "A", ""},
      {"//a/b", "https", kHost, "https", "a", "/b"},
      {"\\\\a/b", "http", kHost, "http", "a", "/b"},
      {"/\\a\\b", "http", kHost, "http", "a", "/b"},
      {"///a", "http", kHost, "http", "a", ""},
      {"/\t/a", "http", kHost, "http", "a", ""},
      {"\x01//a", "http", kHost, "http", "a", ""},
      {"http:\\\\a", "http", kHost, "http", "a", ""},
      {"http:/\\a", "http", kHost, "http", "a", ""},
      {"http:////a", "http", kHost, "http", "a", ""},
      {"https:a/b", "http", kHost, "https", "a", "/b"},
      {"https:/a/b", "http", kHost, "https", "a", "/b"},
      {"ht\ntp://a?b", "http", kHost, "http", "a", "?b"},
      {"http://[::1]:81#x", "http", kHost, "http", "[::1]:81", "#x"},
  };
  for (const Case& c : cases) expect_reading(c);
}

TEST(Reference, InDoubtItLeadsAway) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"javascript:alert(1)"sv,
                                      "JavaScript:x"sv,
                                      "java\tscript:x"sv,
                                      "data:text/html,x"sv,
                                      "file:///etc"sv,
                                      "ftp://a/"sv,
                                      "ws://a/"sv,
                                      "mailto:a"sv,
                                      "a:b"sv,
                                      "//u@a/"sv,
                                      "http://a:b@c/"sv,
                                      "//127.1/"sv,
                                      "//%61/"sv,
                                      "//a:/"sv,
                                      "//"sv,
                                      "///"sv,
                                      "http:"sv,
                                      "http://"sv,
                                      "https:"sv,
                                      "//a b/"sv,
                                      "//a\x02/"sv,
                                      "/a\x02"
                                      "b"sv,
                                      "/a\0b"sv,
                                      "//\xC3\xA9/"sv,
                                      "//a,b/"sv,
                                      "view-source:http://a"sv}) {
    EXPECT_EQ(parse_reference(text, "http").kind, Reference::Kind::kOther) << text;
  }
}

}  // namespace
}  // namespace callout::wire
