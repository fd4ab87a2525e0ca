// SPDX-License-Identifier: Apache-2.0
// Every route, as everyone: a technician with each system role, given for where a thing stands, above it, below it,
// beside it, or in another team; active, disabled, or with a right that has ended. Generated from the table of routes,
// so a new one is in it; what each should answer follows from the issue's table of roles, written down here once more
// by hand and not taken from access/.
#include <map>
#include <set>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

namespace json = boost::json;

using Names = std::set<std::string>;

/// What each system role lets its holder do, by the names that `calloutd routes` prints.
const std::map<std::string, Names>& of_roles() {
  static const Names kUser{"devices.view", "devices.check", "device_webpage.open", "entities.view", "installs.view"};
  static const auto with = [](Names names, const Names& more) {
    names.insert(more.begin(), more.end());
    return names;
  };
  static const std::map<std::string, Names> kTable{
      {"remote-technician-user", kUser},
      {"remote-technician-configurer", with(kUser, {"remote_access.configure", "session_requests.view", "sessions.view",
                                                    "sessions.end", "temporary_permissions.give", "roles.view"})},
      {"only-device-connection", with(kUser, {"device_ports.open"})},
      {"full-device-access", with(kUser, {"device_ports.open", "remote_access.configure", "sessions.view",
                                          "session_requests.view", "sessions.end", "devices.manage", "devices.delete",
                                          "device_groups.manage", "temporary_permissions.give", "roles.view"})},
      {"team-administrator",
       {"entities.view", "installs.view", "entities.manage", "installs.manage", "technicians.manage", "team.manage",
        "roles.view", "roles.manage", "access_rights.view", "access_rights.manage", "temporary_permissions.give",
        "access.explain", "audit_log.view", "jobs.view", "jobs.cancel"}},
      {"auditor", {"audit_log.view", "entities.view", "installs.view"}},
      {"branding-administrator", {}},
      {"billing-administrator", {}},
      {"devices-list", {}},
      {"all-invitations", {}},
      {"own-invitations", {}},
  };
  return kTable;
}

/// What everyone in the team reaches: their own things, and the places at home.
const Names kEveryones{"signed_in",          "team.view",      "sessions.view", "sessions.use",
                       "sessions.end",       "jobs.view",      "jobs.cancel",   "entities.view",
                       "access_rights.view", "access.explain", "installs.view"};

/// Those with Permanent Access: the devices section is there, with nothing in it.
const Names kShowDevices{"devices-list", "team-administrator"};

/// The team's own things: a role for an entity does not change them.
bool is_the_teams(std::string_view pattern) {
  return pattern.starts_with("/api/v1/roles/") || pattern.starts_with("/api/v1/departments/") ||
         pattern.starts_with("/api/v1/device-groups/") || pattern.starts_with("/api/v1/profiles/");
}

enum class Where { kSame, kParent, kChild, kSibling, kForeign };
enum class State { kActive, kDisabled, kExpired };

std::string name_of_where(Where where) {
  return std::array<std::string, 5>{"same", "parent", "child", "sibling", "foreign"}[static_cast<std::size_t>(where)];
}

class Matrix : public testing::Test {
 protected:
  void SetUp() override {
    parent_ = entity("Parent", world_.root_entity(world_.owner));
    same_ = entity("Same", parent_);
    child_ = entity("Child", same_);
    sibling_ = entity("Sibling", parent_);
    home_ = entity("Home", world_.root_entity(world_.owner));
    install_ = made("/api/v1/installs", {{"entity", same_}, {"name", "Install"}}, "install");
    device_ = made("/api/v1/devices", {{"install", install_},
                                       {"name", "Printer"},
                                       {"address", "192.0.2.50"},
                                       {"endpoints", {{{"scheme", "http"}, {"port", 80}}}}});
  }
  std::string made(const std::string& path, const json::object& body, const char* within = nullptr) {
    const Response response = world_.send(world_.owner, "POST", path, json::serialize(body));
    EXPECT_EQ(response.status, 201) << response.body;
    auto object = World::object(response);
    const json::object& in = within != nullptr ? object.at(within).as_object() : object;
    return std::string(in.at("id").as_string());
  }
  std::string entity(const std::string& name, const std::string& parent) {
    return made("/api/v1/entities", {{"parent", parent}, {"name", name}});
  }
  std::string entity_of(Where where) const {
    switch (where) {
      case Where::kParent: return parent_;
      case Where::kChild: return child_;
      case Where::kSibling: return sibling_;
      case Where::kSame:
      case Where::kForeign: return same_;
    }
    return same_;
  }
  /// Signed in, at home apart from everything, with the role for that entity or section.
  Browser someone(const std::string& role, Where where, State state) {
    const std::string email = "t" + std::to_string(++count_) + "@example.com";
    const auto id = made("/api/v1/technicians",
                         {{"email", email}, {"name", email}, {"password", "a long password"}, {"home", home_}});
    const auto* system = model::find_system_role(model::RoleId(role));
    json::object scope{{"kind", "entity"}, {"id", entity_of(where)}};
    if (system->purpose == model::Purpose::kInvitations) scope = {{"kind", "quick_support"}};
    json::object right{{"holder", {{"kind", "technician"}, {"id", id}}}, {"scope", scope}, {"role", role}};
    if (state == State::kExpired) right["to"] = rfc3339(world_.clock.wall() + std::chrono::minutes(1));
    made("/api/v1/access-rights", right);
    const Browser browser = world_.sign_in(email);
    if (state == State::kExpired) world_.clock.advance(std::chrono::minutes(1));
    if (state == State::kDisabled) {
      EXPECT_EQ(world_.send(world_.owner, "PATCH", "/api/v1/technicians/" + id, R"({"status":"disabled"})").status,
                200);
    }
    return browser;
  }

