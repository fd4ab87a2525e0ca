// SPDX-License-Identifier: Apache-2.0
#include "relay/meta_policy.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

/// The document in pieces of that size; a policy comes back in brackets.
std::string through(std::string_view document, std::size_t piece) {
  MetaPolicy meta([](std::string_view policy) { return '[' + std::string(policy) + ']'; });
  std::string out;
  for (; !document.empty(); document.remove_prefix(std::min(piece, document.size()))) {
    out += meta.feed(document.substr(0, piece));
  }
  return out + std::string(meta.finish());
}
/// Splitting it differently never changes the result.
void expect(std::string_view document, std::string_view result) {
  for (const std::size_t piece : {1UL, 2UL, 7UL, 100UL, 100000UL}) {
    EXPECT_EQ(through(document, piece), result) << piece;
  }
}

TEST(MetaPolicy, IsTranslatedHoweverItIsWritten) {
  expect(R"(<meta http-equiv="Content-Security-Policy" content="img-src 'self'">)",
         R"(<meta http-equiv="Content-Security-Policy" content="[img-src &#39;self&#39;]">)");
  expect(R"(<head><META content='a > b' data-x  http-equiv = content-security-policy /></head>)",
         R"(<head><META content="[a &gt; b]" data-x  http-equiv = content-security-policy /></head>)");
  expect("<meta\nhttp-equiv='Content-Security-Policy'\ncontent = \"x &#39;none&#39; &amp;\">x",
         "<meta\nhttp-equiv='Content-Security-Policy'\ncontent = \"[x &#39;none&#39; &amp;]\">x");
}

TEST(MetaPolicy, AllElseStays) {
  for (const char* document :
       {"<meta name=\"Content-Security-Policy\" content=\"x\">", "<meta http-equiv=refresh content=5>",
        "<meta http-equiv=\"Content-Security-Policy\">", "<metadata http-equiv=content-security-policy content=x>",
        "<meta http-equiv=content-security-policy content", "<", "<met", "a < b <meta>", "<meta content='x",
        "<!doctype html><html><head lang=de><title>x</title>"}) {
    expect(document, document);
  }
}

TEST(MetaPolicy, CountsInTheHeadOnly) {
  const std::string meta = "<meta http-equiv=content-security-policy content=x>";
  for (const char* end : {"</head>", "<body>", "<BODY class=x>"}) expect(end + meta, end + meta);
  expect("<header>" + meta, "<header><meta http-equiv=content-security-policy content=\"[x]\">");
}

TEST(MetaPolicy, AnElementWithoutAnEndIsNotHeldForEver) {
  const std::string endless = "<meta http-equiv=content-security-policy content=\"" + std::string(10000, 'x');
  expect(endless + "\">", endless + "\">");
  MetaPolicy meta([](std::string_view policy) { return std::string(policy); });
  EXPECT_FALSE(meta.feed(endless).empty());
}

TEST(MetaPolicy, APageOfNothingButBeginningsTakesNoTime) {
  std::string page;
  while (page.size() < (1U << 20U)) page += "<meta ";
  MetaPolicy meta([](std::string_view policy) { return std::string(policy); });
  std::string out(meta.feed(page));
  out += meta.finish();
  EXPECT_EQ(out, page);
}

}  // namespace
}  // namespace callout::relay
