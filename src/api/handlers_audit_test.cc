// SPDX-License-Identifier: Apache-2.0
// What requests leave in the audit journal, and who reads it.
#include <set>

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

class AuditApi : public testing::Test {
 protected:
  json::array records(const std::string& query = "") {
    return World::object(world_.send(world_.owner, "GET", "/api/v1/audit?limit=200" + query)).at("items").as_array();
  }
  json::object newest() { return records().at(0).as_object(); }
  std::string kind(const json::object& record) { return std::string(record.at("kind").as_string()); }
  World world_;
};

TEST_F(AuditApi, AChangeSaysWhoAndWhatItWasBefore) {
  world_.send(world_.owner, "PATCH", "/api/v1/team", R"({"session_minutes":45})");
  const auto record = newest();
  EXPECT_EQ(kind(record), "team_changed");
  const auto& actor = record.at("actor").as_object();
  EXPECT_EQ(actor.at("name").as_string(), "Olga Owner");
  EXPECT_EQ(actor.at("address").as_string(), "192.0.2.1");
  EXPECT_EQ(actor.at("via").as_string(), "browser");
  ASSERT_EQ(record.at("changes").as_array().size(), 1u);
  const auto& change = record.at("changes").as_array().at(0).as_object();
  EXPECT_EQ(change.at("field").as_string(), "session_minutes");
  EXPECT_EQ(change.at("before").as_string(), "30");
  EXPECT_EQ(change.at("after").as_string(), "45");
}

TEST_F(AuditApi, NoPasswordIsEverWrittenDown) {
  const auto made = World::object(world_.send(world_.owner, "POST", "/api/v1/technicians",
                                              R"({"email":"n@example.com","name":"Nora","password":"secret-one-1"})"));
  const std::string id(made.at("id").as_string());
  world_.send(world_.owner, "PATCH", "/api/v1/technicians/" + id, R"({"password":"secret-two-2"})");
  EXPECT_EQ(kind(newest()), "technician_password_changed");
  const auto all = world_.send(world_.owner, "GET", "/api/v1/audit?limit=200").body;
  EXPECT_THAT(all, HasSubstr("Nora"));
  EXPECT_THAT(all, Not(HasSubstr("secret-")));
}

TEST_F(AuditApi, EveryChangingRouteThatSucceedsLeavesARecord) {
  const auto count = [&] { return newest().at("seq").to_number<std::int64_t>(); };
  auto before = count();
  const auto expect_one = [&](const Response& response, std::string_view kind_of) {
    ASSERT_LT(response.status, 300) << response.body;
    EXPECT_GT(count(), before) << kind_of;
    EXPECT_EQ(kind(newest()), kind_of);
    before = count();
  };
  const std::string root = world_.root_entity(world_.owner);
  const auto post = [&](const std::string& path, const json::object& body) {
    return world_.send(world_.owner, "POST", path, json::serialize(body));
  };
  const auto id_of = [](const Response& response) { return std::string(World::object(response).at("id").as_string()); };
  auto response = post("/api/v1/entities", {{"parent", root}, {"name", "Site"}});
  expect_one(response, "entity_created");
  const auto site = id_of(response);
  expect_one(world_.send(world_.owner, "PATCH", "/api/v1/entities/" + site, R"({"name":"Renamed"})"), "entity_changed");
  expect_one(world_.send(world_.owner, "PUT", "/api/v1/entities/" + site + "/remote-access", R"({"setting":"off"})"),
             "restriction_set");
  expect_one(world_.send(world_.owner, "PUT", "/api/v1/entities/" + site + "/remote-access", R"({"setting":"on"})"),
             "restriction_lifted");
  response = post("/api/v1/roles",
                  {{"name", "Reader"}, {"purpose", "devices"}, {"permissions", {"device_webpage.read_only"}}});
  expect_one(response, "role_created");
  const auto role = id_of(response);
  response = post("/api/v1/departments", {{"name", "Field"}});
  expect_one(response, "department_created");
  const auto field = id_of(response);
  expect_one(post("/api/v1/departments/" + field + "/technicians", {{"add", {world_.member.technician.str()}}}),
             "department_changed");
  response = post("/api/v1/access-rights", {{"holder", {{"kind", "department"}, {"id", field}}},
                                            {"scope", {{"kind", "entity"}, {"id", site}}},
                                            {"role", role}});
  expect_one(response, "right_granted");
  expect_one(world_.send(world_.owner, "DELETE", "/api/v1/departments/" + field + "?access_rights=1"),
             "department_removed");
  const auto install = world_.make_install(world_.owner, "Install");
  EXPECT_EQ(kind(newest()), "install_created");
  before = count();
  const auto device = world_.make_device(world_.owner, install, "Printer");
  EXPECT_EQ(kind(newest()), "job_made") << "it is checked";
  EXPECT_EQ(kind(records().at(1).as_object()), "device_created");
  before = count();
  expect_one(world_.send(world_.owner, "PATCH", "/api/v1/devices/" + device, R"({"name":"Big printer"})"),
             "device_changed");
  // Its install is offline: it is asked for, and ends at once with its job.
  expect_one(post("/api/v1/devices/" + device + "/sessions", {}), "session_ended");
  EXPECT_EQ(kind(records().at(1).as_object()), "job_finished");
  EXPECT_EQ(kind(records().at(2).as_object()), "session_requested");
  EXPECT_EQ(kind(records().at(3).as_object()), "job_made");
  expect_one(world_.send(world_.owner, "DELETE", "/api/v1/devices/" + device), "job_finished");
  EXPECT_EQ(kind(records().at(1).as_object()), "device_removed");
}