  /// What the route takes, of a thing of a place.
  std::string body_for(std::string_view pattern) const {
    if (pattern.ends_with("/remote-access")) return R"({"setting":"on"})";
    if (pattern.ends_with("/port-sessions")) return R"({"port":9100})";
    if (pattern.ends_with("/sessions")) return "{}";
    if (pattern.ends_with("/contacts")) return R"({"name":"Cara","email":"cara@example.com"})";
    if (pattern.ends_with("/temporary-permissions")) {
      return json::serialize(json::object{{"technician", world_.member.technician.str()},
                                          {"role", "remote-technician-user"},
                                          {"to", rfc3339(world_.clock.wall() + std::chrono::hours(1))}});
    }
    return R"({"name":"Renamed"})";
  }

  World world_;
  std::string parent_, same_, child_, sibling_, home_, install_, device_;
  int count_ = 0;
};

/// The path for a thing that stands in `same_`; an id that nothing has where the thing is of no place.
std::string path_for(std::string_view pattern, const std::string& device, const std::string& install,
                     const std::string& entity) {
  std::string path(pattern);
  const auto hole = path.find("{id}");
  if (hole == std::string::npos) return path;
  std::string id = "zz";
  if (path.starts_with("/api/v1/devices/")) id = device;
  if (path.starts_with("/api/v1/installs/")) id = install;
  if (path.starts_with("/api/v1/entities/")) id = entity;
  return path.replace(hole, 4, id);
}

bool about_a_place(std::string_view pattern) {
  return pattern.starts_with("/api/v1/devices/{id}") || pattern.starts_with("/api/v1/installs/{id}") ||
         pattern.starts_with("/api/v1/entities/{id}");
}

