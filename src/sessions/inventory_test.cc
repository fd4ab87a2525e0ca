// SPDX-License-Identifier: Apache-2.0
#include "sessions/inventory.h"

#include <gtest/gtest.h>

#include "rights/places.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using model::DeviceStatus;

class InventoryTest : public testing::Test, protected TestServer {
 protected:
  void SetUp() override { online(); }
  NewDevice camera() const { return {"Camera", install.id, std::nullopt, "10.0.0.20", {{model::Scheme::kHttp, 8080}}}; }
  Result<model::Device> change(const DeviceChange& what) {
    return inventory->change_device(as(owner), device.id, what);
  }
};

TEST_F(InventoryTest, ANewDeviceIsCheckedByItsInstall) {
  const auto added = store::must(inventory->add_device(as(owner), camera()));
  EXPECT_EQ(added.status, DeviceStatus::kChecking);
  EXPECT_EQ(added.entity, install.entity);
  ASSERT_EQ(link.orders().size(), 1u);
  EXPECT_EQ(link.orders()[0].device, added.id);
  EXPECT_EQ(events.count(team.id, model::EventKind::kInstall, install.id.str()), 2) << "its number of devices changed";
}

TEST_F(InventoryTest, ABadDeviceIsRefused) {
  const auto with = [&](auto edit) {
    auto device = camera();
    edit(device);
    const auto added = inventory->add_device(as(owner), device);
    return added ? Code::kInternal : added.error().code;
  };
  EXPECT_EQ(with([](auto& d) { d.name = ""; }), Code::kInvalid);
  EXPECT_EQ(with([](auto& d) { d.address = "0x0a.0.0.1"; }), Code::kInvalid);
  EXPECT_EQ(with([](auto& d) { d.endpoints.clear(); }), Code::kInvalid);
  EXPECT_EQ(with([](auto& d) { d.endpoints.resize(17); }), Code::kInvalid);
  EXPECT_EQ(with([](auto& d) { d.endpoints = {{model::Scheme::kHttp, 0}}; }), Code::kInvalid);
  EXPECT_EQ(with([](auto& d) { d.endpoints = {{model::Scheme::kHttp, 80}, {model::Scheme::kHttp, 80}}; }),
            Code::kInvalid);
  EXPECT_EQ(with([](auto& d) { d.install = model::InstallId("none"); }), Code::kInvalid);
  const auto foreign = store_.add_team("Other");
  EXPECT_EQ(with([&](auto& d) { d.entity = foreign.root_entity; }), Code::kInvalid);
  EXPECT_EQ(with([&](auto& d) { d.install = store_.add_install(foreign).id; }), Code::kInvalid);
  EXPECT_TRUE(link.orders().empty());
}

TEST_F(InventoryTest, ARenameLeavesSessionsAlone) {
  const auto session = open_active();
  EXPECT_EQ(
      store::must(change({.name = "Big printer", .install = {}, .entity = {}, .address = {}, .endpoints = {}})).name,
      "Big printer");
  EXPECT_EQ(get(session).state, model::SessionState::kActive);
}

TEST_F(InventoryTest, WhatASessionWasOpenedToEndsItWhenItChanges) {
  const auto second = store::must(inventory->add_install(as(owner), "Second", team.root_entity));
  const DeviceChange changes[] = {
      {.name = {}, .install = {}, .entity = {}, .address = "10.0.0.99", .endpoints = {}},
      {.name = {},
       .install = {},
       .entity = {},
       .address = {},
       .endpoints = std::vector<NewEndpoint>{{model::Scheme::kHttp, 8000}}},
      {.name = {}, .install = second.id, .entity = {}, .address = {}, .endpoints = {}},
  };
  for (const auto& what : changes) {
    const auto session = open_active();
    EXPECT_EQ(store::must(change(what)).status, DeviceStatus::kChecking);
    EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
    EXPECT_FALSE(lease(session));
  }
}

TEST_F(InventoryTest, AChangeThatChangesNothingEndsNothing) {
  const auto session = open_active();
  store::must(
      change({.name = {},
              .install = install.id,
              .entity = {},
              .address = device.address,
              .endpoints = std::vector<NewEndpoint>{{model::Scheme::kHttp, 80}, {model::Scheme::kHttps, 443}}}));
  EXPECT_EQ(get(session).state, model::SessionState::kActive);
}

TEST_F(InventoryTest, EndpointsThatStayKeepTheirIds) {
  const auto changed = store::must(change({.name = {},
                                           .install = {},
                                           .entity = {},
                                           .address = {},
                                           .endpoints = std::vector<NewEndpoint>{{model::Scheme::kHttps, 443}}}));
  ASSERT_EQ(changed.endpoints.size(), 1u);
  EXPECT_EQ(changed.endpoints[0].id, device.endpoints[1].id);
}

