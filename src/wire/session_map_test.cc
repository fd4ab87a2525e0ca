// SPDX-License-Identifier: Apache-2.0
#include "wire/session_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

using testing::HasSubstr;
using testing::Not;

SessionMap map_of_printer() {
  return {{"https", "192.168.1.20", 443}, {"http", "abc.sessions.localhost", 8440}, {"printer.local"}};
}

TEST(SessionMap, TheSessionsOwnEndpointHasThePlainLabel) {
  const auto map = map_of_printer();
  for (const auto* host : {"192.168.1.20", "printer.local"}) {
    EXPECT_EQ(map.session_origin({"https", host, 443})->to_string(), "http://abc.sessions.localhost:8440") << host;
  }
  EXPECT_EQ(map.device_origin({"http", "abc.sessions.localhost", 8440})->to_string(), "https://192.168.1.20");
  EXPECT_FALSE(map.hosts_of({true, 443}).has_value()) << "one endpoint has one host";
  EXPECT_FALSE(map.device_origin({"http", "abc-443s.sessions.localhost", 8440}).has_value());
}

TEST(SessionMap, EachOtherWebServerHasAHostThatTheLabelGives) {
  const auto map = map_of_printer();
  struct Case {
    Origin device;
    std::string session;
  };
  for (const auto& [device, session] :
       {Case{{"http", "192.168.1.20", 80}, "http://abc-80.sessions.localhost:8440"},
        Case{{"https", "192.168.1.20", 8443}, "http://abc-8443s.sessions.localhost:8440"},
        Case{{"http", "192.168.1.20", 443}, "http://abc-443.sessions.localhost:8440"}}) {
    const auto origin = map.session_origin(device);
    ASSERT_TRUE(origin.has_value());
    EXPECT_EQ(origin->to_string(), session);
    EXPECT_EQ(map.device_origin(*origin), device);
  }
}

TEST(SessionMap, OtherHostsAndSessionsHaveNone) {
  const auto map = map_of_printer();
  EXPECT_FALSE(map.session_origin({"http", "192.168.1.21", 80}).has_value());
  EXPECT_FALSE(map.session_origin({"http", "192.168.1.20", 22}).has_value()) << "no browser opens it";
  EXPECT_FALSE(map.session_origin({"ftp", "192.168.1.20", 80}).has_value());
  for (const Origin& foreign :
       {Origin{"http", "abd-80.sessions.localhost", 8440}, Origin{"http", "abc-80.sessions.localhost", 80},
        Origin{"https", "abc-80.sessions.localhost", 8440}, Origin{"http", "abc-80.evil.example", 8440},
        Origin{"http", "x.abc-80.sessions.localhost", 8440}, Origin{"http", "abc-22.sessions.localhost", 8440}}) {
    EXPECT_FALSE(map.device_origin(foreign).has_value()) << foreign.to_string();
  }
}

TEST(SessionHostName, IsReadOnlyAsItIsWritten) {
  for (const auto endpoint : {WebEndpoint{false, 80}, WebEndpoint{true, 8443}, WebEndpoint{true, 65535}}) {
    const auto text = session_host_name("abc7", endpoint);
    const auto name = parse_session_host_name(text);
    ASSERT_TRUE(name.has_value()) << text;
    EXPECT_EQ(name->label, "abc7");
    EXPECT_EQ(name->endpoint, endpoint);
    EXPECT_EQ(parse_web_endpoint(to_string(endpoint)), endpoint);
  }
  EXPECT_FALSE(parse_session_host_name("abc")->endpoint.has_value());
  for (const char* text : {"", "-80", "abc-", "abc-s", "abc-080", "abc-80S", "abc-80ss", "abc-80-80", "abc-65536",
                           "abc-0", "abc-22", "ABC-80", "a.c-80", "abc-+80", "abc- 80", "abc-80s "}) {
    EXPECT_FALSE(parse_session_host_name(text).has_value()) << text;
  }
  for (const char* text : {"", "http", "http-", "ftp-80", "http-22", "https-0443", "http-80x"}) {
    EXPECT_FALSE(parse_web_endpoint(text).has_value()) << text;
  }
}

TEST(SessionMap, PagesReachTheSessionsHostsAndNothingElse) {
  auto map = map_of_printer();
  EXPECT_THAT(map.page_policy(),
              HasSubstr("default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: "
                        "http://abc.sessions.localhost:8440 http://abc-80.sessions.localhost:8440 "));
  EXPECT_THAT(map.page_policy(), HasSubstr(" ws://abc-8080.sessions.localhost:8440"));
  EXPECT_THAT(map.page_policy(), Not(HasSubstr("*")));
  EXPECT_THAT(map.page_policy(), HasSubstr("base-uri 'self'; worker-src 'self' blob:"));
  EXPECT_THAT(map.part_policy(), Not(HasSubstr("abc")));
}

TEST(SessionMap, AnEndpointThatCameToLightIsListedOnceAndOnlySoMany) {
  auto map = map_of_printer();
  EXPECT_THAT(map.page_policy(), Not(HasSubstr("abc-1234s")));
  EXPECT_TRUE(map.list({true, 1234}));
  EXPECT_FALSE(map.list({true, 1234}));
  EXPECT_THAT(map.page_policy(), HasSubstr("http://abc-1234s.sessions.localhost:8440"));
  EXPECT_FALSE(map.list({true, 443})) << "the session's own";
  EXPECT_FALSE(map.list({false, 80})) << "listed from the start";
  EXPECT_FALSE(map.list({false, 22}));
  for (std::uint16_t port = 20'000; port < 20'100; ++port) map.list({false, port});
  EXPECT_EQ(map.known().size(), 1 + SessionMap::kLearntMost) << "the session's own and so many";
}

}  // namespace
}  // namespace callout::wire
