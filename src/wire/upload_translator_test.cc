// SPDX-License-Identifier: Apache-2.0
#include "wire/upload_translator.h"

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "wire/upload_translator_testing.h"

namespace callout::wire {
namespace {

std::string random_text(std::mt19937& random) {
  constexpr std::string_view kParts[] = {"http",
                                         "https",
                                         "wss",
                                         "ws",
                                         ":",
                                         "//",
                                         "\\/",
                                         "/",
                                         "\\",
                                         "%2F%2F",
                                         "%3A",
                                         "%253a",
                                         "%25",
                                         "%5C",
                                         "2f",
                                         "abc7",
                                         "-8000",
                                         "-443s",
                                         "-22",
                                         "-8080",
                                         ".",
                                         "x",
                                         "\\u002f",
                                         "\\u003A",
                                         "&#47;",
                                         "&#58;",
                                         ":443",
                                         ":8440",
                                         "%3A443",
                                         " ",
                                         "\"",
                                         "1",
                                         "ABC7.sessions.example",
                                         "abc7.sessions.example",
                                         "abc7.sessions.example",
                                         ".sessions.example",
                                         "https://abc7.sessions.example/",
                                         "https%3A%2F%2Fabc7-81.sessions.example%2F"};
  std::string text;
  for (std::size_t parts = random() % 40; parts > 0; --parts) text += kParts[random() % std::size(kParts)];
  if (random() % 4 == 0) text.insert(random() % (text.size() + 1), std::string(random() % 600, 'y'));
  return text;
}

TEST(UploadTranslator, SaysTheSameHoweverTheTextIsSplit) {
  const char* given = std::getenv("CALLOUT_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::stoul(given)) : 20261126;
  std::mt19937 random(seed);
  int changed = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random);
    const SessionMap& map = i % 3 == 0 ? test_session_of_ipv6() : test_session();
    const SessionUrls urls(map, map.device(), i % 2 == 0);
    std::string expected = text;
    urls.translate(expected);
    changed += expected != text ? 1 : 0;
    for (const std::size_t most : {1U, 20U, 400U}) {
      ASSERT_EQ(sent_back(text, urls, [&](std::size_t) { return 1 + random() % most; }), expected)
          << "seed " << seed << ": " << text;
    }
  }
  EXPECT_GT(changed, 10000);
}

TEST(UploadTranslator, FindsUrlsAnywhereInALongText) {
  const SessionUrls urls(test_session(), test_session().device());
  for (std::size_t before = 0; before < 700; ++before) {
    for (const std::size_t after : {0U, 1U, 63U, 500U}) {
      const std::string head(before, '.');
      const std::string tail(after, '/');
      ASSERT_EQ(sent_back(head + "https://abc7.sessions.example" + tail, urls, [](std::size_t) { return 64; }),
                head + "http://192.168.1.5:8080" + tail);
    }
  }
}

TEST(UploadTranslator, ServesOneTextAfterTheOther) {
  const SessionUrls urls(test_session(), test_session().device());
  UploadTranslator translator(urls);
  for (const std::string_view text : {"a https://abc7.sessions.exa", "mple/ b", "", "https://abc7.sessions.example"}) {
    std::string out(translator.feed(text));
    out += translator.finish();
    EXPECT_EQ(out, text.starts_with("https") ? "http://192.168.1.5:8080" : text);
  }
}

TEST(UploadTranslator, KeepsALengthThatWasSaid) {
  const SessionUrls urls(test_session_of_ipv6(), test_session_of_ipv6().device());
  UploadTranslator translator(urls);
  const auto through = [&](std::string_view text) {
    std::string out(translator.feed(text));
    return out += translator.finish();
  };
  EXPECT_EQ(through("abc7.sessions.example"), "[fd00::5]:8080");
  EXPECT_EQ(translator.saved(), 7);
  translator.keep_length();
  EXPECT_EQ(translator.saved(), 0) << "counted from here on";
  EXPECT_EQ(through("%2f%2fabc7.sessions.example"), "%2f%2fabc7.sessions.example") << "would be longer";
  EXPECT_EQ(through("abc7.sessions.example"), "[fd00::5]:8080");
  EXPECT_EQ(through("%2f%2fabc7.sessions.example"), "%2f%2f%5Bfd00%3A%3A5%5D%3A8080") << "there is room now";
}

}  // namespace
}  // namespace callout::wire
