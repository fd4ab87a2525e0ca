// SPDX-License-Identifier: Apache-2.0
// The connection history of devices and the access logs of sessions: who reads them, and what stands there.
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"
#include "sessions/request_log.h"

namespace callout::api {
namespace {

namespace json = boost::json;

class History : public testing::Test {
 protected:
  void SetUp() override {
    const auto install = world_.make_install(world_.owner, "Site");
    device_ = world_.make_device(world_.owner, install, "Printer");
    other_device_ = world_.make_device(world_.owner, install, "Panel");
    world_.jobs.install_online(team(), model::InstallId(install), {"1.0", "host", "linux", ""});
    world_.give(world_.owner, world_.member.technician.str(), "remote-technician-user", "entity",
                world_.root_entity(world_.owner));
    session_ = opened(world_.member, device_);
  }
  model::TeamId team() {
    return model::TeamId(
        std::string(World::object(world_.send(world_.owner, "GET", "/api/v1/team")).at("id").as_string()));
  }
  std::string opened(const Browser& by, const std::string& device) {
    const auto made = world_.send(by, "POST", "/api/v1/devices/" + device + "/sessions", "{}");
    EXPECT_EQ(made.status, 201) << made.body;
    return std::string(World::object(made).at("id").as_string());
  }
  void asked(model::RequestLogEntry entry) {
    entry.session = model::SessionId(session_);
    sessions::RequestLog log(*world_.store, std::chrono::days(90), world_.clock, world_.log);
    log.add(team(), std::move(entry));
    EXPECT_TRUE(log.flush());
  }
  std::string requests() const { return "/api/v1/sessions/" + session_ + "/requests"; }
  json::array items(const Browser& by, const std::string& path) {
    return World::object(world_.send(by, "GET", path)).at("items").as_array();
  }

  World world_;
  std::string device_, other_device_, session_;
};

TEST_F(History, ALineSaysWhatWasAskedAndWhatCameOfIt) {
  asked({.at = world_.clock.wall(),
         .method = "POST",
         .scheme = model::Scheme::kHttps,
         .port = 443,
         .path = "/set",
         .query = true,
         .status = 204,
         .from_device = true,
         .bytes_up = 12,
         .bytes_down = 34,
         .took = std::chrono::milliseconds(56)});
  const auto lines = items(world_.owner, requests());
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(json::serialize(lines[0]),
            R"({"at":")" + rfc3339(world_.clock.wall()) +
                R"(","kind":"http","port":443,"bytes_up":12,"bytes_down":34,"took_ms":56,"from_device":true,)"
                R"("method":"POST","scheme":"https","path":"/set","query":true,"status":204})");
}

TEST_F(History, LinesThatAreNoHttpSayLess) {
  asked({.at = world_.clock.wall(), .kind = model::RequestKind::kRaw, .port = 9100, .from_device = true});
  asked({.at = world_.clock.wall(), .kind = model::RequestKind::kCounted, .count = 1000});
  asked({.at = world_.clock.wall(), .method = "GET", .path = "/cut"});
  const auto lines = items(world_.owner, requests());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_FALSE(lines[0].as_object().contains("method"));
  EXPECT_EQ(lines[1].at("count"), 1000);
  EXPECT_FALSE(lines[1].as_object().contains("path"));
  EXPECT_FALSE(lines[2].as_object().contains("status")) << "the browser went before it was answered";
  EXPECT_EQ(items(world_.owner, requests() + "?changing=true").size(), 1U);
}

TEST_F(History, OnlyWhoMaySeeTheConnectionHistoryReadsThem) {
  asked({.at = world_.clock.wall(), .method = "GET", .path = "/"});
  EXPECT_EQ(world_.send(world_.member, "GET", requests()).status, 403) << "not even of one's own session";
  EXPECT_EQ(world_.send(world_.foreign, "GET", requests()).status, 404);
  EXPECT_EQ(world_.send(world_.nobody, "GET", requests()).status, 401);
  world_.give(world_.owner, world_.member.technician.str(), "remote-technician-configurer", "device", other_device_);
  EXPECT_EQ(world_.send(world_.member, "GET", requests()).status, 403) << "of another device";
  world_.give(world_.owner, world_.member.technician.str(), "remote-technician-configurer", "device", device_);
  EXPECT_EQ(items(world_.member, requests()).size(), 1U);
}

TEST_F(History, OfADeviceIsItsSessionsForWhoMaySeeIt) {
  const auto later = opened(world_.owner, device_);
  opened(world_.owner, other_device_);
  const std::string history = "/api/v1/sessions?device=" + device_;
  EXPECT_EQ(items(world_.owner, history).size(), 2U);
  const auto own = items(world_.member, history);
  ASSERT_EQ(own.size(), 1U) << "without Connection History one's own";
  EXPECT_EQ(own[0].at("id").as_string(), session_);
  world_.give(world_.owner, world_.member.technician.str(), "remote-technician-configurer", "device", device_);
  EXPECT_EQ(items(world_.member, history).size(), 2U);
  EXPECT_EQ(items(world_.member, "/api/v1/sessions").size(), 2U) << "nothing of the other device";
}

TEST_F(History, IsFoundByTime) {
  const auto start = world_.clock.wall();
  world_.clock.advance(std::chrono::hours(1));
  const auto later = opened(world_.owner, other_device_);
  const auto found = [&](const std::string& query) {
    std::vector<std::string> ids;
    for (const auto& each : items(world_.owner, "/api/v1/sessions?" + query))
      ids.emplace_back(each.at("id").as_string());
    return ids;
  };
  const auto at = [&](std::chrono::minutes after) { return rfc3339(start + after); };
  using std::chrono::minutes;
  EXPECT_THAT(found("from=" + at(minutes(30))), testing::ElementsAre(later));
  EXPECT_THAT(found("to=" + at(minutes(30))), testing::ElementsAre(session_));
  EXPECT_THAT(found("to=" + at(minutes(0))), testing::IsEmpty()) << "the end is not in it";
  EXPECT_THAT(found("from=" + at(minutes(0)) + "&to=" + at(minutes(61))), testing::ElementsAre(later, session_));
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/sessions?from=yesterday").status, 422);
}

}  // namespace
}  // namespace callout::api
