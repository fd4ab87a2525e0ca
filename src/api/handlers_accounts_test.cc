// SPDX-License-Identifier: Apache-2.0
// Accounts by way of the API: invitations, own account, second factor, API tokens, recovery, registration. Longer than
// most files because all of them are told by one fixture, which reads mails and makes codes as people do.
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/sign_in_cookie.h"
#include "api/world_testing.h"
#include "identity/totp.h"
#include "store/teams.h"

namespace callout::api {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
namespace json = boost::json;

constexpr const char* kNina = "nina@example.com";
constexpr const char* kPassword = "a long password";

std::string bytes_of_secret(std::string_view text) {
  std::string out;
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    held = held << 5 | static_cast<unsigned>(std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(c));
    bits += 5;
    if (bits >= 8) out += static_cast<char>(held >> (bits -= 8) & 0xff);
  }
  return out;
}

class AccountsApi : public testing::Test {
 protected:
  explicit AccountsApi(World::Mail mail = World::Mail::kConfigured, bool registration = true)
      : world_(mail, registration) {}

  Response post(const Browser& who, const std::string& path, const json::object& body) {
    return world_.send(who, "POST", path, json::serialize(body));
  }
  std::string invite(const std::string& email = kNina) {
    const auto response = post(world_.owner, "/api/v1/invitations", {{"email", email}, {"language", "pt-BR"}});
    EXPECT_EQ(response.status, 201) << response.body;
    return std::string(World::object(response).at("technician").at("id").as_string());
  }
  Response accept(const std::string& token) {
    return post(world_.nobody, "/api/v1/invitations/accept",
                {{"token", token}, {"first_name", "Nina"}, {"last_name", "New"}, {"password", kPassword}});
  }
  /// A request of a program with this token.
  Response program(const std::string& token, const std::string& method, const std::string& path,
                   const std::string& body = "") {
    Request request{.method = method, .path = path, .query = {}, .headers = {}, .body = body, .remote_ip = "192.0.2.7"};
    request.headers.add("Authorization", "Bearer " + token);
    if (!body.empty()) request.headers.add("Content-Type", "application/json");
    return world_.answer(request);
  }
  Response make_token(const Browser& who, const json::array& scope, std::chrono::hours time = 24h) {
    return post(who, "/api/v1/api-tokens",
                {{"name", "Robot"}, {"scope", scope}, {"expires_at", rfc3339(world_.clock.wall() + time)}});
  }
  std::string token_of(const Response& made) { return std::string(World::object(made).at("token").as_string()); }
  /// Sets up a second factor; answers its secret. `codes` gets the recovery codes.
  std::string enrol(Browser& who, json::array* codes = nullptr) {
    const auto begun = post(who, "/api/v1/me/two-factor", {{"password", kPassword}});
    EXPECT_EQ(begun.status, 201) << begun.body;
    const auto secret = bytes_of_secret(World::object(begun).at("secret").as_string());
    const auto confirmed =
        world_.send(who, "PUT", "/api/v1/me/two-factor", json::serialize(json::object{{"code", code(secret)}}));
    EXPECT_EQ(confirmed.status, 200) << confirmed.body;
    if (codes) *codes = World::object(confirmed).at("recovery_codes").as_array();
    world_.clock.advance(30s);
    return secret;
  }
  std::string code(const std::string& secret) {
    return identity::totp_code(secret, identity::totp_step(world_.clock.wall()));
  }
  Response second_factor(const Response& begun, const std::string& code, const std::string& cookie = "") {
    const std::string& set = *begun.headers.find("Set-Cookie");
    const auto from = set.find('=') + 1;
    Request request = world_.request(
        {}, "POST", "/api/v1/sign-in/second-factor",
        json::serialize(json::object{{"challenge", World::object(begun).at("challenge").as_string()}, {"code", code}}));
    request.headers.add("Cookie", fmt::format("{}={}", kHalfOpenCookie,
                                              cookie.empty() ? set.substr(from, set.find(';') - from) : cookie));
    return world_.answer(request);
  }
  Response password_of(const std::string& email) {
    return post(world_.nobody, "/api/v1/sign-in", {{"email", email}, {"password", kPassword}});
  }
  std::string max_path() const { return "/api/v1/technicians/" + world_.member.technician.str(); }

