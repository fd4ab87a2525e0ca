// SPDX-License-Identifier: Apache-2.0
// The rules that hold for every route, over every route of the table.
#include "api/dispatch.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

using testing::HasSubstr;

std::string path_of(std::string_view pattern, const std::string& id = "aaaabbbbccccddddeeeeffff22") {
  std::string path(pattern);
  if (const auto hole = path.find("{id}"); hole != std::string::npos) path.replace(hole, 4, id);
  return path;
}

// Empty for what is no problem.
std::string code_of(const Response& response) {
  return response.status < 400 ? std::string() : std::string(World::object(response).at("code").as_string());
}

std::string describe(const Route& route) {
  return std::string(name_of(route.method)) + ' ' + std::string(route.pattern);
}

class Dispatch : public testing::Test {
 protected:
  // The answer of a route with a handler to a well-formed but empty request.
  Response probe(const Browser& browser, const Route& route) {
    return world_.send(browser, name_of(route.method), path_of(route.pattern),
                       route.method == Method::kGet ? "" : "{}");
  }
  static bool has_handler(const Route& route) { return route.handler != nullptr; }
  World world_;
};

TEST_F(Dispatch, EveryRouteRefusesWithoutASignIn) {
  for (const Route& route : routes()) {
    if (!has_handler(route)) continue;
    for (const char* cookie : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
      const Browser stranger{.technician = {}, .cookie = cookie, .csrf_token = "x"};
      const Response response = probe(stranger, route);
      if (route.pattern == "/authorize") {
        ASSERT_EQ(response.status, 302);
        EXPECT_THAT(*response.headers.find("Location"), testing::StartsWith("/sign-in?next="));
        continue;
      }
      EXPECT_EQ(response.status, 401) << describe(route);
      EXPECT_EQ(code_of(response), "signed_out") << describe(route);
    }
  }
}

TEST_F(Dispatch, ADisabledTechnicianIsSignedOutEverywhere) {
  for (const Route& route : routes()) {
    if (!has_handler(route) || route.pattern == "/authorize") continue;
    EXPECT_EQ(probe(world_.disabled, route).status, 401) << describe(route);
  }
}

/// What a technician reaches who may open pages and ports and nothing else.
const std::set<access::Action> kOfMember = {
    access::Action::kSignedIn,     access::Action::kTeamView,          access::Action::kEntitiesView,
    access::Action::kInstallsView, access::Action::kDevicesView,       access::Action::kDevicesCheck,
    access::Action::kSessionsView, access::Action::kSessionsUse,       access::Action::kSessionsEnd,
    access::Action::kJobsView,     access::Action::kDeviceWebpageOpen, access::Action::kDevicePortsOpen,
    access::Action::kJobsCancel,   access::Action::kRightsView,        access::Action::kAccessExplain};

TEST_F(Dispatch, EveryRouteAsksForItsAction) {
  for (const Route& route : routes()) {
    // Signing out would end the member for the routes that follow.
    if (!has_handler(route) || route.pattern == "/api/v1/sign-out") continue;
    const Response response = probe(world_.member, route);
    if (!kOfMember.contains(route.action)) {
      EXPECT_EQ(response.status, 403) << describe(route);
      EXPECT_EQ(code_of(response), "denied") << describe(route);
    } else {
      EXPECT_NE(response.status, 401) << describe(route);
      EXPECT_TRUE(response.status != 403 || route.pattern == "/authorize") << describe(route);
    }
    const Response owners = probe(world_.owner, route);
    EXPECT_NE(owners.status, 401) << describe(route);
    EXPECT_TRUE(owners.status != 403 || route.pattern == "/authorize") << describe(route);
  }
}

TEST_F(Dispatch, EveryChangeNeedsTheTokenOfItsOwnSignIn) {
  for (const Route& route : routes()) {
    if (!has_handler(route) || route.method == Method::kGet) continue;
    for (const std::string& token :
         {std::string(), std::string("x"), world_.foreign.csrf_token, world_.member.csrf_token}) {
      Browser forged = world_.owner;
      forged.csrf_token = token;
      const Response response = probe(forged, route);
      EXPECT_EQ(response.status, 403) << describe(route);
      EXPECT_EQ(code_of(response), "csrf") << describe(route);
    }
  }
}

