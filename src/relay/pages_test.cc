// SPDX-License-Identifier: Apache-2.0
#include "relay/pages.h"

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

const PageContext kEnglish{"en-US,en;q=0.9", "https://console.test"};

TEST(Pages, TextOfADeviceIsNeverMarkup) {
  model::Failure failure;
  failure.hop = model::Hop::kDevice;
  failure.detail = R"(<script>alert("1")</script>)"
                   "\x01";
  const auto page = failure_page(kEnglish, 502, failure, "job\"><b>");
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.body.find("<b>"), std::string::npos);
  EXPECT_NE(page.body.find("&lt;script&gt;"), std::string::npos);
}

TEST(Pages, AFailureIsNever200AndNeverCached) {
  const wire::RedirectAway away;
  for (const auto& page :
       {ended_page(kEnglish, model::ClosedReason::kExpired, "d"), unknown_host_page(kEnglish), not_yours_page(kEnglish),
        failure_page(kEnglish, 504, {}, "j"), refused_page(kEnglish, "x"), elsewhere_page(kEnglish, away)}) {
    EXPECT_GE(page.head.status, 400);
    EXPECT_EQ(*page.head.headers.find("Cache-Control"), "no-store");
  }
}

TEST(Pages, TheEndSaysWhyAndOffersToStartAgain) {
  const auto page = ended_page(kEnglish, model::ClosedReason::kEndedByAdministrator, "session1");
  EXPECT_NE(page.body.find("An administrator ended this session."), std::string::npos);
  EXPECT_NE(page.body.find("https://console.test/open/session1"), std::string::npos);
}

TEST(Pages, TheFailedHopIsMarkedAndLaterOnesAreNot) {
  model::Failure failure;
  failure.hop = model::Hop::kInstall;
  const auto body = failure_page(kEnglish, 502, failure, "j").body;
  EXPECT_NE(body.find("<li>Server</li><li class=\"bad\">Install: failed here</li><li class=\"after\">Device</li>"),
            std::string::npos);
}

TEST(Pages, SpeakTheLanguageOfTheBrowser) {
  EXPECT_TRUE(prefers_portuguese("pt-BR,pt;q=0.9,en;q=0.8"));
  EXPECT_FALSE(prefers_portuguese("en-US,en;q=0.9,pt;q=0.8"));
  EXPECT_FALSE(prefers_portuguese("de"));
  EXPECT_FALSE(prefers_portuguese(""));
}

}  // namespace
}  // namespace callout::relay