  World world_;
};

TEST_F(AccountsApi, RightsGivenInTheStateOfInvitationHoldAfterItIsAccepted) {
  const auto id = invite();
  const auto root = world_.root_entity(world_.owner);
  world_.give(world_.owner, id, "remote-technician-user", "entity", root);
  world_.give(world_.owner, id, "only-device-connection", "entity", root);
  const auto token = world_.outbox.token(kNina, "invitation");
  const auto facts = World::object(post(world_.nobody, "/api/v1/invitations/look", {{"token", token}}));
  EXPECT_EQ(facts.at("team").as_string(), "Ours");
  EXPECT_EQ(facts.at("email").as_string(), kNina);
  EXPECT_TRUE(world_.sign_in(kNina).cookie.empty());
  const auto accepted = accept(token);
  ASSERT_EQ(accepted.status, 200) << accepted.body;
  EXPECT_FALSE(accepted.headers.find("Set-Cookie")) << "accepting signs nobody in";
  const auto nina = world_.sign_in(kNina);
  EXPECT_EQ(world_.send(nina, "GET", "/api/v1/devices").status, 200);
  EXPECT_EQ(world_.send(nina, "GET", "/api/v1/technicians").status, 403);
  const auto shown = World::object(world_.send(world_.owner, "GET", "/api/v1/technicians/" + id));
  EXPECT_EQ(shown.at("state").as_string(), "activated");
  EXPECT_EQ(shown.at("name").as_string(), "Nina New");
  EXPECT_EQ(accept(token).status, 404);
}

TEST_F(AccountsApi, InvitationsAreRecorded) {
  const auto id = invite();
  world_.clock.advance(1s);
  EXPECT_EQ(world_.send(world_.owner, "POST", "/api/v1/technicians/" + id + "/invitation").status, 200);
  EXPECT_EQ(accept(world_.outbox.token(kNina, "invitation")).status, 200);
  enrol(world_.member);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", max_path() + "/two-factor").status, 204);
  const auto journal = world_.send(world_.owner, "GET", "/api/v1/audit").body;
  for (const char* kind : {"invitation_sent", "invitation_accepted", "technician_second_factor_changed"})
    EXPECT_THAT(journal, HasSubstr(kind));
}

TEST_F(AccountsApi, WhatPeopleDoToTheirAccountsIsRecorded) {
  EXPECT_EQ(make_token(world_.member, {"device_webpage.open"}).status, 201);
  EXPECT_EQ(
      post(world_.member, "/api/v1/me/password", {{"current", kPassword}, {"password", "another password"}}).status,
      200);
  EXPECT_EQ(post(world_.nobody, "/api/v1/password-resets", {{"email", "olga@example.com"}}).status, 202);
  const auto journal = world_.send(world_.owner, "GET", "/api/v1/audit").body;
  EXPECT_THAT(journal, HasSubstr("token_created"));
  EXPECT_THAT(journal, HasSubstr("by themselves"));
  world_.account_services.work();
  const json::object body{{"token", world_.outbox.token("olga@example.com", "password_reset")},
                          {"password", "another password"}};
  EXPECT_EQ(post(world_.nobody, "/api/v1/password-resets/complete", body).status, 200);
  const auto olga = world_.sign_in("olga@example.com", "another password");
  EXPECT_THAT(world_.send(olga, "GET", "/api/v1/audit").body, HasSubstr("by a link in a mail"));
}

TEST_F(AccountsApi, AcceptingDoesNotTouchWhoIsSignedInHere) {
  invite();
  const auto token = world_.outbox.token(kNina, "invitation");
  EXPECT_EQ(post(world_.member, "/api/v1/invitations/accept",
                 {{"token", token}, {"first_name", "Nina"}, {"password", kPassword}})
                .status,
            200);
  EXPECT_EQ(World::object(world_.send(world_.member, "GET", "/api/v1/me")).at("technician").at("email").as_string(),
            "max@example.com");
}