/// A request that is refused as late as possible: the body is empty, so that an allowed one fails by its fields (422),
/// or, where none is asked for, by the thing's state.
TEST_F(Matrix, EveryRouteAnswersEveryRoleAsItShould) {
  int asked = 0, unexpected = 0;
  const auto check_one = [&](const Route& route, const Browser& browser, const Names& may, Where where, State state,
                             const std::string& role) {
    if (route.handler == nullptr || route.pattern == "/authorize" || route.pattern == "/api/v1/sign-out") return;
    // What would remove the thing that the others are asked about.
    const bool removes = route.method == Method::kDelete && about_a_place(route.pattern);
    const std::string action(model::to_string(route.action));
    const bool body = route.body == Body::kJson;
    const std::string path = path_for(route.pattern, device_, install_, same_);
    ++asked;
    const bool reaches_something = may.contains(action) || kEveryones.contains(action) ||
                                   (kShowDevices.contains(role) && action == "devices.view" && state == State::kActive);
    if (removes && reaches_something) return;
    const bool covers = where == Where::kSame || where == Where::kParent;
    const bool sees = covers && (may.contains("devices.view") || !route.pattern.starts_with("/api/v1/devices/")) &&
                      !may.empty() && (may.contains("entities.view") || may.contains("devices.view"));
    // Who is refused sends what could be done, so that no mistake in it is what refuses.
    const bool does = covers && sees && may.contains(action);
    const bool whole = body && about_a_place(route.pattern) && !does;
    const int status =
        world_.send(browser, name_of(route.method), path,
                    whole  ? body_for(route.pattern)
                    : body ? "{}"
                           : "")
            .status;
    const auto expect = [&](bool right) {
      if (right) return;
      ++unexpected;
      ADD_FAILURE() << role << ' ' << name_of_where(where) << ' ' << static_cast<int>(state) << ": "
                    << name_of(route.method) << ' ' << path << " (" << action << ") answered " << status;
    };
    if (state == State::kDisabled) return expect(status == 401);
    if (where == Where::kForeign) {
      // An owner elsewhere reaches all of their own team and nothing here.
      return expect(about_a_place(route.pattern) ? status == 404 : status != 401);
    }
    if (!reaches_something) return expect(status == 403);
    if (is_the_teams(route.pattern) && route.method != Method::kGet) return expect(status == 403 || status == 422);
    if (!about_a_place(route.pattern)) return expect(status != 401 && status != 403);
    // A thing of a place: what is not reached is not there, or is forbidden where it can be seen.
    if (body && does) return expect(status == 422 || (status == 201 && action == "device_webpage.open"));
    if (!covers || !sees) return expect(status == 404);
    if (!may.contains(action)) return expect(status == 403);
    return expect(status != 403 && status != 404 && status != 401);
  };
  for (const auto& [role, permissions] : of_roles()) {
    for (const auto where : {Where::kSame, Where::kParent, Where::kChild, Where::kSibling}) {
      for (const auto state : {State::kActive, State::kDisabled, State::kExpired}) {
        if (state != State::kActive && where != Where::kSame) continue;
        Names may = state == State::kActive ? permissions : Names();
        const Browser browser = someone(role, where, state);
        for (const Route& route : routes()) {
          world_.clock.advance(std::chrono::milliseconds(100));
          check_one(route, browser, may, where, state, role);
        }
      }
    }
  }
  for (const Route& route : routes()) check_one(route, world_.foreign, {}, Where::kForeign, State::kActive, "owner");
  EXPECT_GT(asked, 2500);
  EXPECT_EQ(unexpected, 0);
  RecordProperty("asked", asked);
}

/// The team's matters are the section's: a role for an entity does not reach them.
TEST_F(Matrix, WhatIsTheTeamsTakesTheTeam) {
  const Browser here = someone("team-administrator", Where::kParent, State::kActive);
  EXPECT_EQ(world_.send(here, "PATCH", "/api/v1/team", R"({"name":"Mine"})").status, 403);
  EXPECT_EQ(
      world_.send(here, "POST", "/api/v1/roles", R"({"name":"R","purpose":"devices","permissions":["chat"]})").status,
      403);
  EXPECT_EQ(world_.send(here, "POST", "/api/v1/departments", R"({"name":"D"})").status, 403);
  EXPECT_EQ(world_.send(here, "PATCH", "/api/v1/entities/" + child_, R"({"name":"Renamed"})").status, 200);
  EXPECT_EQ(world_.send(here, "PATCH", "/api/v1/entities/" + home_, R"({"name":"Renamed"})").status, 403);
}

/// Lists hold what decisions allow: nothing of a sibling, all of what is below.
TEST_F(Matrix, ListsHoldWhatIsReached) {
  const auto count = [&](const Browser& browser, const std::string& path) {
    return World::object(world_.send(browser, "GET", path)).at("items").as_array().size();
  };
  const Browser same = someone("remote-technician-user", Where::kSame, State::kActive);
  EXPECT_EQ(count(same, "/api/v1/devices"), 1u);
  EXPECT_EQ(count(same, "/api/v1/installs"), 1u);
  EXPECT_EQ(count(same, "/api/v1/entities"), 3u) << "same, child, and home";
  const Browser sibling = someone("remote-technician-user", Where::kSibling, State::kActive);
  EXPECT_EQ(count(sibling, "/api/v1/devices"), 0u);
  EXPECT_EQ(count(sibling, "/api/v1/installs"), 0u);
  EXPECT_EQ(count(sibling, "/api/v1/entities"), 2u);
  const Browser listing = someone("devices-list", Where::kParent, State::kActive);
  EXPECT_EQ(count(listing, "/api/v1/devices"), 0u);
  EXPECT_EQ(count(world_.foreign, "/api/v1/devices"), 0u);
  EXPECT_EQ(count(world_.foreign, "/api/v1/access-rights"), 0u);
}

}  // namespace
}  // namespace callout::api
