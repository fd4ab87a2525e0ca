// SPDX-License-Identifier: Apache-2.0
// What the relay writes down of each request, and that it forwards nothing that it can't. No agent is connected, so
// what is let through is answered 503 by Callout.
#include <map>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "relay/relay_rules_testing.h"

namespace callout::relay {
namespace {

class SessionLog : public RelayRules {
 protected:
  std::vector<model::RequestLogEntry> log() { return requests_of(session_.id); }
  Ask live_of_other_port() const {
    return {.target = fmt::format("/.callout/other/{}-8081/live", session_.label),
            .cookie = cookie_,
            .more = {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Dest", "empty"}, {"Sec-Fetch-Mode", "cors"}}};
  }
};

TEST_F(SessionLog, HoldsWhatWasAskedAndWhatCameOfIt) {
  const auto before = clock.wall();
  EXPECT_EQ(status({.method = "POST", .target = "/set?password=secret", .cookie = cookie_}), kLetThrough);
  const auto lines = log();
  ASSERT_EQ(lines.size(), 1U);
  const model::RequestLogEntry expected{.session = session_.id,
                                        .at = before,
                                        .method = "POST",
                                        .port = 80,
                                        .path = "/set",
                                        .query = true,
                                        .status = 503,
                                        .took = lines[0].took};
  EXPECT_EQ(lines[0], expected);
}

TEST_F(SessionLog, HoldsNoSecretsOfAddresses) {
  for (const char* target : {"/a?token=t", "/a;jsessionid=t", "/a;x=t?token=t"}) {
    status({.target = target, .cookie = cookie_});
    const auto line = log().back();
    EXPECT_EQ(line.path, "/a") << target;
    EXPECT_TRUE(line.query) << target;
  }
  status({.target = "/a", .cookie = cookie_});
  EXPECT_FALSE(log().back().query);
}

TEST_F(SessionLog, IsOfTheDeviceAndNotOfCallout) {
  status({.target = "/"});                                    // Not signed in.
  status({.method = "POST", .target = "/"});                  // Another browser's.
  status({.target = "/.callout/status", .cookie = cookie_});  // Our own page.
  status({.target = "/", .cookie = cookie_, .more = {{"Service-Worker", "script"}}});
  EXPECT_THAT(log(), testing::IsEmpty());
}

TEST_F(SessionLog, ALongAddressIsCut) {
  status({.target = "/" + std::string(5000, 'a'), .cookie = cookie_});
  EXPECT_LE(log().at(0).path.size(), model::kLoggedPathMost);
}

TEST_F(SessionLog, TheJournalNamesEachPartOfTheDeviceOnce) {
  EXPECT_THAT(recorded(model::AuditKind::kSessionOpened), testing::Contains("http port 80"));
  status({.cookie = cookie_});
  EXPECT_THAT(recorded(model::AuditKind::kSessionEndpointUsed), testing::IsEmpty()) << "it was opened to that one";
  const Ask there = live_of_other_port();
  EXPECT_EQ(status(there), kLetThrough);
  EXPECT_EQ(status(there), kLetThrough);
  EXPECT_THAT(recorded(model::AuditKind::kSessionEndpointUsed), testing::ElementsAre("http port 8081"));
  EXPECT_EQ(log().back().port, 8081);
}

TEST_F(SessionLog, WhatTheJournalCantSayIsNotAsked) {
  store_.sql("CREATE TRIGGER full BEFORE INSERT ON audit_records BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
  const Ask there = live_of_other_port();
  const auto refused = ask(there);
  EXPECT_EQ(refused.head.status, 502);
  EXPECT_THAT(refused.body, testing::HasSubstr("write down"));
  EXPECT_EQ(status({.cookie = cookie_}), kLetThrough) << "of that the journal knows";
  store_.sql("DROP TRIGGER full");
  EXPECT_EQ(status(there), kLetThrough);
}

TEST_F(SessionLog, NothingIsForwardedWhileTheLogCantBeWritten) {
  for (std::size_t i = 0; i < sessions::kWaitingRequests; ++i) request_log.add(team.id, {.session = session_.id});
  const auto refused = ask({.cookie = cookie_});
  EXPECT_EQ(refused.head.status, 502);
  EXPECT_THAT(refused.body, testing::HasSubstr("write down"));
  store::must(request_log.flush());
  EXPECT_EQ(status({.cookie = cookie_}), kLetThrough);
}

class ManyRequests : public SessionLog {
 protected:
  /// As so many requests that the device answers.
  void asked(SessionTraffic& traffic, std::string_view method, std::uint64_t times) {
    wire::RequestHead head;
    head.method = method;
    head.target = "/poll";
    for (std::uint64_t i = 0; i < times; ++i) {
      FakeExchange exchange(head);
      Flight flight(traffic, exchange);
      flight.log(model::RequestKind::kHttp, head, {.scheme = model::Scheme::kHttp, .port = 80});
      flight.answered(200, true);
      flight.add_down(10);
    }
  }
};

TEST_F(ManyRequests, AreCountedTogetherWhenTheyOnlyRead) {
  net::run_to_end(workers_[0], [](auto& its) -> net::Task<> {
    TrafficCounters counters;
    wire::SessionMap map({"http", "10.0.0.9", 80}, {"https", "abc.sessions.test", 443});
    SessionTraffic traffic(its.leases->find(its.session_.label).lease, map, its.request_log, its.clock, counters);
    its.asked(traffic, "GET", kReadsLogged + kCountedTogether + 5);
    its.asked(traffic, "POST", 3);
    its.asked(traffic, "GET", 1);
    co_return;
  }(*this));
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> lines_and_requests;
  for (const auto& line : log()) {
    auto& [lines, requests] = lines_and_requests[line.method];
    ++lines;
    requests += line.count;
  }
  EXPECT_EQ(lines_and_requests["GET"], std::pair(kReadsLogged, kReadsLogged));
  EXPECT_EQ(lines_and_requests[""], std::pair(std::uint64_t{2}, kCountedTogether + 6)) << "counted";
  EXPECT_EQ(lines_and_requests["POST"], std::pair(std::uint64_t{3}, std::uint64_t{3}))
      << "no number of reads hides a change";
}

}  // namespace
}  // namespace callout::relay
