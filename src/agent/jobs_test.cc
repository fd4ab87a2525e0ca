// SPDX-License-Identifier: Apache-2.0
// Jobs, leases and what a check finds, through the tunnel.
#include "agent/jobs.h"

#include <gtest/gtest.h>

#include "agent/page_facts.h"
#include "agent/site_testing.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

void run(net::Task<> (*test)()) {
  start_crypto();
  net::run_test_task(test());
}

std::vector<std::string> steps_of(const std::vector<tunnel::JobEvent>& events) {
  std::vector<std::string> out;
  for (const auto& event : events) {
    if (const auto* running = std::get_if<tunnel::JobRunning>(&event)) out.push_back(running->step);
  }
  return out;
}

std::string failure_of(const std::vector<tunnel::JobEvent>& events) {
  const auto* failure = events.empty() ? nullptr : std::get_if<tunnel::Failure>(&events.back());
  return failure == nullptr ? "" : failure->code;
}

const tunnel::JobOrder kOpen{"j1", tunnel::JobKind::kOpenDeviceWebpage, "d1", "s1", "e1", 30'000};
const tunnel::JobOrder kCheck{"j2", tunnel::JobKind::kCheckDevice, "d1", {}, {}, {}};

net::Task<> open_page() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{}; });
  TestSite site(device.port());
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:55";
  co_await site.put_inventory();
  const auto events = co_await site.job(kOpen);
  EXPECT_EQ(steps_of(events), (std::vector<std::string>{"reached", "identified", "connected"}));
  EXPECT_TRUE(std::holds_alternative<tunnel::JobResult>(events.back()));
  if (const auto* result = std::get_if<tunnel::JobResult>(&events.back())) EXPECT_EQ(result->mac, "00:11:22:33:44:55");
  EXPECT_EQ(site.core->sessions(), 1U);
  const auto renewed = co_await site.server->put_leases({{{"s1", 30'000}, {"s9", 30'000}}}, 5s);
  EXPECT_TRUE(renewed);
  if (renewed) EXPECT_EQ(renewed->unknown, std::vector<std::string>{"s9"});
  co_await site.end();
  co_await device.stop();
}
TEST(Jobs, OpenDeviceWebpageShowsItsStepsAndStartsASession) {
  run(open_page);
}