TEST_F(AccountsApi, InvitingNeedsTheRightWhereTheTechnicianIsAtHome) {
  EXPECT_EQ(post(world_.member, "/api/v1/invitations", {{"email", kNina}}).status, 403);
  const auto site = world_.make_entity(world_.owner, "Site");
  EXPECT_EQ(post(world_.owner, "/api/v1/invitations", {{"email", kNina}, {"home", site}}).status, 201);
  EXPECT_EQ(post(world_.owner, "/api/v1/invitations", {{"email", "x@example.com"}, {"home", "elsewhere"}}).status, 422);
  EXPECT_EQ(post(world_.owner, "/api/v1/invitations", {{"email", kNina}}).status, 409);
  EXPECT_EQ(post(world_.owner, "/api/v1/invitations", {{"email", "no"}}).status, 422);
}

TEST_F(AccountsApi, WhoAdministersASiteInvitesThereOnly) {
  const auto site = world_.make_entity(world_.owner, "Site");
  world_.give(world_.owner, world_.member.technician.str(), "team-administrator", "entity", site);
  EXPECT_EQ(post(world_.member, "/api/v1/invitations", {{"email", kNina}}).status, 403) << "the root is not theirs";
  const auto made = post(world_.member, "/api/v1/invitations", {{"email", kNina}, {"home", site}});
  EXPECT_EQ(made.status, 201) << made.body;
  const auto elsewhere = invite("other@example.com");
  EXPECT_EQ(world_.send(world_.member, "POST", "/api/v1/technicians/" + elsewhere + "/invitation").status, 404);
  EXPECT_EQ(world_.send(world_.member, "DELETE", "/api/v1/technicians/" + elsewhere + "/invitation").status, 404);
}

TEST_F(AccountsApi, AnInvitationIsSentAgainAndRemoved) {
  const auto id = invite();
  const auto path = "/api/v1/technicians/" + id + "/invitation";
  const auto old = world_.outbox.token(kNina, "invitation");
  world_.clock.advance(1s);
  EXPECT_EQ(world_.send(world_.foreign, "POST", path).status, 404);
  const auto again = world_.send(world_.owner, "POST", path);
  ASSERT_EQ(again.status, 200);
  EXPECT_FALSE(World::object(again).contains("link"));
  EXPECT_EQ(accept(old).status, 404);
  const auto token = world_.outbox.token(kNina, "invitation");
  EXPECT_EQ(world_.send(world_.foreign, "DELETE", path).status, 404);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", path).status, 204);
  EXPECT_EQ(accept(token).status, 404);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/technicians/" + id).status, 404);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", max_path() + "/invitation").status, 409);
  EXPECT_EQ(world_.send(world_.owner, "POST", max_path() + "/invitation").status, 409);
}

TEST_F(AccountsApi, APlanThatIsFullTakesNobodyInAndPutsNobodyOut) {
  invite();
  const auto token = world_.outbox.token(kNina, "invitation");
  // The one who accepts would be older than the newest, who would have to go.
  world_.clock.advance(1h);
  EXPECT_EQ(post(world_.owner, "/api/v1/technicians",
                 {{"email", "late@example.com"}, {"name", "Late"}, {"password", kPassword}})
                .status,
            201);
  auto limit = [&](std::optional<int> to) {
    const auto team_id = world_.account_services.invitations.look(token, "192.0.2.9")->team;
    ASSERT_TRUE(world_.authority.change({{team_id, {}}}, [&](rights::Change& change) -> Result<> {
      store::Teams teams(change.scope);
      auto team = teams.get();
      team->technician_limit = to;
      change.technicians = true;
      if (auto kept = change.record({.kind = model::AuditKind::kTeamChanged}); !kept) return kept;
      return teams.update(*team);
    }));
  };
  limit(3);  // Olga, Max, Late.
  const auto full = accept(token);
  EXPECT_EQ(full.status, 409) << full.body;
  EXPECT_FALSE(world_.sign_in("late@example.com").cookie.empty());
  limit(4);
  EXPECT_EQ(accept(token).status, 200);
}

