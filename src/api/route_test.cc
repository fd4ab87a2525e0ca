// SPDX-License-Identifier: Apache-2.0
#include "api/route.h"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <type_traits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/handlers.h"
#include "api/openapi.h"

namespace callout::api {
namespace {

using testing::ElementsAre;

// A route can't be written down without saying who may call it.
static_assert(!std::is_default_constructible_v<Route>);
static_assert(!std::is_constructible_v<Route, Method, std::string_view, Body, Handler>);
static_assert(!std::is_aggregate_v<Route>);
static_assert(!std::is_default_constructible_v<OpenRoute>);
static_assert(!std::is_constructible_v<OpenRoute, Method, std::string_view, Body, Handler>);

// "GET\t/path\tpermission" of openapi.yaml, read by its layout: two spaces before a path, four before a method.
std::set<std::string> documented() {
  std::set<std::string> out;
  std::istringstream text{std::string(openapi_yaml())};
  const std::regex path_line(R"(  (/\S*):.*)");
  const std::regex method_line(R"(    (get|post|put|patch|delete):.*)");
  const std::regex permission(R"(x-permission: ([\w.]+))");
  std::string line, path, method;
  for (std::smatch match; std::getline(text, line) && line != "components:";) {
    if (std::regex_match(line, match, path_line)) path = match[1];
    if (std::regex_match(line, match, method_line)) {
      method = match[1];
      for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
    }
    if (std::regex_search(line, match, permission)) out.insert(method + '\t' + path + '\t' + match[1].str());
  }
  return out;
}

TEST(Routes, TheTableAndTheDocumentAgreeBothWays) {
  const auto lines = route_lines();
  const std::set<std::string> served(lines.begin(), lines.end());
  EXPECT_EQ(served.size(), lines.size()) << "a route is listed twice";
  EXPECT_GT(served.size(), 35U);
  EXPECT_EQ(served, documented());
}

TEST(Routes, OnlyTheseAreOpen) {
  std::vector<std::string> open;
  for (const OpenRoute& route : open_routes())
    open.push_back(std::string(name_of(route.method)) + ' ' + std::string(route.pattern));
  EXPECT_THAT(
      open,
      ElementsAre("GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.yaml", "POST /api/v1/sign-in",
                  "POST /api/v1/sign-in/second-factor", "GET /api/v1/sign-in-options", "POST /api/v1/password-resets",
                  "POST /api/v1/password-resets/complete", "POST /api/v1/invitations/look",
                  "POST /api/v1/invitations/accept", "POST /api/v1/registrations", "POST /api/v1/registrations/confirm",
                  "POST /api/v1/journal-links/look", "POST /unsubscribe", "POST /api/v1/client-sign-ins",
                  "GET /agent/v1", "POST /agent/v1/enroll", "POST /agent/v1/rotate-key"));
}

TEST(Routes, LinesAreSortedByPath) {
  std::vector<std::string> paths;
  for (const std::string& line : route_lines()) {
    const auto begin = line.find('\t') + 1;
    paths.push_back(line.substr(begin, line.find('\t', begin) - begin));
  }
  EXPECT_TRUE(std::ranges::is_sorted(paths));
}

TEST(Routes, APathLeadsToItsRouteAndItsId) {
  const Match match_one = match(Method::kPost, "/api/v1/devices/abc234/check");
  ASSERT_TRUE(match_one.route);
  EXPECT_EQ(match_one.route->handler, &check_device);
  EXPECT_EQ(match_one.id, "abc234");
  EXPECT_EQ(match(Method::kGet, "/api/v1/me").route->handler, &get_me);
  EXPECT_EQ(match(Method::kPost, "/api/v1/sign-in").open->handler, &sign_in);
}

TEST(Routes, OtherMethodsOfAPathAreNamed) {
  EXPECT_THAT(match(std::nullopt, "/api/v1/team").allow, ElementsAre(Method::kGet, Method::kPatch));
  EXPECT_FALSE(match(Method::kDelete, "/api/v1/team").route);
  EXPECT_THAT(match(Method::kGet, "/api/v1/nothing").allow, ElementsAre());
}

TEST(Routes, OddIdsAndPathsLeadNowhere) {
  for (const char* path :
       {"/api/v1/devices/", "/api/v1/devices//check", "/api/v1/devices/a/b", "/api/v1/devices/A", "/api/v1/devices/..",
        "/api/v1/devices/%61", "/api/v1/devices/a/check/", "/api/v1/me/", "//api/v1/me", "/API/v1/me", "", "api/v1/me",
        "/api/v1/devices/aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg"}) {
    EXPECT_TRUE(match(Method::kGet, path).allow.empty()) << path;
  }
}

}  // namespace
}  // namespace callout::api
