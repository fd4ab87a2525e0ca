// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"
#include "base/encoding.h"
#include "base/random.h"

namespace callout::api {
namespace {

constexpr std::string_view kVerifier = "0123456789012345678901234567890123456789012";

class Clients : public testing::Test {
 protected:
  Response ask_for_code(const Browser& browser) {
    return world_.send(browser, "POST", "/api/v1/client-codes",
                       fmt::format(R"({{"challenge":"{}","name":"laptop"}})", base64url(sha256(kVerifier))));
  }
  static Request from_client(std::string_view method, std::string_view path, std::string_view token = "",
                             std::string body = "") {
    Request out{.method = std::string(method),
                .path = std::string(path),
                .query = {},
                .headers = {},
                .body = std::move(body),
                .remote_ip = "192.0.2.9"};
    if (!token.empty()) out.headers.add("Authorization", "Bearer " + std::string(token));
    if (!out.body.empty()) out.headers.add("Content-Type", "application/json");
    return out;
  }
  Request redeeming(std::string_view code) const {
    return from_client("POST", "/api/v1/client-sign-ins", "",
                       fmt::format(R"({{"code":"{}","verifier":"{}"}})", code, kVerifier));
  }
  std::string code() { return std::string(World::object(ask_for_code(world_.member)).at("code").as_string()); }
  std::string token() { return std::string(World::object(world_.answer(redeeming(code()))).at("token").as_string()); }
  int me(std::string_view token) { return world_.answer(from_client("GET", "/api/v1/me", token)).status; }
  World world_;
};

TEST_F(Clients, ACodeBecomesATokenThatActsAsTheTechnicianWithoutCsrfToken) {
  const Response response = world_.answer(redeeming(code()));
  ASSERT_EQ(response.status, 201);
  const auto body = World::object(response);
  EXPECT_EQ(body.at("technician").at("email").as_string(), "max@example.com");
  EXPECT_FALSE(body.contains("csrf_token"));
  EXPECT_FALSE(response.headers.contains("Set-Cookie"));
  const std::string token(body.at("token").as_string());
  EXPECT_EQ(me(token), 200);
  EXPECT_EQ(world_.answer(from_client("POST", "/api/v1/sign-out", token)).status, 204);
  EXPECT_EQ(me(token), 401);
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/me").status, 200);
}

TEST_F(Clients, ATokenBesideAnythingOfABrowserIsRefused) {
  const std::string secret = token();
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"Origin", kOrigin}, {"Cookie", "other=1"}, {"Sec-Fetch-Site", "none"}, {"sec-fetch-mode", "cors"}}) {
    Request request = from_client("GET", "/api/v1/me", secret);
    request.headers.add(name, value);
    EXPECT_EQ(world_.answer(request).status, 403) << name;
    Request sign_in = redeeming(code());
    sign_in.headers.add(name, value);
    EXPECT_EQ(world_.answer(sign_in).status, 403) << name;
  }
}

TEST_F(Clients, ATokenIsNoCookieAndACookieNoToken) {
  EXPECT_EQ(world_.send({.technician = {}, .cookie = token(), .csrf_token = ""}, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(me(world_.member.cookie), 401);
}

TEST_F(Clients, ForeignCredentialsOfAProxyDoNotDisturbABrowser) {
  Request request = world_.request(world_.member, "GET", "/api/v1/me");
  request.headers.add("Authorization", "Basic cHJveHk6eA==");
  EXPECT_EQ(world_.answer(request).status, 200);
}

TEST_F(Clients, OnlyTheConsoleItselfGivesACode) {
  Request request = world_.request(world_.member, "POST", "/api/v1/client-codes",
                                   fmt::format(R"({{"challenge":"{}","name":"x"}})", base64url(sha256(kVerifier))));
  request.headers.set("Origin", "https://elsewhere.example");
  EXPECT_EQ(world_.answer(request).status, 403);
  EXPECT_EQ(ask_for_code({}).status, 401);
}

TEST_F(Clients, AClientCannotSignAnotherOneIn) {
  const Request request = from_client("POST", "/api/v1/client-codes", token(),
                                      fmt::format(R"({{"challenge":"{}","name":"x"}})", base64url(sha256(kVerifier))));
  EXPECT_EQ(world_.answer(request).status, 403);
}

TEST_F(Clients, ACodeTriedTwiceEndsWhatItMade) {
  const std::string once = code();
  const std::string made(World::object(world_.answer(redeeming(once))).at("token").as_string());
  EXPECT_EQ(world_.answer(redeeming(once)).status, 401);
  EXPECT_EQ(me(made), 401);
}

TEST_F(Clients, AMemberMayNoMoreByTokenThanByBrowser) {
  EXPECT_EQ(world_.answer(from_client("GET", "/api/v1/technicians", token())).status, 403);
}

}  // namespace
}  // namespace callout::api
