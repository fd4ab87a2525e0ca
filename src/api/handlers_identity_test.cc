// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class Identity : public testing::Test {
 protected:
  Response try_sign_in(const std::string& body, const Browser& browser = {}) {
    return world_.send(browser, "POST", "/api/v1/sign-in", body);
  }
  World world_;
};

TEST_F(Identity, SigningInSetsACookieThatOnlyThisHostCanSet) {
  const Response response = try_sign_in(R"({"email":"OLGA@example.com","password":"a long password"})");
  ASSERT_EQ(response.status, 200);
  const std::string& cookie = *response.headers.find("Set-Cookie");
  EXPECT_THAT(cookie, testing::StartsWith("__Host-callout="));
  EXPECT_THAT(cookie, testing::EndsWith("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800"));
  const auto me = World::object(response);
  EXPECT_EQ(me.at("technician").at("email").as_string(), "olga@example.com");
  EXPECT_EQ(me.at("server").at("url").as_string(), kOrigin);
  EXPECT_THAT(response.body, Not(HasSubstr("password")));
}

TEST_F(Identity, AWrongPasswordAndAnUnknownAddressAnswerTheSame) {
  const Response wrong = try_sign_in(R"({"email":"olga@example.com","password":"not this one"})");
  const Response unknown = try_sign_in(R"({"email":"nobody@example.com","password":"not this one"})");
  const Response gone = try_sign_in(R"({"email":"dora@example.com","password":"a long password"})");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(unknown.body, wrong.body);
  EXPECT_EQ(gone.body, wrong.body);
}

TEST_F(Identity, GuessingIsSlowedDown) {
  Response last{.status = 401, .headers = {}, .body = {}};
  for (int i = 0; i < 20 && last.status == 401; ++i)
    last = try_sign_in(R"({"email":"olga@example.com","password":"not this one"})");
  EXPECT_EQ(last.status, 429);
  EXPECT_GE(std::stoi(*last.headers.find("Retry-After")), 1);
}

TEST_F(Identity, SigningInAgainEndsTheBrowsersEarlierSignIn) {
  const Browser before = world_.sign_in("max@example.com");
  ASSERT_EQ(try_sign_in(R"({"email":"max@example.com","password":"a long password"})", before).status, 200);
  EXPECT_EQ(world_.send(before, "GET", "/api/v1/me").status, 401);
}

TEST_F(Identity, SigningOutEndsTheSignInAndClearsTheCookie) {
  const Response response = world_.send(world_.member, "POST", "/api/v1/sign-out");
  EXPECT_EQ(response.status, 204);
  EXPECT_THAT(*response.headers.find("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/me").status, 200);
}

TEST_F(Identity, MeTellsWhatTheTechnicianMay) {
  const auto owner = World::object(world_.send(world_.owner, "GET", "/api/v1/me"));
  const auto member = World::object(world_.send(world_.member, "GET", "/api/v1/me"));
  EXPECT_THAT(owner.at("permissions").as_array(), Contains(boost::json::value("technicians.manage")));
  EXPECT_THAT(member.at("permissions").as_array(), Contains(boost::json::value("device_webpage.open")));
  EXPECT_THAT(member.at("permissions").as_array(), Not(Contains(boost::json::value("technicians.manage"))));
}

TEST_F(Identity, AnAccountMadeBesideTheRunningServerCanSignIn) {
  ASSERT_TRUE(world_.accounts.create_team("Later", {"late@example.com", "Lata", "a long password"}));
  const Browser late = world_.sign_in("late@example.com");
  EXPECT_EQ(world_.send(late, "GET", "/api/v1/team").status, 200);
}

TEST_F(Identity, AuthorizeGivesNoCodeForWhatIsNotTheTechnicians) {
  const std::string label = "aaaabbbbccccddddeeeeffff22";
  const std::string more = "&state=abc&challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=" + label + more).status, 403);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=" + label + ".localhost:8440" + more).status, 403);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=" + label + ".evil.example" + more).status, 400);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=" + label + ".localhost:8440.evil.example" + more).status,
            400);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=a%2Fb" + more).status, 400);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=" + label + "&state=a%26b&challenge=x").status, 400);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/authorize?host=" + label).status, 422);
}

}  // namespace
}  // namespace callout::api
