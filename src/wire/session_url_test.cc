// SPDX-License-Identifier: Apache-2.0
#include "wire/session_url.h"

#include <gtest/gtest.h>

#include "wire/upload_translator_testing.h"

namespace callout::wire {
namespace {

struct Case {
  std::string_view from, to;
};
void expect(std::initializer_list<Case> cases, const SessionMap& map = test_session(), bool form = false) {
  for (const auto& [from, to] : cases) EXPECT_EQ(sent_back(from, map, form), to) << from;
}
void expect_untouched(std::initializer_list<std::string_view> texts, const SessionMap& map = test_session()) {
  for (const std::string_view text : texts) expect({{text, text}}, map);
}

TEST(SessionUrl, BecomesTheDevicesOwn) {
  expect({
      {"https://abc7.sessions.example/cam?a=1", "http://192.168.1.5:8080/cam?a=1"},
      {R"({"stream":"https://abc7.sessions.example"})", R"({"stream":"http://192.168.1.5:8080"})"},
      {"<a>https://abc7.sessions.example</a>", "<a>http://192.168.1.5:8080</a>"},
      {"HTTPS://ABC7.Sessions.Example/x", "http://192.168.1.5:8080/x"},
      {"https://abc7.sessions.example:443/x", "http://192.168.1.5:8080/x"},
      {"wss://abc7.sessions.example/ws", "ws://192.168.1.5:8080/ws"},
      {"Go to https://abc7.sessions.example.", "Go to http://192.168.1.5:8080."},
      {"https://abc7.sessions.example,https://abc7.sessions.example",
       "http://192.168.1.5:8080,http://192.168.1.5:8080"},
  });
  expect({{"http://abc7.sessions.localhost:8440/x", "http://192.168.1.5/x"},
          {"ws://abc7.sessions.localhost:8440", "ws://192.168.1.5"}},
         test_session_with_port());
}

TEST(SessionUrl, OfAnotherEndpointBecomesThatEndpoints) {
  expect({
      {"https://abc7-8443s.sessions.example/x", "https://192.168.1.5:8443/x"},
      {"https://abc7-443s.sessions.example/x", "https://192.168.1.5/x"},
      {"https://abc7-80.sessions.example/x", "http://192.168.1.5/x"},
      {"wss://abc7-8443s.sessions.example/x", "wss://192.168.1.5:8443/x"},
      {"wss://abc7-81.sessions.example/x", "ws://192.168.1.5:81/x"},
  });
  expect({{"http://abc7-8443s.sessions.localhost:8440/", "https://192.168.1.5:8443/"}}, test_session_with_port());
}

TEST(SessionUrl, KeepsTheSpellingAroundIt) {
  expect({
      {R"("https:\/\/abc7.sessions.example\/x")", R"("http:\/\/192.168.1.5:8080\/x")"},
      {R"("{\"a\":\"https:\\\/\\\/abc7.sessions.example\\\/x\"}")",
       R"("{\"a\":\"http:\\\/\\\/192.168.1.5:8080\\\/x\"}")"},
      {R"("https:\u002f\u002Fabc7.sessions.example\u002fx")", R"("http:\u002f\u002F192.168.1.5:8080\u002fx")"},
      {R"("https\u003a\u002f\u002fabc7.sessions.example")", R"("http\u003a\u002f\u002f192.168.1.5\u003a8080")"},
      {"https:&#47;&#x2F;abc7.sessions.example&#47;", "http:&#47;&#x2F;192.168.1.5:8080&#47;"},
      {"u=https%3A%2F%2Fabc7.sessions.example%2Fx", "u=http%3A%2F%2F192.168.1.5%3A8080%2Fx"},
      {"u=https%3a%2f%2fabc7.sessions.example%2fx", "u=http%3a%2f%2f192.168.1.5%3a8080%2fx"},
      {"u=https%253A%252F%252Fabc7.sessions.example%252F", "u=http%253A%252F%252F192.168.1.5%253A8080%252F"},
      {"u=https%25253a%25252f%25252fabc7.sessions.example", "u=http%25253a%25252f%25252f192.168.1.5%25253a8080"},
      {"j=%22https%3A%5C%2F%5C%2Fabc7.sessions.example%5C%2F%22",
       "j=%22http%3A%5C%2F%5C%2F192.168.1.5%3A8080%5C%2F%22"},
      {"u=https://abc7.sessions.example/x", "u=http://192.168.1.5:8080/x"},
      {"u=%2F%2Fabc7.sessions.example%2Fx", "u=%2F%2F192.168.1.5%3A8080%2Fx"},
  });
  expect({{"u=http%3A%2F%2Fabc7.sessions.localhost%3A8440%2Fx", "u=http%3A%2F%2F192.168.1.5%2Fx"},
          {"u=http%253A%252F%252Fabc7.sessions.localhost%253A8440", "u=http%253A%252F%252F192.168.1.5"},
          {"u=http%3A%2F%2Fabc7-8000.sessions.localhost%3a8440%2Fx", "u=http%3A%2F%2F192.168.1.5%3a8000%2Fx"},
          {"http://abc7-8000.sessions.localhost&#58;8440/", "http://192.168.1.5&#58;8000/"},
          {R"("abc7-8000.sessions.localhost\u003A8440")", R"("192.168.1.5\u003A8000")"}},
         test_session_with_port());
}

TEST(SessionUrl, WithoutASchemeStaysWithout) {
  expect({
      {"//abc7.sessions.example/x", "//192.168.1.5:8080/x"},
      {"//abc7-80.sessions.example/x", "//192.168.1.5/x"},
      {"//abc7-443s.sessions.example/x", "//192.168.1.5:443/x"},
      {R"("abc7.sessions.example")", R"("192.168.1.5:8080")"},
      {"host=abc7.sessions.example&b=1", "host=192.168.1.5:8080&b=1"},
      {"host=abc7.sessions.example:443", "host=192.168.1.5:8080"},
  });
  expect({{"host=abc7.sessions.example&b=1", "host=192.168.1.5%3A8080&b=1"}}, test_session(), true);
  expect({{"abc7.sessions.localhost:8440", "192.168.1.5"}, {"abc7-8000.sessions.localhost:8440", "192.168.1.5:8000"}},
         test_session_with_port());
}

TEST(SessionUrl, WithAPortOrSchemeOfAnotherKindNamesTheMachineOnly) {
  // `location.hostname` is no web server yet.
  expect({
      {"rtsp://abc7.sessions.example/live", "rtsp://192.168.1.5/live"},
      {"rtsp%3A%2F%2Fabc7.sessions.example%3A554%2Flive", "rtsp%3A%2F%2F192.168.1.5%3A554%2Flive"},
      {"https://abc7.sessions.example:8000/x", "https://192.168.1.5:8000/x"},
      {"http://abc7.sessions.example/x", "http://192.168.1.5:8080/x"},  // `'http://' + location.host`
      {"http://abc7.sessions.example:81/x", "http://192.168.1.5:81/x"},
      {"admin@abc7.sessions.example:25", "admin@192.168.1.5:25"},
  });
  expect(
      {{"abc7.sessions.localhost", "192.168.1.5"},
       {"http://abc7.sessions.localhost/x", "http://192.168.1.5/x"},
       {"https://abc7-8000.sessions.localhost:8440/x", "https://192.168.1.5:8000/x"},  // `'https://' + location.host`
       {"rtsp://abc7-8000.sessions.localhost:554/x", "rtsp://192.168.1.5:554/x"}},
      test_session_with_port());
}

TEST(SessionUrl, AnAddressOfIpv6KeepsItsBracketsAsTheTextWritesThem) {
  expect({{"https://abc7.sessions.example/x", "http://[fd00::5]:8080/x"},
          {"https%3A%2F%2Fabc7.sessions.example", "http%3A%2F%2F%5Bfd00%3A%3A5%5D%3A8080"},
          {"https%253a%252f%252fabc7.sessions.example", "http%253a%252f%252f%255Bfd00%253a%253a5%255D%253a8080"},
          {R"("https:\/\/abc7.sessions.example")", R"("http:\/\/[fd00::5]:8080")"}},
         test_session_of_ipv6());
}

TEST(SessionUrl, OtherNamesAreNone) {
  expect_untouched({"https://abc8.sessions.example/", "https://abc7.sessions.example.org/",
                    "https://abc7.other.example/", "https://abc7.sessions.examples/", "https://abc7-sessions.example/",
                    "https://abc7-22.sessions.example/", "https://abc7-8080.sessions.example/",
                    "https://abc7-080.sessions.example/", "https://abc7-80x.sessions.example/",
                    "https://abc7-123456.sessions.example/", "abc7", "abc7.", "abc7.sessions.exampl", ""});
}

TEST(SessionUrl, AWordThatCutsItOffIsPartOfTheResult) {
  expect({{"https://abc7.sessions.example:44300000/x", "http://192.168.1.5:8080:44300000/x"},
          {"https://abc7.sessions.example:/x", "http://192.168.1.5:8080:/x"},
          {"https://abc7.sessions.example%zz", "http://192.168.1.5:8080%zz"}});
}

}  // namespace
}  // namespace callout::wire