TEST_F(AccountsApi, AProfileIsItsTechniciansToChange) {
  const auto changed = world_.send(world_.owner, "PATCH", "/api/v1/me",
                                   R"({"first_name":"Olga","last_name":"Ortiz","phone":"+55 11 98765-4321",)"
                                   R"("language":"pt-BR","time_zone":"America/Sao_Paulo","comment":"Boss"})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  const auto me = World::object(world_.send(world_.owner, "GET", "/api/v1/me")).at("technician").as_object();
  EXPECT_EQ(me.at("name").as_string(), "Olga Ortiz");
  EXPECT_EQ(me.at("phone").as_string(), "+5511987654321");
  EXPECT_EQ(me.at("time_zone").as_string(), "America/Sao_Paulo");
  struct Case {
    const char* body;
    const char* field;
  };
  for (const Case& c : {Case{R"({"email":"x@example.com"})", "/email"}, Case{R"({"phone":"123"})", "/phone"},
                        Case{R"({"language":"xx"})", "/language"}, Case{R"({"time_zone":"Mars"})", "/time_zone"},
                        Case{R"({"first_name":" "})", "/first_name"}}) {
    const auto response = world_.send(world_.owner, "PATCH", "/api/v1/me", c.body);
    EXPECT_EQ(response.status, 422) << c.body;
    EXPECT_EQ(World::object(response).at("field").as_string(), c.field);
  }
}

TEST_F(AccountsApi, AnAdministratorChangesAProfileButNotTheAddress) {
  const auto changed =
      world_.send(world_.owner, "PATCH", max_path(), R"({"last_name":"Miller","phone":"+15551234567"})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(World::object(changed).at("name").as_string(), "Max Miller");
  EXPECT_EQ(world_.send(world_.owner, "PATCH", max_path(), R"({"email":"x@example.com"})").status, 422);
  EXPECT_EQ(world_.send(world_.owner, "PATCH", max_path(), R"({"state":"invitation"})").status, 422);
}

TEST_F(AccountsApi, AnOwnNewPasswordGivesANewCookieAndEndsTheRest) {
  const auto other = world_.sign_in("max@example.com");
  EXPECT_EQ(post(world_.member, "/api/v1/me/password", {{"current", "wrong"}, {"password", "another password"}}).status,
            422);
  const auto changed =
      post(world_.member, "/api/v1/me/password", {{"current", kPassword}, {"password", "another password"}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_THAT(*changed.headers.find("Set-Cookie"), HasSubstr("__Host-callout="));
  EXPECT_NE(World::object(changed).at("csrf_token").as_string(), world_.member.csrf_token);
  EXPECT_EQ(world_.send(other, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_FALSE(world_.sign_in("max@example.com", "another password").cookie.empty());
}

TEST_F(AccountsApi, SignInsAreListedAndEnded) {
  const auto other = world_.sign_in("max@example.com");
  const auto items = World::object(world_.send(world_.member, "GET", "/api/v1/me/sign-ins")).at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  const auto& theirs = items[0].at("current").as_bool() ? items[1] : items[0];
  EXPECT_EQ(theirs.at("address").as_string(), "192.0.2.1");
  const std::string id(theirs.at("id").as_string());
  EXPECT_EQ(world_.send(world_.owner, "DELETE", "/api/v1/me/sign-ins/" + id).status, 404);
  EXPECT_EQ(world_.send(other, "GET", "/api/v1/me").status, 200);
  EXPECT_EQ(world_.send(world_.member, "DELETE", "/api/v1/me/sign-ins/" + id).status, 204);
  EXPECT_EQ(world_.send(other, "GET", "/api/v1/me").status, 401);
  const auto third = world_.sign_in("max@example.com");
  EXPECT_EQ(world_.send(world_.member, "DELETE", "/api/v1/me/sign-ins").status, 204);
  EXPECT_EQ(world_.send(third, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 200);
}

TEST_F(AccountsApi, AnAdministratorEndsEverythingOfATechnician) {
  const auto token = token_of(make_token(world_.member, {"device_webpage.open"}));
  EXPECT_EQ(world_.send(world_.member, "DELETE", max_path() + "/sign-ins").status, 403);
  EXPECT_EQ(world_.send(world_.foreign, "DELETE", max_path() + "/sign-ins").status, 404);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", max_path() + "/sign-ins").status, 204);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(program(token, "GET", "/api/v1/me").status, 401);
}

TEST_F(AccountsApi, ATokenMayWhatItsScopeSaysAndItsTechnicianMayNow) {
  const auto all = make_token(world_.owner, {"device_webpage.open", "entities_and_installs.manage"});
  ASSERT_EQ(all.status, 201) << all.body;
  const auto token = token_of(all);
  EXPECT_EQ(program(token, "GET", "/api/v1/installs").status, 200);
  EXPECT_EQ(program(token, "GET", "/api/v1/technicians").status, 403) << "the owner may, the token may not";
  EXPECT_EQ(program(token, "PATCH", "/api/v1/team", R"({"name":"Hers"})").status, 403);

  // Of a technician who loses the right later.
  const auto root = world_.root_entity(world_.owner);
  const auto right = world_.give(world_.owner, world_.member.technician.str(), "team-administrator", "entity", root);
  const auto theirs = token_of(make_token(world_.member, {"technicians_and_team_settings.manage"}));
  EXPECT_EQ(program(theirs, "GET", "/api/v1/technicians").status, 200);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", "/api/v1/access-rights/" + right).status, 204);
  EXPECT_EQ(program(theirs, "GET", "/api/v1/technicians").status, 403);
}

TEST_F(AccountsApi, ATokensScopeIsWithinWhatItsMakerHolds) {
  EXPECT_EQ(make_token(world_.member, {"technicians_and_team_settings.manage"}).status, 403);
  EXPECT_EQ(make_token(world_.member, {"no.such"}).status, 422);
  EXPECT_EQ(make_token(world_.member, {"device_webpage.open"}, 24h * 400).status, 422);
  EXPECT_EQ(make_token(world_.member, {"device_webpage.open"}).status, 201);
}

TEST_F(AccountsApi, ATokenMakesNoTokenAndTouchesNoPasswordNorSecondFactor) {
  json::array scope;
  for (const auto& [permission, name] : model::Names<model::Permission>::kTable) scope.emplace_back(name);
  const auto made = make_token(world_.owner, scope);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto token = token_of(made);
  const std::string id(World::object(made).at("id").as_string());
  struct Case {
    const char* method;
    std::string path;
    const char* body;
  };
  const Case cases[] = {
      {"POST", "/api/v1/api-tokens",
       R"({"name":"x","scope":["device_webpage.open"],"expires_at":"2026-01-02T00:00:00Z"})"},
      {"DELETE", "/api/v1/api-tokens/" + id, ""},
      {"POST", "/api/v1/me/password", R"({"current":"a long password","password":"another password"})"},
      {"PATCH", "/api/v1/me", R"({"first_name":"X"})"},
      {"POST", "/api/v1/me/two-factor", R"({"password":"a long password"})"},
      {"PUT", "/api/v1/me/two-factor", R"({"code":"123456"})"},
      {"DELETE", "/api/v1/me/two-factor", R"({"password":"a long password","code":"123456"})"},
      {"DELETE", "/api/v1/me/sign-ins", ""},
      {"DELETE", "/api/v1/me/sign-ins/aaaa", ""},
      {"PATCH", max_path(), R"({"password":"another password"})"},
      {"DELETE", max_path() + "/two-factor", ""},
      {"POST", "/api/v1/client-codes", R"({"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","name":"x"})"}};
  for (const auto& c : cases)
    EXPECT_EQ(program(token, c.method, c.path, c.body).status, 403) << c.method << ' ' << c.path;
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/me").status, 200);
}

TEST_F(AccountsApi, ATokenIsCutByDisablingAndByRevoking) {
  const auto made = make_token(world_.member, {"device_webpage.open"});
  const auto token = token_of(made);
  EXPECT_EQ(program(token, "GET", "/api/v1/me").status, 200);
  EXPECT_EQ(world_.send(world_.owner, "PATCH", max_path(), R"({"status":"disabled"})").status, 200);
  EXPECT_EQ(program(token, "GET", "/api/v1/me").status, 401);

  const auto own = make_token(world_.owner, {"device_webpage.open"});
  const std::string id(World::object(own).at("id").as_string());
  EXPECT_EQ(world_.send(world_.foreign, "DELETE", "/api/v1/api-tokens/" + id).status, 404);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", "/api/v1/api-tokens/" + id).status, 204);
  EXPECT_EQ(program(token_of(own), "GET", "/api/v1/me").status, 401);
}

TEST_F(AccountsApi, TokensAreSeenByTheirTechnicianAndWhoAdministersThem) {
  const auto made = make_token(world_.member, {"device_webpage.open"});
  const std::string id(World::object(made).at("id").as_string());
  const auto query = "/api/v1/api-tokens?technician=" + world_.member.technician.str();
  const auto mine = world_.send(world_.member, "GET", "/api/v1/api-tokens");
  EXPECT_THAT(mine.body, HasSubstr(id));
  EXPECT_THAT(mine.body, Not(HasSubstr("callout-token-"))) << "the secret is shown once";
  EXPECT_THAT(world_.send(world_.owner, "GET", query).body, HasSubstr(id));
  EXPECT_EQ(world_.send(world_.foreign, "GET", query).status, 404);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/api-tokens?technician=" + world_.owner.technician.str()).status,
            404);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", "/api/v1/api-tokens/" + id).status, 204);
  EXPECT_EQ(program(token_of(made), "GET", "/api/v1/me").status, 401);
}

TEST_F(AccountsApi, ATokenIsNoCookieAndComesWithNothingOfABrowser) {
  const auto token = token_of(make_token(world_.member, {"device_webpage.open"}));
  EXPECT_EQ(world_.send({.technician = {}, .cookie = token, .csrf_token = ""}, "GET", "/api/v1/me").status, 401);
  Request request = world_.request({}, "GET", "/api/v1/me");
  request.headers.add("Authorization", "Bearer " + token);
  EXPECT_EQ(world_.answer(request).status, 200);
  request.headers.add("Origin", kOrigin);
  EXPECT_EQ(world_.answer(request).status, 403);
}

TEST_F(AccountsApi, ASecondFactorIsAskedForAndItsCookieIsTheBrowsers) {
  const auto other = world_.sign_in("max@example.com");
  const auto secret = enrol(world_.member);
  EXPECT_EQ(world_.send(other, "GET", "/api/v1/me").status, 401) << "turning it on ends other sign-ins";
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 200);
  const auto begun = password_of("max@example.com");
  ASSERT_EQ(begun.status, 200);
  EXPECT_TRUE(World::object(begun).at("second_factor").as_bool());
  EXPECT_FALSE(World::object(begun).contains("technician"));
  EXPECT_THAT(*begun.headers.find("Set-Cookie"), HasSubstr("HttpOnly; SameSite=Strict"));
  const auto stolen = second_factor(begun, code(secret), "x");
  EXPECT_EQ(stolen.status, 401);
  EXPECT_EQ(World::object(stolen).at("code").as_string(), "signed_out");
  const auto wrong = second_factor(begun, "00000x");
  EXPECT_EQ(World::object(wrong).at("code").as_string(), "denied");
  const auto done = second_factor(begun, code(secret));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_TRUE(World::object(done).at("two_factor").at("enabled").as_bool());
  EXPECT_THAT(done.headers.all("Set-Cookie"), testing::Contains(HasSubstr("__Host-callout=")));
}

TEST_F(AccountsApi, TurningTheSecondFactorOffNeedsPasswordAndCode) {
  json::array codes;
  const auto secret = enrol(world_.member, &codes);
  const auto off = [&](const std::string& password, const std::string& given) {
    return world_.send(world_.member, "DELETE", "/api/v1/me/two-factor",
                       json::serialize(json::object{{"password", password}, {"code", given}}));
  };
  EXPECT_EQ(World::object(off("wrong", code(secret))).at("code").as_string(), "wrong_password");
  EXPECT_EQ(World::object(off(kPassword, "0000000000")).at("code").as_string(), "wrong_code");
  EXPECT_EQ(off(kPassword, std::string(codes[3].as_string())).status, 204);
  EXPECT_TRUE(World::object(password_of("max@example.com")).contains("technician"));
}

TEST_F(AccountsApi, AnAdministratorResetsASecondFactorAndItsTechnicianIsTold) {
  EXPECT_EQ(world_.send(world_.owner, "DELETE", max_path() + "/two-factor").status, 409);
  enrol(world_.member);
  EXPECT_EQ(world_.send(world_.foreign, "DELETE", max_path() + "/two-factor").status, 404);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", max_path() + "/two-factor").status, 204);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_TRUE(world_.outbox.newest("max@example.com", "two_factor_reset"));
  EXPECT_FALSE(world_.sign_in("max@example.com").cookie.empty());
}

TEST_F(AccountsApi, APasswordIsResetByMailWithOneAnswerForEveryAddress) {
  const auto known = post(world_.nobody, "/api/v1/password-resets", {{"email", "max@example.com"}});
  const auto unknown = post(world_.nobody, "/api/v1/password-resets", {{"email", "nobody@example.com"}});
  EXPECT_EQ(known.status, 202);
  EXPECT_EQ(unknown.status, 202);
  EXPECT_EQ(known.body, unknown.body);
  world_.account_services.work();
  const json::object body{{"token", world_.outbox.token("max@example.com", "password_reset")},
                          {"password", "another password"}};
  EXPECT_EQ(post(world_.nobody, "/api/v1/password-resets/complete", body).status, 200);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(post(world_.nobody, "/api/v1/password-resets/complete", body).status, 404);
  Response last;
  for (int i = 0; i < 20; ++i) last = post(world_.nobody, "/api/v1/password-resets", {{"email", "max@example.com"}});
  EXPECT_EQ(last.status, 429);
  EXPECT_TRUE(last.headers.find("Retry-After"));
}

TEST_F(AccountsApi, ATeamIsRegisteredAndConfirmed) {
  EXPECT_EQ(post(world_.nobody, "/api/v1/registrations",
                 {{"email", "rita@example.com"}, {"name", "Rita R"}, {"team", "Rita's"}, {"password", kPassword}})
                .status,
            202);
  world_.account_services.work();
  const auto token = world_.outbox.token("rita@example.com", "registration");
  EXPECT_EQ(post(world_.nobody, "/api/v1/registrations/confirm", {{"token", token}}).status, 200);
  const auto rita = world_.sign_in("rita@example.com");
  const auto me = World::object(world_.send(rita, "GET", "/api/v1/me"));
  EXPECT_EQ(me.at("team").at("name").as_string(), "Rita's");
  EXPECT_TRUE(me.at("technician").at("owner").as_bool());
  EXPECT_THAT(world_.send(rita, "GET", "/api/v1/audit").body, HasSubstr("team_created"));
  EXPECT_THAT(world_.send(rita, "GET", "/api/v1/technicians").body, Not(HasSubstr("max@example.com")));
}

class WithoutMail : public AccountsApi {
 protected:
  WithoutMail() : AccountsApi(World::Mail::kNone) {}
};

TEST_F(WithoutMail, LinksAreShownAndNothingIsOffered) {
  const auto made = post(world_.owner, "/api/v1/invitations", {{"email", kNina}});
  const std::string link(World::object(made).at("link").as_string());
  EXPECT_THAT(link, testing::StartsWith(std::string(kOrigin) + "/join?token="));
  EXPECT_EQ(accept(mail::TestOutbox::token_of(link)).status, 200);
  const auto options = World::object(world_.send(world_.nobody, "GET", "/api/v1/sign-in-options"));
  EXPECT_FALSE(options.at("registration").as_bool());
  EXPECT_FALSE(options.at("password_reset").as_bool());
  EXPECT_EQ(post(world_.nobody, "/api/v1/password-resets", {{"email", "max@example.com"}}).status, 503);
  EXPECT_EQ(post(world_.nobody, "/api/v1/registrations", {{"email", "x@example.com"}}).status, 404);
}

class WithoutRegistration : public AccountsApi {
 protected:
  WithoutRegistration() : AccountsApi(World::Mail::kConfigured, false) {}
};

TEST_F(WithoutRegistration, ItIsNotThere) {
  EXPECT_FALSE(
      World::object(world_.send(world_.nobody, "GET", "/api/v1/sign-in-options")).at("registration").as_bool());
  for (const char* path : {"/api/v1/registrations", "/api/v1/registrations/confirm"}) {
    const auto response = post(world_.nobody, path, {{"token", "x"}});
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(World::object(response).at("code").as_string(), "not_found");
  }
}

}  // namespace
}  // namespace callout::api
