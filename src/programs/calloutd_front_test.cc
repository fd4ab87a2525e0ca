// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_front.h"

#include <gtest/gtest.h>

namespace callout::programs {
namespace {

Destination go(std::string_view authority, std::string_view path = "/",
               const Site& console = {"http", "callout.localhost", 8440}) {
  return destination_of(authority, path, console, [](std::string_view host) {
    return host == "label.localhost:8440" || host == "label.sessions.example.net";
  });
}

TEST(Front, TheConsolesHostAndSessionHostsAreTold) {
  EXPECT_EQ(go("callout.localhost:8440"), Destination::kConsole);
  EXPECT_EQ(go("CALLOUT.localhost:8440"), Destination::kConsole);
  EXPECT_EQ(go("label.localhost:8440"), Destination::kSession);
  EXPECT_EQ(go("Label.Localhost:8440"), Destination::kSession);
}

TEST(Front, TheSchemesOwnPortMayBeWrittenOrNot) {
  const Site console{"https", "callout.example.com", 443};
  EXPECT_EQ(go("callout.example.com", "/", console), Destination::kConsole);
  EXPECT_EQ(go("callout.example.com:443", "/", console), Destination::kConsole);
  EXPECT_EQ(go("callout.example.com:80", "/", console), Destination::kNowhere);
  EXPECT_EQ(go("label.sessions.example.net:443", "/", console), Destination::kSession);
}

TEST(Front, EveryOtherHostLeadsNowhere) {
  for (const char* host : {"", "callout.localhost", "callout.localhost:80", "callout.localhost.:8440", "localhost:8440",
                           "x.callout.localhost:8440", "other.localhost:8440", "127.0.0.1:8440", "[::1]:8440",
                           "example.com", "callout.localhost:8440@example.com",
                           "callout.localhost:8440,callout.localhost:8440", "callout.localhost:08440"}) {
    EXPECT_EQ(go(host), Destination::kNowhere) << host;
  }
}

TEST(Front, HealthAndMetricsAreAlsoAnsweredForAnAddressButForNoOtherName) {
  for (const char* path : {"/healthz", "/readyz", "/metrics"}) {
    EXPECT_EQ(go("127.0.0.1:8440", path), Destination::kConsole) << path;
    EXPECT_EQ(go("[::1]:8440", path), Destination::kConsole) << path;
    EXPECT_EQ(go("10.1.2.3", path), Destination::kConsole) << path;
    EXPECT_EQ(go("rebound.example.com:8440", path), Destination::kNowhere) << path;
  }
  EXPECT_EQ(go("127.0.0.1:8440", "/api/v1/me"), Destination::kNowhere);
  EXPECT_EQ(go("127.0.0.1:8440", "/healthz/x"), Destination::kNowhere);
}

}  // namespace
}  // namespace callout::programs
