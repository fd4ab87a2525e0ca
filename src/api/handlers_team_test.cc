// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class TeamApi : public testing::Test {
 protected:
  World world_;
};

TEST_F(TeamApi, TheOwnerChangesNameAndSessionLength) {
  const Response response =
      world_.send(world_.owner, "PATCH", "/api/v1/team", R"({"name":"  New name ","session_minutes":480})");
  ASSERT_EQ(response.status, 200);
  const auto team = World::object(world_.send(world_.member, "GET", "/api/v1/team"));
  EXPECT_EQ(team.at("name").as_string(), "New name");
  EXPECT_EQ(team.at("session_minutes").as_int64(), 480);
}

TEST_F(TeamApi, WrongFieldsAreNamed) {
  struct Case {
    const char* body;
    const char* field;
  };
  for (const Case& c :
       {Case{R"({"session_minutes":0})", "/session_minutes"}, Case{R"({"session_minutes":481})", "/session_minutes"},
        Case{R"({"name":" "})", "/name"}, Case{R"({"nmae":"x"})", "/nmae"}}) {
    const Response response = world_.send(world_.owner, "PATCH", "/api/v1/team", c.body);
    EXPECT_EQ(response.status, 422) << c.body;
    EXPECT_EQ(World::object(response).at("field").as_string(), c.field);
  }
  EXPECT_EQ(world_.send(world_.owner, "PATCH", "/api/v1/team", "{}").status, 422);
}

TEST_F(TeamApi, ANewTechnicianHasNoRightAndCanSignIn) {
  const Response response = world_.send(world_.owner, "POST", "/api/v1/technicians",
                                        R"({"email":"New@Example.com","name":"Nora","password":"a new password"})");
  ASSERT_EQ(response.status, 201) << response.body;
  const auto made = World::object(response);
  EXPECT_EQ(made.at("email").as_string(), "new@example.com");
  EXPECT_FALSE(made.at("owner").as_bool());
  const Browser nora = world_.sign_in("new@example.com", "a new password");
  EXPECT_EQ(world_.send(nora, "GET", "/api/v1/entities").status, 200);
  EXPECT_EQ(world_.send(nora, "GET", "/api/v1/devices").status, 403);
  EXPECT_EQ(world_.send(nora, "GET", "/api/v1/technicians").status, 403);
}

TEST_F(TeamApi, AnAddressIsTakenOnceAndAPasswordIsLong) {
  EXPECT_EQ(world_
                .send(world_.owner, "POST", "/api/v1/technicians",
                      R"({"email":"max@example.com","name":"M","password":"a long password"})")
                .status,
            409);
  const Response brief = world_.send(world_.owner, "POST", "/api/v1/technicians",
                                     R"({"email":"b@example.com","name":"B","password":"short"})");
  EXPECT_EQ(brief.status, 422);
  EXPECT_EQ(World::object(brief).at("field").as_string(), "/password");
  const Response odd = world_.send(world_.owner, "POST", "/api/v1/technicians",
                                   R"({"email":"nonsense","name":"B","password":"a long password"})");
  EXPECT_EQ(World::object(odd).at("field").as_string(), "/email");
}

TEST_F(TeamApi, TheListShowsTheTeamsTechniciansOnly) {
  const Response response = world_.send(world_.owner, "GET", "/api/v1/technicians");
  EXPECT_THAT(response.body, HasSubstr("dora@example.com"));
  EXPECT_THAT(response.body, Not(HasSubstr("ines@example.net")));
  const auto found = World::object(world_.send(world_.owner, "GET", "/api/v1/technicians?q=max"));
  EXPECT_EQ(found.at("items").as_array().size(), 1U);
}

TEST_F(TeamApi, DisablingEndsSignInsAtOnceAndEnablingLetsInAgain) {
  const std::string path = "/api/v1/technicians/" + world_.member.technician.str();
  EXPECT_EQ(world_.send(world_.owner, "PATCH", path, R"({"status":"disabled"})").status, 200);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_TRUE(world_.sign_in("max@example.com").cookie.empty());
  EXPECT_EQ(world_.send(world_.owner, "PATCH", path, R"({"status":"active"})").status, 200);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401) << "the old sign-in came back";
  EXPECT_FALSE(world_.sign_in("max@example.com").cookie.empty());
}

TEST_F(TeamApi, ANewPasswordEndsSignIns) {
  const std::string path = "/api/v1/technicians/" + world_.member.technician.str();
  EXPECT_EQ(world_.send(world_.owner, "PATCH", path, R"({"password":"another password"})").status, 200);
  EXPECT_TRUE(world_.outbox.newest("max@example.com", "password_changed"));
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_TRUE(world_.sign_in("max@example.com").cookie.empty());
}

TEST_F(TeamApi, TheOwnerRecordAndForeignTechniciansCantBeChanged) {
  EXPECT_EQ(world_
                .send(world_.owner, "PATCH", "/api/v1/technicians/" + world_.owner.technician.str(),
                      R"({"status":"disabled"})")
                .status,
            409);
  EXPECT_EQ(world_
                .send(world_.foreign, "PATCH", "/api/v1/technicians/" + world_.member.technician.str(),
                      R"({"status":"disabled"})")
                .status,
            404);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 200);
}

}  // namespace
}  // namespace callout::api
