// SPDX-License-Identifier: Apache-2.0
// The device leg end to end: server's stream, agent, a device of raw bytes.
#include "agent/device_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/device_exchange.h"
#include "agent/site_testing.h"
#include "base/encoding.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// Runs one coroutine test; the closure-free functions below take what they need as parameters.
void run(net::Task<> (*test)()) {
  start_crypto();
  net::run_test_task(test());
}

struct Odd {
  const char* name;
  std::string reply;
  int status;
  std::string body;
};

net::Task<> odd_answers() {
  const std::vector<Odd> odd = {
      {"HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\n\r\nbody", 200, "body"},
      {"HTTP/1.1 until close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody", 200, "body"},
      {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody", 200, "body"},
      {"no space after the colon", "HTTP/1.1 200 OK\r\nContent-Length:4\r\n\r\nbody", 200, "body"},
      {"space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\nbody", 200, "body"},
      {"a line without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 4\r\n\r\nbody", 200, "body"},
      {"a folded line", "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 4\r\n\r\nbody", 200, "body"},
      {"length and chunked together",
       "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", 200, "body"},
      {"padded chunk sizes and a trailer",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4   \r\nbody\r\n0\r\nX-T: 1\r\n\r\n", 200, "body"},
      {"no reason phrase", "HTTP/1.1 404\r\nContent-Length: 4\r\n\r\nbody", 404, "body"},
      {"HTTP/0.9", "<html>old</html>", 200, "<html>old</html>"},
      {"100 Continue first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", 200,
       "body"},
      {"a head of 40 KB",
       "HTTP/1.1 200 OK\r\nX-Long: " + std::string(40'000, 'x') + "\r\nContent-Length: 4\r\n\r\nbody", 200, "body"},
      {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, ""},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
  };
  for (const Odd& each : odd) {
    FakeDevice device([&each](const std::string&, int) { return FakeDevice::Reply{each.reply, true}; });
    TestSite site(device.port());
    co_await site.start();
    const auto answer = co_await site.ask({});
    EXPECT_EQ(answer.status, each.status) << each.name << " " << answer.failure;
    EXPECT_EQ(answer.body, each.body) << each.name;
    EXPECT_TRUE(answer.whole) << each.name;
    co_await site.end();
    co_await device.stop();
  }
}
TEST(DeviceClient, OddAnswersArriveWhole) {
  run(odd_answers);
}

net::Task<> cut_answers() {
  const std::vector<std::pair<std::string, std::string>> cut = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", ""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhello", ""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello", ""},
      {"", "device_unreachable"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(1, '\0') + "\r\n\r\n", "not_http"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "not_http"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "not_http"},
  };
  for (const auto& [reply, failure] : cut) {
    FakeDevice device([&reply](const std::string&, int) { return FakeDevice::Reply{reply, true}; });
    TestSite site(device.port());
    co_await site.start();
    const auto answer = co_await site.ask({});
    EXPECT_EQ(answer.failure, failure) << reply;
    if (failure.empty()) EXPECT_FALSE(answer.whole) << reply;
    co_await site.end();
    co_await device.stop();
  }
}
TEST(DeviceClient, ACutAnswerNeverLooksWhole) {
  run(cut_answers);
}

net::Task<> other_web_servers() {
  const auto says = [](std::string_view text) {
    return [text](const std::string&, int) {
      return FakeDevice::Reply{fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", text.size(), text)};
    };
  };
  FakeDevice first(says("first")), second(says("second")), third(says("third"));
  AgentConfig config;
  config.policy.allow_loopback.push_back({*wire::parse_address("127.0.0.1"), second.port()});
  TestSite site(first.port(), config);
  co_await site.start();
  for (int i = 0; i < 2; ++i) {
    const auto answer = co_await site.ask({.other = wire::WebEndpoint{false, second.port()}});
    EXPECT_EQ(answer.body, "second") << answer.failure;
    EXPECT_THAT(second.requests.back(), HasSubstr(fmt::format("Host: 127.0.0.1:{}\r\n", second.port())));
    EXPECT_EQ((co_await site.ask({.other = wire::WebEndpoint{false, first.port()}})).body, "first");
    EXPECT_EQ((co_await site.ask({})).body, "first");
  }
  EXPECT_EQ((co_await site.ask({.other = wire::WebEndpoint{false, third.port()}})).failure, "agent_refused");
  EXPECT_EQ((co_await site.ask({.session = "s2", .other = wire::WebEndpoint{false, second.port()}})).failure,
            "expired");
  EXPECT_EQ((co_await site.ask({.endpoint = "e2", .other = wire::WebEndpoint{false, second.port()}})).failure,
            "agent_refused");
  EXPECT_TRUE(third.requests.empty());
  EXPECT_EQ(first.connections, 1) << "kept from the check on";
  co_await site.end();
  for (FakeDevice* device : {&first, &second, &third}) co_await device->stop();
}
TEST(DeviceClient, ADevicesOtherWebServersAreReachedAsTheOwnersRulesAllow) {
  run(other_web_servers);
}

net::Task<> browser_form() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  TestSite site(device.port());
  co_await site.start();
  SiteRequest request{.target = "//a/../b%2f?x=%00&y=1"};
  request.headers.add("user-agent", "Mozilla/5.0");
  request.headers.add("x-requested-with", "XMLHttpRequest");
  request.headers.add("authorization", "Basic YTpi");
  request.headers.add("expect", "100-continue");
  request.headers.add("cookie", "a=1");
  request.headers.add("cookie", "b=2");
  (void)co_await site.ask(request);
  EXPECT_EQ(device.requests.size(), 1U);
  const std::string& seen = device.requests.at(0);
  EXPECT_THAT(seen, testing::StartsWith(fmt::format(
                        "GET //a/../b%2f?x=%00&y=1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: keep-alive\r\n",
                        device.port())));
  EXPECT_THAT(
      seen, HasSubstr("User-Agent: Mozilla/5.0\r\nX-Requested-With: XMLHttpRequest\r\nAuthorization: Basic YTpi\r\n"));
  EXPECT_THAT(seen, HasSubstr("Cookie: a=1; b=2\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("allout")));
  EXPECT_THAT(seen, Not(HasSubstr("xpect")));
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, WritesWhatABrowserBesideTheDeviceWould) {
  run(browser_form);
}

net::Task<> own_headers() {
  FakeDevice device([](const std::string&, int) {
    return FakeDevice::Reply{
        "HTTP/1.1 200 OK\r\nCallout-Failure: forged\r\ncallout-session: x\r\nX-Ok: 1\r\nContent-Length: 0\r\n\r\n"};
  });
  TestSite site(device.port());
  co_await site.start();
  const auto answer = co_await site.ask({});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.failure, "");
  EXPECT_FALSE(answer.headers.contains("callout-session"));
  EXPECT_TRUE(answer.headers.contains("x-ok"));
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, ADeviceCantSpeakForTheAgent) {
  run(own_headers);
}

net::Task<> keep_alive() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  TestSite site(device.port());
  co_await site.start();
  for (int i = 0; i < 4; ++i) EXPECT_EQ((co_await site.ask({})).body, "hello");
  EXPECT_EQ(device.connections, 1);  // The job's own connection serves them all.
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, OneConnectionServesRequestAfterRequest) {
  run(keep_alive);
}

/// Answers the first request of each connection and closes at the second without a word.
FakeDevice::Reply dies_at_the_second(std::map<int, int>& seen, const std::string& request, int connection) {
  if (request.empty()) return {};
  return ++seen[connection] == 1 ? FakeDevice::Reply{std::string(kHello)} : FakeDevice::Reply{"", true};
}

net::Task<> safe_again() {
  std::map<int, int> seen;
  FakeDevice device([&seen](const std::string& r, int c) { return dies_at_the_second(seen, r, c); });
  TestSite site(device.port());
  co_await site.start();
  for (int i = 0; i < 2; ++i) EXPECT_EQ((co_await site.ask({})).body, "hello") << i;
  EXPECT_EQ(device.requests.size(), 3U);  // The second went out twice.
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, ASafeRequestOnADeadConnectionIsSentAgainOnce) {
  run(safe_again);
}

net::Task<> unsafe_never() {
  std::map<int, int> seen;
  FakeDevice device([&seen](const std::string& r, int c) { return dies_at_the_second(seen, r, c); });
  TestSite site(device.port());
  co_await site.start();
  EXPECT_EQ((co_await site.ask({})).body, "hello");
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    const std::size_t before = device.requests.size();
    const auto answer = co_await site.ask({.method = method});
    EXPECT_EQ(answer.failure, "device_unreachable") << method;
    EXPECT_EQ(device.requests.size(), before + 1) << method;
    EXPECT_EQ((co_await site.ask({})).body, "hello");
  }
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, AnUnsafeRequestIsNeverSentTwice) {
  run(unsafe_never);
}

net::Task<> always_dead() {
  FakeDevice device([](const std::string& request, int) { return FakeDevice::Reply{"", !request.empty()}; });
  TestSite site(device.port());
  co_await site.start();
  EXPECT_EQ((co_await site.ask({})).failure, "device_unreachable");
  EXPECT_EQ(device.requests.size(), 2U);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, TriesAgainOnceAndNotForEver) {
  run(always_dead);
}

net::Task<> uploads() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  TestSite site(device.port());
  co_await site.start();
  SiteRequest sized{.method = "POST", .body = std::string(100'000, 'a')};
  sized.headers.add("content-length", "100000");
  EXPECT_EQ((co_await site.ask(sized)).body, "hello");
  EXPECT_THAT(device.requests.at(0), HasSubstr("Content-Length: 100000\r\n"));
  EXPECT_TRUE(device.requests.at(0).ends_with(std::string(100'000, 'a')));
  EXPECT_EQ((co_await site.ask({.method = "POST", .body = "some"})).body, "hello");
  EXPECT_THAT(device.requests.at(1), HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(device.requests.at(1), Not(HasSubstr("chunked")));
  EXPECT_TRUE(device.requests.at(1).ends_with("\r\n\r\nsome"));
  for (const auto& empty : {std::optional<std::string>(), std::optional<std::string>("")}) {
    EXPECT_EQ((co_await site.ask({.method = "POST", .body = empty})).body, "hello");
    EXPECT_THAT(device.requests.back(), HasSubstr("Content-Length: 0\r\n"));
  }
  for (const std::size_t length : {DeviceExchange::kCollectMost, DeviceExchange::kCollectMost + 1, 3'000'000UZ}) {
    std::string body(length, 'q');
    for (std::size_t i = 0; i < length; i += 1000) body[i] = static_cast<char>('a' + i / 1000 % 16);
    EXPECT_EQ((co_await site.ask({.method = "POST", .body = body})).body, "hello") << length;
    EXPECT_THAT(device.requests.back().substr(0, 500), HasSubstr(fmt::format("Content-Length: {}\r\n", length)));
    EXPECT_TRUE(device.requests.back().ends_with("\r\n\r\n" + body)) << length;
  }
  EXPECT_EQ(device.connections, 1);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, UploadsKeepTheirLengthOrGetOneHoweverLongTheyAre) {
  run(uploads);
}

net::Task<> early_answer() {
  FakeDevice device([](const std::string&, int) {
    return FakeDevice::Reply{"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno",
                             true, true};
  });
  TestSite site(device.port());
  co_await site.start();
  SiteRequest request{.method = "POST"};
  request.headers.add("content-length", "50000000");
  auto stream = site.open(request, false);
  const std::string some(64 * 1024, 'u');
  (void)co_await (*stream)->write(bytes_of(some));
  const auto head = co_await (*stream)->read_head();
  EXPECT_TRUE(head) << head.error().message;
  if (head) EXPECT_EQ((*head)->status, 401);
  const auto body = co_await (*stream)->readable();
  EXPECT_TRUE(body);
  if (body) EXPECT_EQ(text_of(*body), "no");
  (*stream)->close();
  stream->reset();
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, AnEarlyAnswerReachesTheBrowserDuringItsUpload) {
  run(early_answer);
}

net::Task<> ntlm() {
  FakeDevice device([](const std::string& request, int connection) {
    const bool asks = request.find("/login") != std::string::npos;
    const std::string body = std::to_string(connection);
    return FakeDevice::Reply{(asks ? "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM TlRM\r\n" : "HTTP/1.1 200 OK\r\n") +
                             fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body)};
  });
  TestSite site(device.port());
  co_await site.start();
  const auto first = co_await site.ask({.target = "/login", .pin = 1});
  EXPECT_EQ(first.status, 401);
  EXPECT_NE((co_await site.ask({.pin = 2})).body, first.body);
  EXPECT_EQ((co_await site.ask({.pin = 1})).body, first.body);
  EXPECT_NE((co_await site.ask({.pin = 2})).body, first.body);
  EXPECT_EQ((co_await site.ask({.pin = 1})).body, first.body);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, ASignedInConnectionIsNeverSharedWithAnotherBrowserConnection) {
  run(ntlm);
}

net::Task<> no_lease() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  TestSite site(device.port());
  co_await site.start();
  EXPECT_EQ((co_await site.ask({.session = "s2"})).failure, "expired");
  EXPECT_EQ((co_await site.ask({.endpoint = "e2"})).failure, "agent_refused");
  site.clock.advance(30s);
  EXPECT_EQ((co_await site.ask({})).failure, "expired");
  EXPECT_TRUE(device.requests.empty());
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, WithoutALiveLeaseTheDeviceSeesNotOneByte) {
  run(no_lease);
}

net::Task<> ask_into(TestSite& site, SiteRequest request, std::vector<std::string>& order) {
  const std::string target = request.target;
  const auto answer = co_await site.ask(std::move(request));
  EXPECT_EQ(answer.body, "hello") << target << answer.failure;
  order.push_back(target);
}

net::Task<> line() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  AgentConfig config;
  config.connections_per_device = 2;
  TestSite site(device.port(), config);
  co_await site.start();
  std::vector<std::string> order;
  net::TaskGroup asking;
  device.hold = true;
  for (int i = 0; i < 12; ++i) asking.spawn(ask_into(site, {.target = fmt::format("/{:02}", i)}, order));
  co_await device.came(2);
  device.release();
  co_await asking.join();
  EXPECT_EQ(device.most_open, 2);
  EXPECT_EQ(device.requests.size(), 12U);
  std::vector<std::string> seen;
  for (const auto& request : device.requests) seen.push_back(request.substr(4, 3));
  EXPECT_TRUE(std::ranges::is_sorted(seen)) << testing::PrintToString(seen);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, RequestsWaitInLineForADeviceOfTwoSockets) {
  run(line);
}

net::Task<> changed_device() {
  FakeDevice device([](const std::string&, int) {
    return FakeDevice::Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", true};
  });
  TestSite site(device.port());
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:55";
  co_await site.start();
  co_await site.put_inventory("00:11:22:33:44:55");
  EXPECT_EQ((co_await site.ask({})).body, "hello");
  const std::size_t before = device.requests.size();
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:66";
  EXPECT_EQ((co_await site.ask({})).failure, "identity_changed");
  site.neighbours.macs.clear();
  EXPECT_EQ((co_await site.ask({})).failure, "identity_unknown");
  site.neighbours.broken = true;
  EXPECT_EQ((co_await site.ask({})).failure, "identity_unknown");
  EXPECT_EQ(device.requests.size(), before);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, AnotherMacGetsNotOneByte) {
  run(changed_device);
}

net::Task<> stale_identity() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  TestSite site(device.port());
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:55";
  co_await site.start();
  co_await site.put_inventory("00:11:22:33:44:55");
  EXPECT_EQ((co_await site.ask({})).body, "hello");
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:66";
  for (int i = 0; i < 7; ++i) {
    site.clock.advance(10s);
    EXPECT_TRUE(co_await site.server->put_leases({{{"s1", 30'000}}}, 5s));
  }
  EXPECT_EQ((co_await site.ask({})).failure, "identity_changed");
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceClient, AKeptConnectionIsIdentifiedAgainAfterAMinute) {
  run(stale_identity);
}

}  // namespace
}  // namespace callout::agent
