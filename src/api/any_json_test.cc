// SPDX-License-Identifier: Apache-2.0
// Property: whatever JSON is sent to whatever route, the answer is never 500 and every error is problem+json.
#include <random>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

namespace json = boost::json;

// Values near what the schemas want, so that handlers are reached, mixed with what they do not want.
class AnyJson {
 public:
  AnyJson(unsigned seed, std::vector<std::string> ids) : random_(seed), ids_(std::move(ids)) {}

  json::object object(int depth = 0) {
    static const std::vector<std::string> kNames{"name",
                                                 "email",
                                                 "password",
                                                 "status",
                                                 "parent",
                                                 "entity",
                                                 "install",
                                                 "address",
                                                 "scheme",
                                                 "port",
                                                 "endpoint",
                                                 "endpoints",
                                                 "token",
                                                 "proof",
                                                 "session_minutes",
                                                 "time",
                                                 "hostname",
                                                 "public_key",
                                                 "accept_identity",
                                                 "proof_old",
                                                 "proof_new",
                                                 "accept_tls_key",
                                                 "key_sha256",
                                                 "challenge",
                                                 "code",
                                                 "verifier",
                                                 "profile",
                                                 "body_translation",
                                                 "match",
                                                 "title",
                                                 "server",
                                                 "connections",
                                                 "tls",
                                                 "translate_bodies",
                                                 "allowed_paths",
                                                 "",
                                                 "~/"};
    json::object out;
    for (std::size_t i = pick(6); i > 0; --i) out[kNames[pick(kNames.size())]] = value(depth + 1);
    return out;
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  json::value value(int depth) {
    static const std::vector<std::string> kTexts{"",
                                                 "a",
                                                 "max@example.com",
                                                 "active",
                                                 "disabled",
                                                 "http",
                                                 "192.0.2.1",
                                                 "a long password",
                                                 "::1",
                                                 "\xc3\xa9\xf0\x9f\x93\xa0",
                                                 "'; DROP TABLE installs; --",
                                                 "%00",
                                                 std::string(300, 'x')};
    switch (pick(9)) {
      case 0: return nullptr;
      case 1: return pick(2) == 0;
      case 2: return static_cast<std::int64_t>(pick(70000));
      case 3: return -static_cast<std::int64_t>(random_());
      case 4: return 1e300;
      case 5: return json::value(ids_[pick(ids_.size())]);
      case 6: return depth < 4 ? json::value(object(depth)) : json::value(1);
      case 7: {
        json::array out;
        for (std::size_t i = pick(3); i > 0; --i)
          out.push_back(depth < 4 ? json::value(object(depth)) : json::value(1));
        return out;
      }
      default: return json::value(kTexts[pick(kTexts.size())]);
    }
  }

  std::mt19937 random_;
  std::vector<std::string> ids_;
};

void expect_no_failure(const Response& response, std::string_view route, const std::string& body) {
  EXPECT_LT(response.status, 500) << route << ' ' << body << ' ' << response.body;
  if (response.status >= 400) {
    EXPECT_EQ(*response.headers.find("Content-Type"), "application/problem+json") << route;
    EXPECT_GT(World::object(response).at("detail").as_string().size(), 10U) << route;
  }
}

TEST(AnyJson, IsAnsweredWithoutAFailure) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  World world;
  const std::string install = world.make_install(world.owner, "Site");
  const std::string device = world.make_device(world.owner, install, "Printer");
  const std::vector<std::string> ids{install,
                                     device,
                                     world.root_entity(world.owner),
                                     world.owner.technician.str(),
                                     world.member.technician.str(),
                                     "aaaabbbbccccddddeeeeffff22"};
  AnyJson any(seed, ids);
  std::mt19937 random(seed);
  for (int round = 0; round < 12; ++round) {
    // Rates are not what is tested here; a sign-in of the owner could be ended by what is sent.
    world.clock.advance(std::chrono::minutes(2));
    for (const Route& route : routes()) {
      if (!route.handler || route.method == Method::kGet || route.pattern == "/api/v1/sign-out" ||
          route.method == Method::kDelete)
        continue;
      std::string path(route.pattern);
      if (const auto hole = path.find("{id}"); hole != std::string::npos)
        path.replace(hole, 4, ids[random() % ids.size()]);
      const std::string body = json::serialize(any.object());
      expect_no_failure(world.send(world.owner, name_of(route.method), path, body), route.pattern, body);
    }
    for (const OpenRoute& route : open_routes()) {
      if (!route.handler || route.method == Method::kGet) continue;
      const std::string body = json::serialize(any.object());
      expect_no_failure(world.send(world.nobody, name_of(route.method), route.pattern, body), route.pattern, body);
    }
  }
}

}  // namespace
}  // namespace callout::api
