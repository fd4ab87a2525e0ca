// SPDX-License-Identifier: Apache-2.0
// What somebody may do somewhere, with where it comes from and until when, as the console shows it.
#include <algorithm>
#include <map>

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

namespace json = boost::json;

class EffectivePermissions : public testing::Test {
 protected:
  void SetUp() override {
    site_ = world_.make_entity(world_.owner, "Site");
    nora_ = made("/api/v1/technicians",
                 {{"email", "nora@example.com"}, {"name", "Nora"}, {"password", "a long password"}, {"home", site_}});
  }
  std::string made(const std::string& path, const json::object& body, const char* within = nullptr) {
    const auto response = world_.send(world_.owner, "POST", path, json::serialize(body));
    EXPECT_EQ(response.status, 201) << response.body;
    auto object = World::object(response);
    return std::string((within != nullptr ? object.at(within).as_object() : object).at("id").as_string());
  }
  std::string give(const char* kind, const std::string& holder, const std::string& role, const std::string& entity,
                   json::object term = {}) {
    term["holder"] = json::object{{"kind", kind}, {"id", holder}};
    term["scope"] = json::object{{"kind", "entity"}, {"id", entity}};
    term["role"] = role;
    return made("/api/v1/access-rights", term);
  }
  std::string path(const std::string& query) const {
    return "/api/v1/technicians/" + nora_ + "/effective-permissions" + query;
  }
  /// By the permission's name.
  std::map<std::string, json::object> permissions() {
    std::map<std::string, json::object> out;
    const auto list = World::object(world_.send(world_.owner, "GET", path("?entity=" + site_)));
    for (const auto& item : list.at("items").as_array())
      out.emplace(item.at("permission").as_string(), item.as_object());
    return out;
  }

  World world_;
  std::string site_, nora_;
};

TEST_F(EffectivePermissions, AreNoneWithoutARight) {
  EXPECT_THAT(permissions(), testing::IsEmpty());
}

TEST_F(EffectivePermissions, SayWhichRightGivesThem) {
  const auto own = give("technician", nora_, "remote-technician-user", site_);
  const auto department = made("/api/v1/departments", {{"name", "Field"}});
  ASSERT_EQ(world_
                .send(world_.owner, "POST", "/api/v1/departments/" + department + "/technicians",
                      json::serialize(json::object{{"add", {nora_}}, {"remove", json::array()}}))
                .status,
            204);
  const auto of_department =
      give("department", department, "remote-technician-configurer", world_.root_entity(world_.owner));
  const auto all = permissions();
  const auto& page = all.at("device_webpage.open");
  EXPECT_TRUE(page.at("allowed").as_bool());
  EXPECT_FALSE(page.contains("until"));
  std::map<std::string, json::object> rights;
  for (const auto& right : page.at("rights").as_array())
    rights.emplace(right.at("right").as_string(), right.as_object());
  ASSERT_THAT(rights, testing::SizeIs(2));
  EXPECT_FALSE(rights.at(own).at("inherited").as_bool());
  EXPECT_THAT(std::string(rights.at(own).at("scope").at("name").as_string()), testing::EndsWith("Site"));
  EXPECT_TRUE(rights.at(of_department).at("inherited").as_bool()) << "given for what is above, to a department";
  EXPECT_EQ(rights.at(of_department).at("holder").at("name").as_string(), "Field");
  EXPECT_EQ(all.at("remote_access.configure").at("rights").as_array().size(), 1U);
  EXPECT_FALSE(all.contains("raw_ports")) << "no right gives that";
}

TEST_F(EffectivePermissions, SayUntilWhen) {
  const auto end = rfc3339(world_.clock.wall() + std::chrono::hours(2));
  give("technician", nora_, "remote-technician-user", site_, {{"to", end}});
  EXPECT_EQ(permissions().at("device_webpage.open").at("until").as_string(), end);
  world_.clock.advance(std::chrono::hours(2));
  const auto over = permissions();
  EXPECT_TRUE(over.empty() || !over.at("device_webpage.open").at("allowed").as_bool());
}

TEST_F(EffectivePermissions, ARightThatARestrictionBeatsIsShownAndDoesNotHold) {
  give("technician", nora_, "remote-technician-user", site_);
  const auto install = made("/api/v1/installs", {{"entity", site_}, {"name", "Install"}}, "install");
  const auto device = world_.make_device(world_.owner, install, "Printer");
  ASSERT_EQ(
      world_.send(world_.owner, "PUT", "/api/v1/entities/" + site_ + "/remote-access", R"({"setting":"off"})").status,
      200);
  const auto items = World::object(world_.send(world_.owner, "GET", path("?device=" + device))).at("items").as_array();
  const auto page = std::ranges::find_if(
      items, [](const json::value& item) { return item.at("permission").as_string() == "device_webpage.open"; });
  ASSERT_NE(page, items.end());
  EXPECT_FALSE(page->at("allowed").as_bool());
  EXPECT_THAT(std::string(page->at("sentence").as_string()), testing::HasSubstr("switched off"));
  EXPECT_EQ(page->at("rights").as_array().size(), 1U);
}

TEST_F(EffectivePermissions, AreForOneselfAndForWhoAdministers) {
  EXPECT_EQ(world_.send(world_.member, "GET", path("?entity=" + site_)).status, 404);
  EXPECT_EQ(world_.send(world_.foreign, "GET", path("?entity=" + site_)).status, 404);
  EXPECT_EQ(world_.send(world_.sign_in("nora@example.com"), "GET", path("?entity=" + site_)).status, 200);
  EXPECT_EQ(world_.send(world_.owner, "GET", path("")).status, 400) << "neither device nor entity";
  EXPECT_EQ(world_.send(world_.owner, "GET", path("?entity=zz")).status, 404);
}

}  // namespace
}  // namespace callout::api
