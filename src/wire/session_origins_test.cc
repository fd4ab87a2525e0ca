// SPDX-License-Identifier: Apache-2.0
#include "wire/session_origins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

SessionMap map_of_printer() {
  return {{"http", "192.168.1.5", 80}, {"https", "a.sessions.example", 443}, {"printer.local", "192.168.1.5"}};
}

TEST(SessionOrigins, GivesEachWebServerItsHostUnderEachName) {
  auto map = map_of_printer();
  SessionOrigins origins(map);
  for (const char* host : {"192.168.1.5", "printer.local"}) {
    EXPECT_EQ(origins.session_origin("http", host, 80)->host, "a.sessions.example");
    EXPECT_EQ(origins.session_origin("https", host, 8443)->host, "a-8443s.sessions.example");
  }
  EXPECT_EQ(origins.session_origin("http", "192.168.1.5", 22), std::nullopt);
  EXPECT_EQ(origins.session_origin("http", "192.168.1.6", 80), std::nullopt);
}

TEST(SessionOrigins, RemembersWhatABodyNames) {
  auto map = map_of_printer();
  SessionOrigins origins(map);
  EXPECT_EQ(origins.known_origin("192.168.1.5", 80)->host, "a.sessions.example");
  EXPECT_EQ(origins.known_origin("192.168.1.5", 9443), std::nullopt);
  origins.session_origin("https", "192.168.1.5", 8443);
  EXPECT_FALSE(origins.policy_changed()) << "a usual port";
  origins.session_origin("https", "192.168.1.5", 9443);
  EXPECT_TRUE(origins.policy_changed());
  EXPECT_EQ(origins.known_origin("192.168.1.5", 9443)->host, "a-9443s.sessions.example");
  EXPECT_THAT(map.page_policy(), ::testing::HasSubstr("https://a-9443s.sessions.example"));
  EXPECT_EQ(map.known().size(), 3U);
}

TEST(SessionOrigins, ListsEachHostOnce) {
  EXPECT_THAT(map_of_printer().device_hosts(), ::testing::ElementsAre("192.168.1.5", "printer.local"));
}

}  // namespace
}  // namespace callout::wire
