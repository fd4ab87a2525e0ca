// SPDX-License-Identifier: Apache-2.0
// Device profiles through the API.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

namespace json = boost::json;

class ProfilesOfTeams : public testing::Test {
 protected:
  static constexpr std::string_view kPath = "/api/v1/profiles";

  Response make(const std::string& document) { return world_.send(world_.owner, "POST", kPath, document); }
  std::string id_of(const Response& response) { return std::string(World::object(response).at("id").as_string()); }
  std::string path_of(const std::string& id) { return std::string(kPath) + '/' + id; }
  json::object device() { return World::object(world_.send(world_.owner, "GET", device_)); }
  Response choose(const std::string& profile) {
    return world_.send(world_.owner, "PATCH", device_, R"({"profile":")" + profile + "\"}");
  }

  World world_;
  const std::string install_ = world_.make_install(world_.owner, "Main street");
  const std::string device_ = "/api/v1/devices/" + world_.make_device(world_.owner, install_, "Printer");
};

TEST_F(ProfilesOfTeams, AreListedBeforeTheShippedOnes) {
  ASSERT_EQ(make(R"({"name":"Zeta"})").status, 201);
  ASSERT_EQ(make(R"({"name":"alpha","connections":2})").status, 201);
  const auto listed = World::object(world_.send(world_.member, "GET", kPath));
  const auto& items = listed.at("items").as_array();
  ASSERT_GT(items.size(), 10u);
  EXPECT_EQ(items[0].at("name"), "alpha");
  EXPECT_EQ(items[0].at("connections"), 2);
  EXPECT_EQ(items[0].at("shipped"), false);
  EXPECT_EQ(items[1].at("name"), "Zeta");
  EXPECT_EQ(items[2].at("shipped"), true);
}

TEST_F(ProfilesOfTeams, AreMadeReadReplacedAndRemoved) {
  const std::string id = id_of(make(R"({"name":"A","tls":"legacy","match":[{"server":"Boa/*"}]})"));
  auto read = World::object(world_.send(world_.member, "GET", path_of(id)));
  EXPECT_EQ(read.at("tls"), "legacy");
  EXPECT_EQ(read.at("match").as_array().at(0).at("server"), "Boa/*");
  ASSERT_EQ(world_.send(world_.owner, "PUT", path_of(id), R"({"name":"B"})").status, 200);
  read = World::object(world_.send(world_.owner, "GET", path_of(id)));
  EXPECT_EQ(read.at("name"), "B");
  EXPECT_EQ(read.at("tls"), "automatic") << "what the new document leaves out is at its default";
  EXPECT_EQ(world_.send(world_.owner, "DELETE", path_of(id)).status, 204);
  EXPECT_EQ(world_.send(world_.owner, "GET", path_of(id)).status, 404);
  EXPECT_EQ(world_.send(world_.owner, "PUT", path_of(id), R"({"name":"B"})").status, 404);
}

TEST_F(ProfilesOfTeams, WhatIsReadCanBeGivenBackWithoutItsIdAndOrigin) {
  auto shipped = World::object(world_.send(world_.owner, "GET", path_of("canon-ir-adv")));
  shipped.erase("id");
  shipped.erase("shipped");
  const Response made = make(json::serialize(shipped));
  EXPECT_EQ(made.status, 201) << made.body;
}

TEST_F(ProfilesOfTeams, AMistakeNamesItsField) {
  const Response refused = make(R"({"name":"A","endpoints":[{"scheme":"http","port":80},{"scheme":"http","port":0}]})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(World::object(refused).at("field"), "/endpoints/1/port");
}

TEST_F(ProfilesOfTeams, ShippedOnesStayAsTheyAre) {
  EXPECT_EQ(world_.send(world_.owner, "PUT", path_of("plain"), R"({"name":"Mine"})").status, 409);
  EXPECT_EQ(world_.send(world_.owner, "DELETE", path_of("plain")).status, 409);
}

TEST_F(ProfilesOfTeams, MembersReadThemAndChangeNone) {
  EXPECT_EQ(world_.send(world_.member, "POST", kPath, R"({"name":"A"})").status, 403);
  const std::string id = id_of(make(R"({"name":"A"})"));
  EXPECT_EQ(world_.send(world_.member, "PUT", path_of(id), R"({"name":"B"})").status, 403);
  EXPECT_EQ(world_.send(world_.member, "DELETE", path_of(id)).status, 403);
  EXPECT_EQ(world_.send(world_.member, "GET", path_of(id)).status, 200);
}

TEST_F(ProfilesOfTeams, OneIsChosenForADeviceAndShown) {
  EXPECT_FALSE(device().contains("profile"));
  EXPECT_EQ(device().at("body_translation"), "as_profile");
  const std::string id = id_of(make(R"({"name":"A","translate_bodies":false,"allowed_paths":["/status"]})"));
  ASSERT_EQ(choose(id).status, 200);
  EXPECT_EQ(device().at("profile"), (json::object{{"id", id}, {"name", "A"}, {"shipped", false}, {"chosen", true}}));
  EXPECT_EQ(device().at("treatment").at("allowed_paths").as_array().at(0), "/status");
  EXPECT_EQ(device().at("treatment").at("translate_bodies"), false);
  ASSERT_EQ(world_.send(world_.owner, "PATCH", device_, R"({"body_translation":"on"})").status, 200);
  EXPECT_EQ(device().at("treatment").at("translate_bodies"), true);
  EXPECT_EQ(device().at("body_translation"), "on");
  EXPECT_EQ(world_.send(world_.owner, "DELETE", path_of(id)).status, 409) << "it is chosen";
  ASSERT_EQ(choose("automatic").status, 200);
  EXPECT_FALSE(device().contains("profile"));
  EXPECT_EQ(choose("nothing-like-it").status, 422);
}

TEST_F(ProfilesOfTeams, ADeviceMayComeWithoutEndpointsIfItsProfileNamesSome) {
  const std::string body = R"({"name":"C","install":")" + install_ + R"(","address":"192.0.2.8")";
  const Response without = world_.send(world_.owner, "POST", "/api/v1/devices", body + "}");
  EXPECT_EQ(without.status, 422);
  EXPECT_EQ(World::object(without).at("field"), "/endpoints");
  const Response with = world_.send(world_.owner, "POST", "/api/v1/devices", body + R"(,"profile":"canon-ir-adv"})");
  ASSERT_EQ(with.status, 201) << with.body;
  EXPECT_EQ(World::object(with).at("endpoints").as_array().at(0).at("port"), 8000);
}

}  // namespace
}  // namespace callout::api
