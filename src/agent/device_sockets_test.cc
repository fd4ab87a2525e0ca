// SPDX-License-Identifier: Apache-2.0
// Devices with few sockets, end to end: what they refuse waits and is asked again, and nothing is lost or sent twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/site_testing.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;
using Full = FakeDevice::Full;

constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view kVideo =
    "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\nframe\r\n";

void run(net::Task<> (*test)()) {
  start_crypto();
  net::run_test_task(test());
}

net::Task<> ask_into(TestSite& site, SiteRequest request, std::vector<SiteAnswer>& answers) {
  auto answer = co_await site.ask(std::move(request));
  answers.push_back(std::move(answer));
}

/// The page and then all its images at once. Whether everything came whole.
net::Task<bool> load_page(TestSite& site, int images) {
  std::vector<SiteAnswer> answers;
  answers.push_back(co_await site.ask({.target = "/"}));
  net::TaskGroup loading;
  for (int i = 0; i < images; ++i) loading.spawn(ask_into(site, {.target = fmt::format("/{:02}", i)}, answers));
  co_await loading.join();
  bool whole = true;
  for (const auto& answer : answers) whole = whole && answer.whole && answer.body == "hello";
  co_return whole;
}

struct Cramped {
  Full full;
  std::size_t sockets;
  std::chrono::milliseconds lag;
  bool closes;  ///< After each answer.
};
std::string name_of(const Cramped& each) {
  return fmt::format("full {} sockets {} lag {} closes {}", static_cast<int>(each.full), each.sockets, each.lag.count(),
                     each.closes);
}

net::Task<> page(Cramped cramped, int images) {
  FakeDevice device(
      [&cramped](const std::string&, int) { return FakeDevice::Reply{std::string(kHello), cramped.closes}; });
  device.full = cramped.full;
  device.sockets = cramped.sockets;
  device.lag = cramped.lag;
  TestSite site(device.port());
  co_await site.start();
  EXPECT_TRUE(co_await load_page(site, images)) << name_of(cramped);
  EXPECT_LE(device.most_open, static_cast<int>(cramped.sockets));
  // What was learned holds: a second page runs into nothing while connections stay.
  device.turned_away = 0;
  EXPECT_TRUE(co_await load_page(site, images)) << name_of(cramped);
  if (!cramped.closes) EXPECT_EQ(device.turned_away, 0) << name_of(cramped);
  co_await site.end();
  co_await device.stop();
}

class CrampedPages : public testing::TestWithParam<Full> {};
TEST_P(CrampedPages, APageOfFortyImagesComesWhole) {
  start_crypto();
  for (const std::size_t sockets : {1U, 2U, 3U}) net::run_test_task(page({GetParam(), sockets, 0ms, false}, 40));
  net::run_test_task(page({GetParam(), 2, 0ms, true}, 40));
}
TEST_P(CrampedPages, ADeviceThatIsSlowToNoticeAnEndServesItsPageToo) {
  start_crypto();
  for (const std::size_t sockets : {1U, 2U}) net::run_test_task(page({GetParam(), sockets, 30ms, true}, 12));
}
INSTANTIATE_TEST_SUITE_P(Device, CrampedPages, testing::Values(Full::kRefuse, Full::kReset, Full::kClose, Full::kSay));

net::Task<> in_order() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  device.full = Full::kRefuse;
  device.sockets = 2;
  TestSite site(device.port());
  co_await site.start();
  EXPECT_TRUE(co_await load_page(site, 40));
  std::vector<std::string> seen;
  for (const auto& request : device.requests) seen.push_back(request.substr(4, 3));
  EXPECT_EQ(seen.size(), 41U);
  // Two are under way at once, so neighbours may change places; nobody is overtaken by more.
  for (std::size_t i = 1; i + 2 < seen.size(); ++i) EXPECT_LT(seen[i], seen[i + 2]) << testing::PrintToString(seen);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSockets, WhoWasRefusedKeepsItsPlaceInLine) {
  run(in_order);
}

