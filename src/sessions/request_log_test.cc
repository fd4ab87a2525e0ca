// SPDX-License-Identifier: Apache-2.0
#include "sessions/request_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using std::chrono::seconds;

class RequestLogs : public testing::Test, protected TestServer {
 protected:
  model::RequestLogEntry entry(std::string path, std::string method = "GET") {
    return {.session = session_, .at = clock.wall(), .method = std::move(method), .path = std::move(path)};
  }
  void later(std::chrono::milliseconds time = seconds(1)) {
    clock.advance(time);
    request_log.tick();
  }
  store::Page<model::RequestLogEntry> kept(const store::PageRequest& page = {}, bool changing = false) {
    return store_.read([&](store::Transaction& t) {
      return store::must(store::RequestLogs(store::TeamScope(t, team.id)).list(session_, page, changing));
    });
  }
  std::vector<std::string> paths(bool changing = false) {
    std::vector<std::string> out;
    for (const auto& line : kept({}, changing).items) out.push_back(line.path);
    return out;
  }
  void break_disk() {
    store_.sql("CREATE TRIGGER full BEFORE INSERT ON session_requests BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
  }
  void mend_disk() { store_.sql("DROP TRIGGER full"); }

  const model::SessionId session_ = model::SessionId::make();
};

TEST_F(RequestLogs, ALineIsKeptAsItIs) {
  const model::RequestLogEntry whole{.session = session_,
                                     .at = clock.wall(),
                                     .kind = model::RequestKind::kWebSocket,
                                     .method = "GET",
                                     .scheme = model::Scheme::kHttps,
                                     .port = 8443,
                                     .path = "/live",
                                     .query = true,
                                     .status = 101,
                                     .from_device = true,
                                     .bytes_up = 1,
                                     .bytes_down = 1ULL << 40U,
                                     .took = std::chrono::hours(8),
                                     .count = 1};
  request_log.add(team.id, whole);
  later();
  EXPECT_THAT(kept().items, testing::ElementsAre(whole));
}

TEST_F(RequestLogs, LinesStandInTheirOrderAndInPages) {
  for (int i = 0; i < 5; ++i) request_log.add(team.id, entry("/" + std::to_string(i)));
  later();
  const auto first = kept({.cursor = {}, .limit = 3});
  ASSERT_EQ(first.items.size(), 3U);
  EXPECT_EQ(first.items[2].path, "/2");
  const auto second = kept({.cursor = first.next_cursor.value(), .limit = 3});
  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_EQ(second.items[0].path, "/3");
  EXPECT_FALSE(second.next_cursor);
}

TEST_F(RequestLogs, OnlyWhatMayChangeSomethingIsShownWhenAsked) {
  for (const char* method : {"GET", "POST", "HEAD", "DELETE", "OPTIONS", "TRACE"})
    request_log.add(team.id, entry(std::string("/") + method, method));
  request_log.add(team.id, {.session = session_, .kind = model::RequestKind::kRaw, .path = "raw"});
  request_log.add(team.id, {.session = session_, .kind = model::RequestKind::kCounted, .path = "counted"});
  request_log.add(team.id,
                  {.session = session_, .kind = model::RequestKind::kWebSocket, .method = "GET", .path = "ws"});
  later();
  EXPECT_THAT(paths(true), testing::ElementsAre("/POST", "/DELETE", "/TRACE", "raw", "ws"));
}

TEST_F(RequestLogs, AnotherTeamAndAnotherSessionSeeNothing) {
  request_log.add(team.id, entry("/"));
  later();
  const auto foreign = store_.add_team();
  store_.read([&](store::Transaction& t) {
    EXPECT_THAT(store::must(store::RequestLogs(store::TeamScope(t, foreign.id)).list(session_, {}, false)).items,
                testing::IsEmpty());
    EXPECT_THAT(
        store::must(store::RequestLogs(store::TeamScope(t, team.id)).list(model::SessionId("x"), {}, false)).items,
        testing::IsEmpty());
  });
}

TEST_F(RequestLogs, WhatCantBeWrittenWaitsAndThenThereIsNoRoom) {
  break_disk();
  request_log.add(team.id, entry("/first"));
  later();
  EXPECT_TRUE(request_log.has_room()) << "for a while it goes on";
  for (std::size_t i = 1; i < kWaitingRequests; ++i) request_log.add(team.id, entry("/more"));
  EXPECT_FALSE(request_log.has_room());
  request_log.add(team.id, entry("/last"));
  later();
  EXPECT_FALSE(request_log.has_room());
  mend_disk();
  later();
  EXPECT_TRUE(request_log.has_room());
  EXPECT_EQ(kept().items.front().path, "/first");
  store_.read([&](store::Transaction& t) {
    std::int64_t count = 0;
    store::Query(t.connection(), "SELECT COUNT(*) FROM session_requests").into(count).next();
    EXPECT_EQ(count, static_cast<std::int64_t>(kWaitingRequests) + 1) << "none is lost, none is there twice";
  });
}

TEST_F(RequestLogs, OldLinesGo) {
  request_log.add(team.id, entry("/old"));
  later();
  clock.advance(std::chrono::days(89));
  request_log.add(team.id, entry("/new"));
  later();
  EXPECT_THAT(paths(), testing::ElementsAre("/old", "/new"));
  later(std::chrono::days(2));
  EXPECT_THAT(paths(), testing::ElementsAre("/new"));
}

}  // namespace
}  // namespace callout::sessions