TEST_F(Dispatch, EveryChangeNeedsTheConsolesOrigin) {
  struct Case {
    const char* origin;
    const char* site;
  };
  for (const Route& route : routes()) {
    if (!has_handler(route) || route.method == Method::kGet) continue;
    world_.clock.advance(std::chrono::seconds(10));  // Or the rate of the technician stops it.
    for (const Case& c : {Case{nullptr, nullptr}, Case{"null", nullptr}, Case{"http://callout.localhost", nullptr},
                          Case{"https://callout.localhost:8440", nullptr}, Case{"http://x.localhost:8440", nullptr},
                          Case{"http://callout.localhost:8440.evil.example", nullptr}, Case{kOrigin, "cross-site"},
                          Case{kOrigin, "same-site"}, Case{kOrigin, "none"}}) {
      Request request = world_.request(world_.owner, name_of(route.method), path_of(route.pattern), "{}");
      request.headers.remove("Origin");
      request.headers.remove("Sec-Fetch-Site");
      if (c.origin) request.headers.add("Origin", c.origin);
      if (c.site) request.headers.add("Sec-Fetch-Site", c.site);
      const Response response = world_.answer(request);
      EXPECT_EQ(response.status, 403) << describe(route);
      EXPECT_EQ(code_of(response), "csrf") << describe(route);
    }
  }
}

TEST_F(Dispatch, SigningInNeedsTheConsolesOriginToo) {
  Request request =
      world_.request({}, "POST", "/api/v1/sign-in", R"({"email":"olga@example.com","password":"a long password"})");
  request.headers.set("Origin", "https://evil.example");
  EXPECT_EQ(world_.answer(request).status, 403);
}

TEST_F(Dispatch, ABodyIsJsonWithItsTypeSaid) {
  Request request = world_.request(world_.owner, "POST", "/api/v1/entities", "{}");
  request.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(world_.answer(request).status, 415);
  request.headers.remove("Content-Type");
  EXPECT_EQ(world_.answer(request).status, 415);
  request.headers.add("Content-Type", "Application/JSON; charset=utf-8");
  EXPECT_EQ(world_.answer(request).status, 422);
  request.body = "{";
  EXPECT_EQ(world_.answer(request).status, 400);
}

TEST_F(Dispatch, ARequestWithoutFieldsTakesNone) {
  const std::string path = "/api/v1/jobs/aaaabbbbccccddddeeeeffff22/cancel";
  EXPECT_EQ(world_.send(world_.owner, "POST", path, "").status, 404);
  EXPECT_EQ(world_.send(world_.owner, "POST", path, "{}").status, 404);
  EXPECT_EQ(world_.send(world_.owner, "POST", path, R"({"a":1})").status, 422);
  EXPECT_EQ(world_.send(world_.owner, "POST", path, "x").status, 400);
}

TEST_F(Dispatch, UnknownPathsAndMethodsAreTold) {
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/nope").status, 404);
  const Response response = world_.send(world_.owner, "PUT", "/api/v1/me");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(*response.headers.find("Allow"), "GET, HEAD, PATCH");
  EXPECT_EQ(*response.headers.find("Content-Type"), "application/problem+json");
  EXPECT_EQ(world_.send(world_.owner, "HEAD", "/api/v1/me").status, 200);
  EXPECT_EQ(world_.send(world_.owner, "OPTIONS", "/api/v1/me").status, 405);
}

TEST_F(Dispatch, ABadQueryIsTold) {
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/devices?q=%").status, 400);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/devices?limit=0").status, 422);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/devices?limit=201").status, 422);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/devices?limit=1&limit=2").status, 422);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/devices?cursor=nonsense").status, 422);
  const Response response = world_.send(world_.owner, "GET", "/api/v1/devices?instal=x");
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("did you mean \\\"install\\\""));
}

TEST_F(Dispatch, ATechnicianThatAsksTooOftenWaits) {
  Response last;
  int asked = 0;
  for (; asked < 1000 && last.status == 200; ++asked) last = world_.send(world_.member, "GET", "/api/v1/team");
  EXPECT_EQ(last.status, 429);
  EXPECT_GE(asked, 200);
  EXPECT_EQ(*last.headers.find("Retry-After"), "1");
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/team").status, 200);
  world_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/team").status, 200);
}

TEST_F(Dispatch, AnAddressThatAsksTooOftenWaits) {
  int admitted = 0;
  while (admitted < 5000 && !world_.dispatcher.admit_address("198.51.100.7")) ++admitted;
  EXPECT_GE(admitted, 500);
  EXPECT_LT(admitted, 5000);
  EXPECT_EQ(world_.dispatcher.admit_address("198.51.100.7")->status, 429);
  EXPECT_FALSE(world_.dispatcher.admit_address("198.51.100.8"));
}

TEST_F(Dispatch, TheLiveStreamIsForTechnicians) {
  EXPECT_TRUE(world_.dispatcher.admit_stream(world_.request(world_.member, "GET", "/api/v1/events")));
  EXPECT_EQ(world_.dispatcher.admit_stream(world_.request(world_.nobody, "GET", "/api/v1/events")).error().status, 401);
  EXPECT_EQ(world_.dispatcher.admit_stream(world_.request(world_.disabled, "GET", "/api/v1/events")).error().status,
            401);
}

}  // namespace
}  // namespace callout::api