net::Task<> renew_for(TestSite& site, std::chrono::seconds time) {
  for (auto passed = 0s; passed < time; passed += 10s) {
    site.clock.advance(10s);
    EXPECT_TRUE(co_await site.server->put_leases({{{"s1", 30'000}}}, 5s));
  }
}

net::Task<> limit_returns() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  device.full = Full::kReset;
  device.sockets = 2;
  TestSite site(device.port());
  co_await site.start();
  EXPECT_TRUE(co_await load_page(site, 20));
  device.sockets = 6;
  EXPECT_TRUE(co_await load_page(site, 20));
  EXPECT_EQ(device.most_open, 2);
  co_await net::sleep_for(DevicePool::kFirstPause);
  for (int limit = 3; limit <= 6; ++limit) {
    co_await renew_for(site, 30s);
    EXPECT_TRUE(co_await load_page(site, 20));
    EXPECT_EQ(device.most_open, limit);
  }
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSockets, TheLimitRisesAgainStepByStep) {
  run(limit_returns);
}

net::Task<> known_sockets() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  TestSite site(device.port());
  site.device.connections = 2;
  co_await site.start();
  EXPECT_TRUE(co_await load_page(site, 20));
  EXPECT_EQ(device.most_open, 2);
  // The profile was changed while the pool is there.
  site.device.connections.reset();
  co_await site.put_inventory();
  EXPECT_TRUE(co_await load_page(site, 20));
  EXPECT_GT(device.most_open, 2);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSockets, WhatTheServerKnowsOfThemHolds) {
  run(known_sockets);
}

net::Task<> post_when_full() {
  for (const Full full : {Full::kRefuse, Full::kReset}) {
    FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
    device.full = full;
    device.sockets = 2;
    TestSite site(device.port());
    co_await site.start();
    std::vector<SiteAnswer> answers;
    net::TaskGroup asking;
    device.hold = true;
    asking.spawn(ask_into(site, {.target = "/a"}, answers));
    asking.spawn(ask_into(site, {.target = "/b"}, answers));
    co_await device.came(2);
    for (int i = 0; i < 3; ++i) asking.spawn(ask_into(site, {.method = "POST", .target = "/p"}, answers));
    co_await net::sleep_for(150ms);
    device.release();
    co_await asking.join();
    for (const auto& answer : answers) EXPECT_EQ(answer.body, "hello") << answer.failure << static_cast<int>(full);
    EXPECT_EQ(device.requests.size(), 5U);
    co_await site.end();
    co_await device.stop();
  }
}
TEST(DeviceSockets, AnUnsafeRequestThatIsTurnedAwayUnwrittenIsSentOnceLater) {
  run(post_when_full);
}

net::Task<> streams() {
  for (const std::size_t sockets : {1U, 2U}) {
    FakeDevice device([](const std::string& request, int) {
      return FakeDevice::Reply{std::string(request.find("/video") == std::string::npos ? kHello : kVideo)};
    });
    device.sockets = sockets;
    TestSite site(device.port());
    co_await site.start();
    std::vector<SiteAnswer> videos;
    net::TaskGroup watching;
    for (std::size_t i = 0; i < sockets; ++i) watching.spawn(ask_into(site, {.target = "/video"}, videos));
    co_await device.came(sockets);
    EXPECT_TRUE(co_await load_page(site, 10)) << sockets;
    EXPECT_EQ(watching.running(), sockets - 1);  // The oldest gave way, no other.
    EXPECT_EQ(videos.size(), 1U);
    EXPECT_FALSE(videos.at(0).whole);
    EXPECT_TRUE(co_await site.server->end_session("s1", 5s));
    co_await watching.join();
    co_await site.end();
    co_await device.stop();
  }
}
TEST(DeviceSockets, StreamsThatHoldEverySocketGiveWayToThePage) {
  run(streams);
}

net::Task<> other_port() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello)}; });
  device.sockets = 1;
  TestSite site(device.port());
  site.device.endpoints.push_back({"e2", "http", device.port()});
  co_await site.start();
  for (const char* endpoint : {"e1", "e2", "e1", "e2"}) {
    EXPECT_EQ((co_await site.ask({.method = "POST", .endpoint = endpoint})).body, "hello") << endpoint;
  }
  EXPECT_EQ(device.requests.size(), 4U);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSockets, AKeptConnectionGivesItsSocketToAnotherEndpoint) {
  run(other_port);
}

net::Task<> gone() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{std::string(kHello), true}; });
  TestSite site(device.port());
  co_await site.start();
  EXPECT_EQ((co_await site.ask({})).body, "hello");
  co_await device.stop();
  site.clock.advance(DevicePool::kRecent);
  const auto before = std::chrono::steady_clock::now();
  const auto answer = co_await site.ask({});
  EXPECT_EQ(answer.failure, "device_unreachable");
  EXPECT_THAT(answer.body, HasSubstr("refused"));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  co_await site.end();
}
TEST(DeviceSockets, ADeviceThatIsOffIsNotTakenForAFullOne) {
  run(gone);
}

}  // namespace
}  // namespace callout::agent
