// SPDX-License-Identifier: Apache-2.0
// Rules that hold for the lists of all repositories: tenants apart, pages whole, search, and queries that use their
// indexes.
#include <sstream>

#include <gtest/gtest.h>

#include "store/access_rights.h"
#include "store/connection.h"
#include "store/jobs.h"
#include "store/sessions.h"
#include "store/sign_ins.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

class Repositories : public testing::Test {
 protected:
  std::vector<std::string> devices(const DeviceFilter& filter, int limit = 50) {
    std::vector<std::string> names;
    PageRequest request{.cursor = {}, .limit = limit};
    while (true) {
      const auto page =
          store_.read([&](Transaction& t) { return must(Devices(TeamScope(t, team_.id)).list(request, filter)); });
      EXPECT_LE(page.items.size(), static_cast<std::size_t>(limit));
      for (const auto& device : page.items) names.push_back(device.name);
      if (!page.next_cursor) return names;
      request.cursor = *page.next_cursor;
    }
  }
  std::vector<std::string> search(std::string q) { return devices({.q = std::move(q), .entity = {}, .install = {}}); }

  TestStore store_;
  model::Team team_ = store_.add_team();
  model::Team foreign_ = store_.add_team("Other");
  model::Install install_ = store_.add_install(team_, "North Office");
};

TEST_F(Repositories, PagesGoThroughAListOnceInOrder) {
  for (const char* name : {"b", "A", "b", "C", "b", "a"}) store_.add_device(team_, install_, name);
  for (const int limit : {1, 2, 3, 6, 7}) {
    const auto names = devices({}, limit);
    ASSERT_EQ(names.size(), 6u) << limit;
    EXPECT_EQ(names[2], "b");
    EXPECT_EQ(names[5], "C");
  }
}

TEST_F(Repositories, ABadCursorIsInvalid) {
  for (const char* cursor : {"x", "AAAA", "%00"}) {
    store_.read([&](Transaction& t) {
      const TeamScope scope(t, team_.id);
      const PageRequest request{.cursor = cursor, .limit = 50};
      EXPECT_EQ(Devices(scope).list(request).error().code, Code::kInvalid);
      EXPECT_EQ(Installs(scope).list(request).error().code, Code::kInvalid);
      EXPECT_EQ(Technicians(scope).list(request).error().code, Code::kInvalid);
      EXPECT_EQ(Entities(scope).list(request).error().code, Code::kInvalid);
      EXPECT_EQ(Jobs(scope).list(request).error().code, Code::kInvalid);
      EXPECT_EQ(Sessions(scope).list(request).error().code, Code::kInvalid);
      return 0;
    });
  }
}

