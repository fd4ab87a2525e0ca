// SPDX-License-Identifier: Apache-2.0
#include "wire/session_origins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

const SessionMap& map() {
  static const SessionMap kMap{{{{"http", "192.168.1.5", 80}, {"https", "a.sessions.example", 443}},
                                {{"https", "192.168.1.5", 8443}, {"https", "b.sessions.example", 443}}},
                               {"printer.local", "192.168.1.5"}};
  return kMap;
}

TEST(SessionOrigins, KnowsTheEndpointsUnderEachName) {
  SessionOrigins origins(map());
  for (const char* host : {"192.168.1.5", "printer.local"}) {
    EXPECT_EQ(*origins.session_origin("http", host, 80), map().endpoints[0].session);
    EXPECT_EQ(*origins.session_origin("https", host, 8443), map().endpoints[1].session);
    EXPECT_EQ(*origins.known_origin(host, 8443), map().endpoints[1].session);
  }
}

TEST(SessionOrigins, AnswersNothingForOtherSchemesAndPorts) {
  SessionOrigins origins(map());
  EXPECT_EQ(origins.session_origin("https", "192.168.1.5", 80), std::nullopt);
  EXPECT_EQ(origins.session_origin("http", "192.168.1.5", 8443), std::nullopt);
  EXPECT_EQ(origins.session_origin("http", "192.168.1.5", 81), std::nullopt);
  EXPECT_EQ(origins.known_origin("192.168.1.5", 81), std::nullopt);
}

TEST(SessionOrigins, ListsEachHostOnce) {
  EXPECT_THAT(device_hosts_of(map()), ::testing::ElementsAre("192.168.1.5", "printer.local"));
}

}  // namespace
}  // namespace callout::wire
