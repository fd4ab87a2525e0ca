// SPDX-License-Identifier: Apache-2.0
// Whatever ends a sign-in ends the sessions that its browser can use, and no others.
#include <gtest/gtest.h>

#include "api/world_testing.h"
#include "jobs/jobs_testing.h"

namespace callout::api {
namespace {

class SignOutApi : public testing::Test {
 protected:
  SignOutApi() {
    world_.jobs.set_link(&link_);
    const auto install = world_.make_install(world_.owner, "Site");
    device_ = world_.make_device(world_.owner, install, "Printer");
    const auto team = World::object(world_.send(world_.owner, "GET", "/api/v1/team")).at("id").as_string();
    world_.jobs.install_online(model::TeamId(std::string(team)), model::InstallId(install),
                               {"1.0", "host", "linux", "198.51.100.7"});
  }
  ~SignOutApi() override { world_.jobs.set_link(nullptr); }

  /// The id of a session that this browser has opened.
  std::string open(const Browser& browser) {
    const auto opened = world_.send(browser, "POST", "/api/v1/devices/" + device_ + "/sessions", "{}");
    return std::string(World::object(opened).at("id").as_string());
  }
  /// Why it closed; empty while it has not.
  std::string reason(const std::string& session) {
    const auto now = World::object(world_.send(world_.owner, "GET", "/api/v1/sessions/" + session));
    return now.contains("closed_reason") ? std::string(now.at("closed_reason").as_string()) : std::string();
  }

  jobs::FakeLink link_;
  World world_;
  std::string device_;
};

TEST_F(SignOutApi, EndsTheSessionsOfThatBrowserAndNoOthers) {
  const Browser elsewhere = world_.sign_in("max@example.com");
  const auto here = open(world_.member), there = open(elsewhere), owners = open(world_.owner);
  ASSERT_EQ(world_.send(world_.member, "POST", "/api/v1/sign-out").status, 204);
  EXPECT_EQ(reason(here), "signed_out");
  EXPECT_EQ(reason(there), "");
  EXPECT_EQ(reason(owners), "");
}

TEST_F(SignOutApi, SigningInAgainEndsWhatTheBrowserHadOpenBefore) {
  const auto session = open(world_.member);
  ASSERT_EQ(world_
                .send(world_.member, "POST", "/api/v1/sign-in",
                      R"({"email":"olga@example.com","password":"a long password"})")
                .status,
            200);
  EXPECT_EQ(reason(session), "signed_out");
}

TEST_F(SignOutApi, ASignInThatMadeRoomTakesItsSessionsAlong) {
  const auto session = open(world_.member);
  for (int i = 0; i < identity::kSignInsPerTechnician; ++i) {
    EXPECT_EQ(reason(session), "") << i;
    world_.clock.advance(std::chrono::milliseconds(1));
    world_.sign_in("max@example.com");
  }
  EXPECT_EQ(reason(session), "signed_out");
}

TEST_F(SignOutApi, ANewPasswordEndsAllOfTheTechniciansSessions) {
  const auto session = open(world_.member), owners = open(world_.owner);
  const std::string path = "/api/v1/technicians/" + world_.member.technician.str();
  ASSERT_EQ(world_.send(world_.owner, "PATCH", path, R"({"name":"Max the Member"})").status, 200);
  EXPECT_EQ(reason(session), "") << "a new name changes nothing";
  ASSERT_EQ(world_.send(world_.owner, "PATCH", path, R"({"password":"another password"})").status, 200);
  EXPECT_EQ(reason(session), "signed_out");
  EXPECT_EQ(reason(owners), "");
}

TEST_F(SignOutApi, DisablingEndsAllOfTheTechniciansSessions) {
  const auto session = open(world_.member), owners = open(world_.owner);
  const std::string path = "/api/v1/technicians/" + world_.member.technician.str();
  ASSERT_EQ(world_.send(world_.owner, "PATCH", path, R"({"status":"disabled"})").status, 200);
  EXPECT_EQ(reason(session), "access_lost");
  EXPECT_EQ(reason(owners), "");
}

TEST_F(SignOutApi, WhateverEndsAnApiTokenCutsWhatItOpened) {
  const std::string admin = "/api/v1/technicians/" + world_.member.technician.str();
  const auto make = [&] {
    const auto made = world_.send(world_.member, "POST", "/api/v1/api-tokens",
                                  R"({"name":"Robot","scope":["device_webpage.open"],"expires_at":")" +
                                      rfc3339(world_.clock.wall() + std::chrono::hours(1)) + R"("})");
    EXPECT_EQ(made.status, 201) << made.body;
    return World::object(made);
  };
  const auto open_by = [&](const boost::json::object& token) {
    Request request{.method = "POST",
                    .path = "/api/v1/devices/" + device_ + "/sessions",
                    .query = {},
                    .headers = {},
                    .body = "{}",
                    .remote_ip = "192.0.2.7"};
    request.headers.add("Authorization", "Bearer " + std::string(token.at("token").as_string()));
    request.headers.add("Content-Type", "application/json");
    const auto opened = world_.answer(request);
    EXPECT_LT(opened.status, 300) << opened.body;
    return std::string(World::object(opened).at("id").as_string());
  };
  const auto own = open(world_.member);
  auto token = make();
  auto session = open_by(token);
  const std::string path = "/api/v1/api-tokens/" + std::string(token.at("id").as_string());
  ASSERT_EQ(world_.send(world_.member, "DELETE", path).status, 204);
  EXPECT_EQ(reason(session), "signed_out");

  session = open_by(make());
  ASSERT_EQ(world_.send(world_.member, "DELETE", "/api/v1/me/sign-ins").status, 204);
  EXPECT_EQ(reason(session), "signed_out");
  EXPECT_EQ(reason(own), "") << "the browser's own session ended with a token";

  session = open_by(make());
  ASSERT_EQ(world_.send(world_.owner, "PATCH", admin, R"({"status":"disabled"})").status, 200);
  EXPECT_NE(reason(session), "");
}

TEST_F(SignOutApi, ASignInThatIsEndedFromTheListTakesItsSessionsAlong) {
  const Browser elsewhere = world_.sign_in("max@example.com");
  const auto here = open(world_.member), there = open(elsewhere);
  const auto items = World::object(world_.send(world_.member, "GET", "/api/v1/me/sign-ins")).at("items").as_array();
  for (const auto& item : items) {
    if (item.at("current").as_bool()) continue;
    const std::string path = "/api/v1/me/sign-ins/" + std::string(item.at("id").as_string());
    ASSERT_EQ(world_.send(world_.member, "DELETE", path).status, 204);
  }
  EXPECT_EQ(reason(there), "signed_out");
  EXPECT_EQ(reason(here), "");
}

}  // namespace
}  // namespace callout::api