TEST_F(AuditApi, WaysInAndOutAreInIt) {
  const auto max = world_.sign_in("max@example.com");
  const auto in = newest();
  EXPECT_EQ(kind(in), "signed_in");
  EXPECT_EQ(in.at("actor").as_object().at("name").as_string(), "Max Member");
  EXPECT_EQ(in.at("actor").as_object().at("address").as_string(), "192.0.2.1");
  EXPECT_EQ(in.at("actor").as_object().at("via").as_string(), "browser");
  ASSERT_EQ(world_.send(max, "POST", "/api/v1/sign-out").status, 204);
  EXPECT_EQ(kind(newest()), "signed_out");
  EXPECT_EQ(newest().at("actor").as_object().at("address").as_string(), "192.0.2.1");
  // The one that the browser had before ends with the next.
  const auto before = world_.sign_in("max@example.com");
  world_.send(before, "POST", "/api/v1/sign-in", R"({"email":"olga@example.com","password":"a long password"})");
  EXPECT_EQ(kind(newest()), "signed_out");
  EXPECT_THAT(std::string(newest().at("detail").as_string()), HasSubstr("another one in the same browser"));
  world_.owner = world_.sign_in("olga@example.com");
  ASSERT_EQ(world_.send(world_.owner, "DELETE", "/api/v1/me/sign-ins").status, 204);
  EXPECT_EQ(kind(newest()), "sign_in_ended");
  EXPECT_EQ(newest().at("actor").as_object().at("name").as_string(), "Olga Owner");
}

TEST_F(AuditApi, ARefusedSignInIsAnsweredAlikeAndWrittenDownAfterwards) {
  const auto answer = [&](const std::string& email) {
    return world_.send({}, "POST", "/api/v1/sign-in",
                       json::serialize(json::object{{"email", email}, {"password", "not the right one"}}));
  };
  const auto known = answer("max@example.com"), disabled = answer("dora@example.com"),
             unknown = answer("nobody@example.com");
  EXPECT_EQ(known.status, 401);
  EXPECT_EQ(known.body, unknown.body);
  EXPECT_EQ(known.body, disabled.body);
  EXPECT_EQ(records("&kind=sign_in_refused").size(), 0u);
  world_.sign_ins.work();
  const auto refused = records("&kind=sign_in_refused");
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused.at(1).at("technician").at("name").as_string(), "Max Member");
  EXPECT_EQ(refused.at(1).at("actor").at("kind").as_string(), "unknown");
  EXPECT_EQ(refused.at(1).at("outcome").as_string(), "refused");
}