TEST_F(InventoryTest, AnIdentityIsAcceptedOnlyWhenOneWasSeen) {
  const DeviceChange accept{
      .name = {}, .install = {}, .entity = {}, .address = {}, .endpoints = {}, .accept_identity = true};
  EXPECT_EQ(change(accept).error().code, Code::kConflict);
  const auto checked = [&](const char* mac) {
    store_.write([&](store::Transaction& t) {
      store::must(store::Devices(store::TeamScope(t, team.id))
                      .apply_check(device.id,
                                   {.mac = mac,
                                    .status = DeviceStatus::kReachable,
                                    .detail = {},
                                    .endpoints = {{device.endpoints[1].id,
                                                   {.tls = model::TlsFacts{"TLSv1.2", "c", "k", "key", false}}}}},
                                   clock.wall()));
    });
  };
  checked("00:11:22:aa:bb:cc");
  checked("00:11:22:aa:bb:dd");
  const auto accepted = store::must(change(accept));
  EXPECT_EQ(accepted.mac, "00:11:22:aa:bb:dd");
  EXPECT_FALSE(accepted.seen_mac);
  EXPECT_FALSE(accepted.endpoints[1].tls) << "another device has another key";
  EXPECT_EQ(accepted.status, DeviceStatus::kChecking);
}

TEST_F(InventoryTest, AChangedKeyIsAcceptedByNameAndEndsTheSessions) {
  const auto endpoint = device.endpoints[1].id;
  const auto shows = [&](const char* key) {
    model::CheckReport report;
    report.endpoints.emplace_back(
        endpoint, model::EndpointCheck{.reachable = true, .tls = model::TlsFacts{"TLSv1.2", "c", "k", key, false}});
    store_.write([&](store::Transaction& t) {
      store::must(store::Devices(store::TeamScope(t, team.id)).apply_check(device.id, report, clock.wall()));
    });
  };
  const auto accept = [&](const char* key) {
    DeviceChange accepted;
    accepted.accept_key = AcceptedKey{endpoint, key};
    return change(accepted);
  };
  shows("first");
  const auto session = open_active();
  EXPECT_EQ(accept("second").error().code, Code::kConflict);
  EXPECT_EQ(get(session).state, model::SessionState::kActive);
  shows("second");
  const auto accepted = store::must(accept("second"));
  EXPECT_EQ(accepted.endpoints[1].tls->known_key, "second");
  EXPECT_EQ(accepted.endpoints[1].tls->accepted_by, owner.name);
  EXPECT_EQ(accepted.status, DeviceStatus::kChecking);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(InventoryTest, RemovingADeviceEndsItsSessionsAndJobs) {
  const auto session = open_active();
  const auto job = store::must(jobs->check_device(team.id, device.id, owner.id, as(owner).audited()));
  store::must(inventory->remove_device(as(owner), device.id));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceRemoved);
  EXPECT_EQ(get(session).device_name, "Printer") << "history stays readable";
  EXPECT_EQ(store::must(jobs->get(team.id, job.id)).state, model::JobState::kCancelled);
  EXPECT_EQ(events.count(team.id, model::EventKind::kDevice, device.id.str(), true), 1);
  EXPECT_EQ(inventory->remove_device(as(owner), device.id).error().code, Code::kNotFound);
}

TEST_F(InventoryTest, RemovingAnInstallEndsSessionsCutsItAndKeepsItsDevices) {
  const auto session = open_active();
  store::must(inventory->remove_install(as(owner), install.id));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kInstallRemoved);
  EXPECT_EQ(link.disconnected(), std::vector{install.id});
  jobs->install_offline(install.id);
  const auto left = store_.read(
      [&](store::Transaction& t) { return store::must(store::Devices(store::TeamScope(t, team.id)).get(device.id)); });
  EXPECT_FALSE(left.install);
  EXPECT_EQ(try_open(member, device.id).error().code, Code::kConflict);
  EXPECT_EQ(jobs->check_device(team.id, device.id, owner.id, as(owner).audited()).error().code, Code::kConflict);
}

TEST_F(InventoryTest, AForeignTeamChangesNothing) {
  const auto foreign = store_.add_team("Other");
  const rights::Actor stranger{{foreign.id, model::TechnicianId("stranger")}};
  const auto session = open_active();
  EXPECT_EQ(inventory
                ->change_device(stranger, device.id,
                                {.name = "Mine", .install = {}, .entity = {}, .address = {}, .endpoints = {}})
                .error()
                .code,
            Code::kNotFound);
  EXPECT_EQ(inventory->remove_device(stranger, device.id).error().code, Code::kNotFound);
  EXPECT_EQ(inventory->change_install(stranger, install.id, "Mine", std::nullopt).error().code, Code::kNotFound);
  EXPECT_EQ(inventory->remove_install(stranger, install.id).error().code, Code::kNotFound);
  EXPECT_EQ(get(session).state, model::SessionState::kActive);
}

TEST_F(InventoryTest, AnInstallIsAddedRenamedAndMoved) {
  const auto added = store::must(inventory->add_install(as(owner), "North", team.root_entity));
  EXPECT_EQ(added.state, model::InstallState::kWaiting);
  const auto site = store::must(rights::add_entity(*authority, as(owner), team.root_entity, "Site"));
  const auto changed = store::must(inventory->change_install(as(owner), added.id, "South", site.id));
  EXPECT_EQ(changed.name, "South");
  EXPECT_EQ(changed.entity_path, "Dealer / Site");
}

}  // namespace
}  // namespace callout::sessions
