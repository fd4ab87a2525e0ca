// SPDX-License-Identifier: Apache-2.0
#include "relay/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::relay {
namespace {

using testing::HasSubstr;
using testing::Not;

const PageContext kEnglish{"en-US,en;q=0.9", "https://console.test"};

sessions::LeaseTerms visited(std::string device = "d1") {
  sessions::LeaseTerms terms;
  terms.session = model::SessionId("s1");
  terms.device = model::DeviceId(std::move(device));
  return terms;
}

TEST(Pages, TextOfADeviceIsNeverMarkup) {
  model::Failure failure;
  failure.hop = model::Hop::kDevice;
  failure.detail = R"(<script>alert("1")</script>)"
                   "\x01";
  const auto page = failure_page(kEnglish, 502, failure, visited("d1\"><b>"));
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.body.find("<b>"), std::string::npos);
  EXPECT_NE(page.body.find("&lt;script&gt;"), std::string::npos);
}

TEST(Pages, AFailureIsNever200AndNeverCached) {
  const wire::RedirectAway away;
  for (const auto& page : {ended_page(kEnglish, model::ClosedReason::kExpired, "d"), unknown_host_page(kEnglish),
                           not_yours_page(kEnglish), failure_page(kEnglish, 504, {}, visited()),
                           refused_page(kEnglish, "x"), elsewhere_page(kEnglish, away, visited())}) {
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
  const auto body = failure_page(kEnglish, 502, failure, visited()).body;
  EXPECT_NE(body.find("<li>Server</li><li class=\"bad\">Install: failed here</li><li class=\"after\">Device</li>"),
            std::string::npos);
}

TEST(Pages, AFailureOffersWhatItAsksForAsAButton) {
  const auto body_of = [](model::FailureCode code) {
    model::Failure failure;
    failure.code = code;
    return failure_page(kEnglish, 502, failure, visited()).body;
  };
  using enum model::FailureCode;
  for (const auto code : {kDeviceUnreachable, kNotHttp, kTlsFailed, kIdentityChanged, kTlsKeyChanged}) {
    EXPECT_THAT(body_of(code), HasSubstr(R"(href="https://console.test/devices/d1")")) << model::to_string(code);
  }
  EXPECT_THAT(body_of(kInstallOffline), HasSubstr(R"(href="https://console.test/installs")"));
  EXPECT_THAT(body_of(kInternal), Not(HasSubstr("console.test")));
  EXPECT_THAT(body_of(kTlsFailed), HasSubstr("callout browse d1"));
  EXPECT_THAT(body_of(kDeviceUnreachable), Not(HasSubstr("callout browse")));
}

TEST(Pages, APortThatNoBrowserOpensIsForTheCommandLine) {
  EXPECT_THAT(elsewhere_page(kEnglish, {"http://192.0.2.1:22/", true}, visited()).body,
              HasSubstr("callout forward d1"));
  EXPECT_THAT(elsewhere_page(kEnglish, {"http://example.com/", false}, visited()).body,
              Not(HasSubstr("callout forward")));
}

TEST(Pages, SpeakTheLanguageOfTheBrowser) {
  EXPECT_TRUE(prefers_portuguese("pt-BR,pt;q=0.9,en;q=0.8"));
  EXPECT_FALSE(prefers_portuguese("en-US,en;q=0.9,pt;q=0.8"));
  EXPECT_FALSE(prefers_portuguese("de"));
  EXPECT_FALSE(prefers_portuguese(""));
}

}  // namespace
}  // namespace callout::relay