TEST_F(AuditApi, ATokenOfOnesOwnIsRecordedWhenItIsMadeAndWhenItIsRemoved) {
  const json::object asked{{"name", "Robot"},
                           {"scope", json::array{"device_webpage.open"}},
                           {"expires_at", rfc3339(world_.clock.wall() + std::chrono::hours(24))}};
  const auto made = world_.send(world_.member, "POST", "/api/v1/api-tokens", json::serialize(asked));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(kind(newest()), "token_created");
  const std::string id(World::object(made).at("id").as_string());
  ASSERT_EQ(world_.send(world_.member, "DELETE", "/api/v1/api-tokens/" + id).status, 204);
  EXPECT_EQ(kind(newest()), "token_removed");
  EXPECT_EQ(newest().at("actor").as_object().at("name").as_string(), "Max Member");
  EXPECT_THAT(std::string(newest().at("detail").as_string()), HasSubstr("(Robot): ended by its technician"));
}

TEST_F(AuditApi, WhatIsRefusedIsRecordedAndNotWithoutEnd) {
  EXPECT_EQ(world_.send(world_.member, "PATCH", "/api/v1/team", R"({"name":"Mine"})").status, 403);
  const auto record = newest();
  EXPECT_EQ(kind(record), "access_refused");
  EXPECT_EQ(record.at("outcome").as_string(), "refused");
  EXPECT_EQ(record.at("actor").as_object().at("name").as_string(), "Max Member");
  EXPECT_THAT(std::string(record.at("detail").as_string()), HasSubstr("team.manage"));
  for (int i = 0; i < 100; ++i) world_.send(world_.member, "PATCH", "/api/v1/team", R"({"name":"Mine"})");
  EXPECT_LE(records("&kind=access_refused").size(), 25u);
}

TEST_F(AuditApi, ItIsFoundByWhomWhatWhereAndWhen) {
  const auto site = world_.make_entity(world_.owner, "Site");
  world_.send(world_.owner, "PUT", "/api/v1/entities/" + site + "/remote-access", R"({"setting":"off"})");
  EXPECT_EQ(records("&kind=restriction_set").size(), 1u);
  EXPECT_EQ(records("&entity=" + site).size(), 2u);
  EXPECT_GE(records("&technician=" + world_.owner.technician.str()).size(), 2u);
  EXPECT_EQ(records("&from=2030-01-01T00:00:00Z").size(), 0u);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/audit?kind=nothing").status, 422);
  EXPECT_EQ(world_.send(world_.owner, "GET", "/api/v1/audit?from=yesterday").status, 422);
}

TEST_F(AuditApi, AnAuditorReadsItAndOthersDoNot) {
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/audit").status, 403);
  world_.give(world_.owner, world_.member.technician.str(), "auditor", "team");
  EXPECT_EQ(world_.send(world_.member, "GET", "/api/v1/audit").status, 200);
  EXPECT_EQ(world_.send(world_.member, "PUT", "/api/v1/audit/settings", R"({"retention_days":30})").status, 403);
  const auto foreign = World::object(world_.send(world_.foreign, "GET", "/api/v1/audit"));
  EXPECT_THAT(json::serialize(foreign), Not(HasSubstr("Olga")));
}

TEST_F(AuditApi, AnExportHoldsTheSameAndIsRecorded) {
  const auto whole = [&](const std::string& query) {
    const Response response = world_.send(world_.owner, "GET", "/api/v1/audit/export" + query);
    EXPECT_EQ(response.status, 200);
    std::string text = response.body;
    for (auto piece = response.more(); piece && !piece->empty(); piece = response.more()) text += *piece;
    return text;
  };
  EXPECT_THAT(whole("?format=csv"), HasSubstr("right_granted"));
  EXPECT_THAT(whole("?format=jsonl"), HasSubstr("\"audit_exported\""));
  EXPECT_EQ(records("&kind=audit_exported").size(), 2u);
}