TEST_F(Repositories, LimitsAreClamped) {
  for (int i = 0; i < 3; ++i) store_.add_device(team_, install_);
  for (const int limit : {-1, 0, 1}) {
    EXPECT_EQ(store_.read([&](Transaction& t) {
      return must(Devices(TeamScope(t, team_.id)).list({.cursor = {}, .limit = limit})).items.size();
    }),
              1u);
  }
  EXPECT_EQ(clamp_limit(100'000), kPageMost);
}

TEST_F(Repositories, SearchLooksInNameAddressMacAndInstall) {
  const auto printer = store_.add_device(team_, install_, "Printer 100%", "10.0.0.9");
  store_.add_device(team_, store_.add_install(team_, "South"), "Camera_1", "fd00::1");
  store_.write([&](Transaction& t) {
    must(Devices(TeamScope(t, team_.id)).apply_visit(printer.id, {.mac = "00:11:22:aa:bb:cc"}, WallMs{}));
  });
  const std::vector<std::string> only_printer{"Printer 100%"}, only_camera{"Camera_1"}, none;
  EXPECT_EQ(search("PRINT"), only_printer);
  EXPECT_EQ(search("10.0.0"), only_printer);
  EXPECT_EQ(search("22:AA:bb"), only_printer);
  EXPECT_EQ(search("north off"), only_printer);
  EXPECT_EQ(search("fd00::1"), only_camera);
  EXPECT_EQ(search("%"), only_printer) << "a sign of LIKE is only itself";
  EXPECT_EQ(search("_"), only_camera);
  EXPECT_EQ(search("!"), none);
  EXPECT_EQ(search("' OR 1=1 --"), none);
}

TEST_F(Repositories, AnEntitysDevicesAreThoseBelowItToo) {
  const auto site = store_.write(
      [&](Transaction& t) { return must(Entities(TeamScope(t, team_.id)).create(team_.root_entity, "Site")); });
  const auto floor =
      store_.write([&](Transaction& t) { return must(Entities(TeamScope(t, team_.id)).create(site.id, "Floor")); });
  auto device = store_.add_device(team_, install_, "Below");
  device.entity = floor.id;
  store_.write([&](Transaction& t) { must(Devices(TeamScope(t, team_.id)).update(device)); });
  store_.add_device(team_, install_, "Above");
  EXPECT_EQ(devices({.q = {}, .entity = site.id, .install = {}}), std::vector<std::string>{"Below"});
  EXPECT_EQ(devices({.q = {}, .entity = team_.root_entity, .install = {}}).size(), 2u);
  store_.read([&](Transaction& t) {
    EXPECT_EQ(
        Devices(TeamScope(t, team_.id)).list({}, {.q = {}, .entity = foreign_.root_entity, .install = {}}).error().code,
        Code::kNotFound);
    return 0;
  });
}

TEST_F(Repositories, AForeignTeamFindsAndChangesNothing) {
  const auto device = store_.add_device(team_, install_);
  const auto technician = store_.add_technician(team_, "ann@example.com");
  store_.write([&](Transaction& t) {
    const TeamScope scope(t, foreign_.id);
    EXPECT_EQ(Devices(scope).get(device.id).error().code, Code::kNotFound);
    EXPECT_EQ(Devices(scope).update(device).error().code, Code::kInvalid) << "its entity is not the foreign team's";
    auto stolen = device;
    stolen.entity = foreign_.root_entity;
    stolen.install.reset();
    EXPECT_EQ(Devices(scope).update(stolen).error().code, Code::kNotFound);
    EXPECT_EQ(Devices(scope).replace_endpoints(device.id, {}).error().code, Code::kNotFound);
    EXPECT_EQ(Devices(scope).apply_check(device.id, {}, WallMs{}).error().code, Code::kNotFound);
    EXPECT_EQ(Devices(scope).remove(device.id).error().code, Code::kNotFound);
    EXPECT_TRUE(must(Devices(scope).list({})).items.empty());
    EXPECT_EQ(Installs(scope).get(install_.id).error().code, Code::kNotFound);
    EXPECT_EQ(Installs(scope).rename(install_.id, "Mine").error().code, Code::kNotFound);
    EXPECT_EQ(Installs(scope).set_key(install_.id, "key").error().code, Code::kNotFound);
    EXPECT_EQ(Installs(scope).remove(install_.id).error().code, Code::kNotFound);
    EXPECT_TRUE(must(Installs(scope).list({})).items.empty());
    EXPECT_EQ(Technicians(scope).get(technician.id).error().code, Code::kNotFound);
    EXPECT_EQ(Technicians(scope).set_status(technician.id, model::TechnicianStatus::kDisabled).error().code,
              Code::kNotFound);
    EXPECT_EQ(Technicians(scope).set_password_hash(technician.id, "hash").error().code, Code::kNotFound);
    EXPECT_TRUE(must(Technicians(scope).list({})).items.empty());
  });
  EXPECT_EQ(devices({}).size(), 1u);
}

TEST_F(Repositories, RemovingAnInstallLeavesItsDevices) {
  const auto device = store_.add_device(team_, install_);
  store_.write([&](Transaction& t) { must(Installs(TeamScope(t, team_.id)).remove(install_.id)); });
  const auto left = store_.read([&](Transaction& t) { return must(Devices(TeamScope(t, team_.id)).get(device.id)); });
  EXPECT_FALSE(left.install);
  EXPECT_EQ(left.install_name, "");
  EXPECT_EQ(left.endpoints.size(), 2u);
}

TEST_F(Repositories, InstallsCountTheirDevicesAndAreFoundByHost) {
  store_.add_device(team_, install_);
  store_.write([&](Transaction& t) {
    must(Installs(TeamScope(t, team_.id)).seen(install_.id, {"1.0", "Host-7", "linux", "198.51.100.7"}, WallMs{}));
  });
  store_.read([&](Transaction& t) {
    Installs installs(TeamScope(t, team_.id));
    EXPECT_EQ(must(installs.get(install_.id)).device_count, 1);
    EXPECT_EQ(must(installs.list({}, "host-7")).items.size(), 1u);
    EXPECT_EQ(must(installs.list({}, "198.51")).items.size(), 1u);
    EXPECT_TRUE(must(installs.list({}, "host-8")).items.empty());
    return 0;
  });
}

// Every statement that the lists and look-ups run, as they run it, asked for its plan: no table is walked as a whole,
// nothing is sorted.
TEST_F(Repositories, ListsAndLookUpsUseTheirIndexes) {
  const PageRequest by_name{.cursor = cursor_of({"a", "b"}), .limit = 50},
      by_time{.cursor = cursor_of({"1", "b"}), .limit = 50};
  const auto device = store_.add_device(team_, install_);
  const model::Reach some{.technician = model::TechnicianId("x"),
                          .own = true,
                          .entities = {team_.root_entity},
                          .groups = {model::GroupId("x")},
                          .devices = {device.id}};
  store_.read([&](Transaction& t) {
    std::ostringstream statements;
    t.connection().session().set_log_stream(&statements);
    const TeamScope scope(t, team_.id);
    for (const auto& page : {PageRequest{}, by_name}) {
      must(Devices(scope).list(page));
      must(Devices(scope).list(page, {.q = "x", .entity = {}, .install = {}}));
      must(Devices(scope).list(page, {.q = {}, .entity = team_.root_entity, .install = {}}));
      must(Devices(scope).list(page, {.q = {}, .entity = {}, .install = install_.id}));
      must(Devices(scope).list(page, {.q = {}, .entity = {}, .install = {}, .reach = some}));
      must(Installs(scope).list(page, "x", some));
      must(Technicians(scope).list(page, {.q = "x", .reach = some}));
      must(Technicians(scope).list(page, {.department = model::DepartmentId("x")}));
      must(Entities(scope).list(page));
    }
    for (const auto& page : {PageRequest{}, by_time}) {
      must(Jobs(scope).list(page));
      must(Jobs(scope).list(page, {.reach = some}));
      must(Jobs(scope).list(page, {.install = install_.id}));
      must(Jobs(scope).list(page, {.device = device.id}));
      must(Sessions(scope).list(page, {.reach = some}));
      must(Sessions(scope).list(page, {.technician = model::TechnicianId("x")}));
      must(Sessions(scope).list(page, {.device = device.id}));
      must(Sessions(scope).list(page, {.live = true}));
      for (const auto& filter :
           {AccessRightFilter{}, AccessRightFilter{.holder = model::Holder::of(model::TechnicianId("x"))},
            AccessRightFilter{.scope = model::Scope::of(team_.root_entity)}})
        must(AccessRights(scope).list(page, filter));
    }
    must(Devices(scope).get(device.id));
    must(Devices(scope).facts(device.id));
    must(AccessRights(scope).all({.role = model::RoleId("x")}));
    must(Installs(scope).get(install_.id));
    must(Teams(scope).get());
    must(SignIns(t).find("hash"));
    must(find_enrolment(t, "hash"));
    must(find_install_key(t, install_.id));
    must(find_technician_by_email(t, "ann@example.com"));
    must(closed_labels(t, 10));
    t.connection().session().set_log_stream(nullptr);

    int asked = 0;
    std::istringstream lines(statements.str());
    for (std::string sql; std::getline(lines, sql);) {
      std::string plan, detail;
      std::int64_t id = 0, parent = 0, unused = 0;
      Query query(t.connection(), "EXPLAIN QUERY PLAN " + sql);
      query.into(id).into(parent).into(unused).into(detail);
      while (query.next()) plan += detail + '\n';
      EXPECT_EQ(plan.find("SCAN"), std::string::npos) << sql << '\n' << plan;
      EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << sql << '\n' << plan;
      ++asked;
    }
    EXPECT_GE(asked, 38);
    return 0;
  });
}

}  // namespace
}  // namespace callout::store