net::Task<> open_refused() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{}; });
  TestSite site(device.port());
  co_await site.put_inventory();
  EXPECT_EQ(failure_of(co_await site.job({"j", tunnel::JobKind::kOpenDeviceWebpage, "d2", "s1", "e1", 30'000})),
            "agent_refused");
  EXPECT_EQ(failure_of(co_await site.job({"j", tunnel::JobKind::kOpenDeviceWebpage, "d1", "s1", "e2", 30'000})),
            "agent_refused");
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:66";
  co_await site.put_inventory("00:11:22:33:44:55");
  const auto changed = co_await site.job(kOpen);
  EXPECT_EQ(failure_of(changed), "identity_changed");
  EXPECT_EQ(steps_of(changed), std::vector<std::string>{"reached"});
  site.config.policy.allow_loopback.clear();
  EXPECT_EQ(failure_of(co_await site.job(kOpen)), "agent_refused");
  EXPECT_EQ(site.core->sessions(), 0U);
  EXPECT_TRUE(device.requests.empty());
  co_await site.end();
  co_await device.stop();
}
TEST(Jobs, WhatThePolicyForbidsIsRefusedWhateverTheServerSays) {
  run(open_refused);
}

net::Task<> put_list(AgentCore& core, tunnel::Inventory list) {
  (void)co_await core.put_inventory(std::move(list));
}

/// What comes of opening the device's page when the list changes while the device is dialled.
net::Task<std::string> open_while(TestSite& site, tunnel::InventoryDevice next,
                                  std::vector<tunnel::InventoryDevice> more) {
  co_await site.put_inventory();
  more.push_back(std::move(next));
  site.neighbours.asked = [&site, &more] {
    site.neighbours.asked = nullptr;
    site.tasks.spawn(put_list(*site.core, {more}));
  };
  co_return failure_of(co_await site.job(kOpen));
}

net::Task<> list_meanwhile() {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{}; });
  TestSite site(device.port());
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:55";
  tunnel::InventoryDevice next = site.device;
  EXPECT_EQ(co_await open_while(site, next, {{"d2", "Camera", "127.0.0.1", {}, {{"e2", "http", 8}}}}), "")
      << "another device was added";
  next.mac = "00:11:22:33:44:55";
  EXPECT_EQ(co_await open_while(site, next, {}), "") << "a check has seen its MAC";
  next.address = "127.0.0.2";
  EXPECT_EQ(co_await open_while(site, next, {}), "agent_refused");
  co_await site.end();
  co_await device.stop();
}
TEST(Jobs, ANewListStopsNoOpeningOfADeviceThatIsTheSame) {
  run(list_meanwhile);
}

net::Task<> gone_device() {
  std::uint16_t port = 0;
  {
    FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{}; });
    port = device.port();
    co_await device.stop();
  }
  TestSite site(port);
  co_await site.put_inventory();
  EXPECT_EQ(failure_of(co_await site.job(kOpen)), "device_unreachable");
  const auto events = co_await site.job(kCheck);
  const auto* result = std::get_if<tunnel::JobResult>(&events.back());
  EXPECT_NE(result, nullptr);
  if (result != nullptr) {
    EXPECT_FALSE(result->endpoints.at(0).reachable);
    EXPECT_TRUE(result->endpoints.at(0).detail);
  }
  co_await site.end();
}
TEST(Jobs, ADeviceThatIsOffIsUnreachable) {
  run(gone_device);
}

net::Task<> check() {
  FakeDevice device([](const std::string&, int) {
    return FakeDevice::Reply{
        "HTTP/1.0 401 No\r\nServer: mini\x01httpd\r\nWWW-Authenticate: Digest realm=x\r\nWWW-Authenticate: Basic "
        "realm=x\r\n\r\n"
        "<html><TITLE>\n Caf\xC3\xA9 &amp; \xE2\x80\xAE&#x202e;evil </TITLE>",
        true};
  });
  TestSite site(device.port());
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:55";
  co_await site.put_inventory();
  const auto events = co_await site.job(kCheck);
  const auto* result = std::get_if<tunnel::JobResult>(&events.back());
  EXPECT_NE(result, nullptr);
  if (result != nullptr) {
    EXPECT_EQ(result->mac, "00:11:22:33:44:55");
    const auto& check = result->endpoints.at(0);
    EXPECT_TRUE(check.reachable);
    EXPECT_EQ(check.status, 401);
    EXPECT_EQ(check.title, "Caf\xC3\xA9 & evil");
    EXPECT_EQ(check.server, "mini httpd");
    EXPECT_EQ(check.auth, "digest");
  }
  // Another device at the address: it is seen, and asked nothing.
  const std::size_t before = device.requests.size();
  co_await site.put_inventory("00:11:22:33:44:66");
  const auto changed = co_await site.job(kCheck);
  result = std::get_if<tunnel::JobResult>(&changed.back());
  EXPECT_NE(result, nullptr);
  if (result != nullptr) {
    EXPECT_EQ(result->mac, "00:11:22:33:44:55");
    EXPECT_FALSE(result->endpoints.at(0).status);
  }
  EXPECT_EQ(device.requests.size(), before);
  co_await site.end();
  co_await device.stop();
}
TEST(Jobs, ACheckTellsWhatIsThere) {
  run(check);
}

net::Task<> removed_device() {
  FakeDevice device([](const std::string& request, int) {
    return request.empty() ? FakeDevice::Reply{}
                           : FakeDevice::Reply{"HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"};
  });
  TestSite site(device.port());
  co_await site.start();
  auto stream = site.open({}, true);
  EXPECT_TRUE(co_await (*stream)->read_head());
  // Its MAC became known: the visit goes on. It was removed: the visit ends.
  co_await site.put_inventory("00:11:22:33:44:55");
  EXPECT_EQ(site.core->sessions(), 1U);
  (void)co_await site.server->put_inventory({}, 5s);
  EXPECT_EQ(site.core->sessions(), 0U);
  for (;;) {
    const auto bytes = co_await (*stream)->readable();
    if (!bytes) break;
    EXPECT_FALSE(bytes->empty()) << "The stream ended as if it were whole.";
    if (bytes->empty()) break;
    (*stream)->consume(bytes->size());
  }
  stream->reset();
  co_await site.end();
  co_await device.stop();
}
TEST(Jobs, ARemovedDeviceEndsItsVisits) {
  run(removed_device);
}

struct Cut final : Cuttable {
  void cut() override { ++times; }
  int times = 0;
};

TEST(LeaseTable, ASessionEndsByItselfAtItsLeasesEndAndCutsWhatRuns) {
  FakeClock clock;
  LeaseTable leases(clock);
  ASSERT_TRUE(leases.open("s1", "d1", SessionKind::kWebpage, 30s));
  Cut running;
  Membership membership(*leases.find("s1"), running);
  clock.advance(29'999ms);
  EXPECT_TRUE(leases.find("s1"));
  EXPECT_TRUE(leases.renew("s1", 30s));
  clock.advance(29'999ms);
  leases.sweep();
  EXPECT_EQ(running.times, 0);
  clock.advance(1ms);
  EXPECT_FALSE(leases.find("s1"));  // Even before the sweep.
  leases.sweep();
  EXPECT_EQ(running.times, 1);
  EXPECT_FALSE(leases.renew("s1", 30s));
  EXPECT_EQ(running.times, 1);
}

TEST(LeaseTable, TheWallClockMeansNothing) {
  FakeClock clock;
  LeaseTable leases(clock);
  ASSERT_TRUE(leases.open("s1", "d1", SessionKind::kWebpage, 30s));
  clock.jump_wall(-240h);
  clock.advance(30s);
  EXPECT_FALSE(leases.find("s1"));
  ASSERT_TRUE(leases.open("s2", "d1", SessionKind::kWebpage, 30s));
  clock.jump_wall(240h);
  EXPECT_TRUE(leases.find("s2"));
}

TEST(LeaseTable, NoLeaseIsLongerThanThirtySecondsAndNoSessionChangesItsDevice) {
  FakeClock clock;
  LeaseTable leases(clock);
  ASSERT_TRUE(leases.open("s1", "d1", SessionKind::kWebpage, 10h));
  EXPECT_FALSE(leases.open("s1", "d2", SessionKind::kWebpage, 30s));
  EXPECT_FALSE(leases.open("s1", "d1", SessionKind::kPorts, 30s));
  clock.advance(30s);
  EXPECT_FALSE(leases.find("s1"));
  EXPECT_TRUE(leases.open("s1", "d2", SessionKind::kWebpage, 30s));
  for (std::size_t i = 1; i < LeaseTable::kSessionsMost; ++i)
    ASSERT_TRUE(leases.open(std::to_string(i), "d1", SessionKind::kWebpage, 30s));
  EXPECT_EQ(leases.open("more", "d1", SessionKind::kWebpage, 30s).error().code, Code::kExhausted);
}

TEST(PageFacts, TitlesAreOneBoundedLineOfText) {
  struct Title {
    std::string html, title;
  };
  const Title titles[] = {
      {"<title>A</title>", "A"},
      {"<TITLE lang=en>A\r\n\tB</TITLE>", "A B"},
      {"<titles>no</titles><title>yes</title>", "yes"},
      {"<title>&lt;script&gt;&#65;&#x42;&nope;&</title>", "<script>AB&nope;&"},
      {"<title>\xE9t\xE9</title>", "\xC3\xA9t\xC3\xA9"},
      {"<title>a&#0;b&#xD800;</title>",
       "a\xEF\xBF\xBD"
       "b\xEF\xBF\xBD"},
      {"<title>\x1b[31mred</title>", "[31mred"},
      {"<title>", ""},
      {"<title", ""},
      {"no title", ""},
  };
  for (const Title& each : titles) EXPECT_EQ(html_title(each.html), each.title) << each.html;
  EXPECT_EQ(html_title("<title>" + std::string(10'000, 'x')).size(), kTitleMost);
}

TEST(PageFacts, KindsOfSignIn) {
  const auto kind = [](int status, const char* challenge, const char* html) {
    wire::ResponseHead head{.status = status, .reason = {}, .headers = {}};
    if (*challenge != '\0') head.headers.add("WWW-Authenticate", challenge);
    return std::string(auth_kind(head, html));
  };
  EXPECT_EQ(kind(401, "Basic realm=\"x\"", ""), "basic");
  EXPECT_EQ(kind(401, "DIGEST realm=\"x\"", ""), "digest");
  EXPECT_EQ(kind(401, "NTLM", ""), "ntlm");
  EXPECT_EQ(kind(401, "Negotiate", ""), "negotiate");
  EXPECT_EQ(kind(401, "Bearer", ""), "other");
  EXPECT_EQ(kind(401, "", ""), "other");
  EXPECT_EQ(kind(200, "", "<form><INPUT name=p TYPE = 'password'>"), "form");
  EXPECT_EQ(kind(200, "", "<input type=text> password"), "none");
}

}  // namespace
}  // namespace callout::agent