TEST_F(AuditApi, RecordsAreKeptForAsLongAsTheTeamSays) {
  const auto set = [&](const char* body) {
    return world_.send(world_.owner, "PUT", "/api/v1/audit/settings", body).status;
  };
  EXPECT_EQ(set(R"({"retention_days":29})"), 422);
  EXPECT_EQ(set(R"({"retention_days":90,"keep_for_ever":true})"), 422);
  EXPECT_EQ(set("{}"), 422);
  EXPECT_EQ(set(R"({"retention_days":90})"), 200);
  const auto settings = World::object(world_.send(world_.owner, "GET", "/api/v1/audit/settings"));
  EXPECT_EQ(settings.at("retention_days").as_int64(), 90);
  EXPECT_EQ(kind(newest()), "audit_retention_changed");
  EXPECT_EQ(set(R"({"keep_for_ever":true})"), 200);
}

/// An auditor of one site, and records of that site, of another one and of the team.
class AuditOfASite : public AuditApi {
 protected:
  void SetUp() override {
    site_ = world_.make_entity(world_.owner, "Site");
    other_ = world_.make_entity(world_.owner, "Other");
    for (const auto& entity : {site_, other_})
      world_.send(world_.owner, "PATCH", "/api/v1/entities/" + entity, R"({"name":"Renamed"})");
    world_.give(world_.owner, world_.member.technician.str(), "auditor", "entity", site_);
  }
  std::set<std::string> entities_of(const Response& response) {
    std::set<std::string> out;
    const auto page = World::object(response);
    for (const auto& item : page.at("items").as_array()) {
      const auto& record = item.as_object();
      out.emplace(record.contains("entity") ? record.at("entity").at("id").as_string() : "the team's");
    }
    return out;
  }
  Response read(const std::string& path) { return world_.send(world_.member, "GET", path); }

  std::string site_, other_;
};

TEST_F(AuditOfASite, WhoReadsItForOneEntityReadsNothingElse) {
  EXPECT_THAT(entities_of(read("/api/v1/audit")), testing::ElementsAre(site_));
  EXPECT_THAT(entities_of(read("/api/v1/audit?entity=" + site_)), testing::ElementsAre(site_));
  EXPECT_EQ(read("/api/v1/audit?entity=" + other_).status, 404);
  EXPECT_EQ(read("/api/v1/audit?entity=" + world_.root_entity(world_.owner)).status, 404);
  EXPECT_EQ(read("/api/v1/audit/export?entity=" + other_).status, 404);
  const auto exported = read("/api/v1/audit/export?format=jsonl");
  EXPECT_EQ(exported.status, 200);
  std::string text;
  for (auto piece = exported.more(); piece && !piece->empty(); piece = exported.more()) text += *piece;
  EXPECT_THAT(text, HasSubstr(site_));
  EXPECT_THAT(text, Not(HasSubstr(other_)));
}

TEST_F(AuditOfASite, WhoReadsItForSeveralSaysWhich) {
  world_.give(world_.owner, world_.member.technician.str(), "auditor", "entity", other_);
  EXPECT_EQ(read("/api/v1/audit").status, 422);
  EXPECT_THAT(entities_of(read("/api/v1/audit?entity=" + other_)), testing::ElementsAre(other_));
}

TEST_F(AuditOfASite, WhoAdministersOneEntityDoesNotSetHowLongItIsKept) {
  world_.give(world_.owner, world_.member.technician.str(), "team-administrator", "entity", site_);
  EXPECT_EQ(world_.send(world_.member, "PUT", "/api/v1/audit/settings", R"({"retention_days":30})").status, 403);
  EXPECT_EQ(world_.send(world_.owner, "PUT", "/api/v1/audit/settings", R"({"retention_days":30})").status, 200);
}

}  // namespace
}  // namespace callout::api
