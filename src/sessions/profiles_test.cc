// SPDX-License-Identifier: Apache-2.0
// How a device is treated reaches its sessions and its agent, and a change of it ends the sessions that it touches.
#include <gtest/gtest.h>

#include "sessions/sessions_testing.h"
#include "store/connection.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using model::SessionState;

class TreatedSessions : public testing::Test, protected TestServer {
 protected:
  void SetUp() override { online(); }

  model::DeviceProfile add(model::Treatment treatment, std::string title = {}, std::string name = "Ours") {
    model::DeviceProfile profile{.name = std::move(name), .treatment = std::move(treatment)};
    if (!title.empty()) profile.match = {{.title = std::move(title)}};
    return store::must(inventory->add_profile(as(owner), std::move(profile)));
  }
  void choose(std::optional<model::ProfileId> profile) {
    store::must(inventory->change_device(as(owner), device.id, {.profile = ProfileChoice{std::move(profile)}}));
  }
  void translate(std::optional<bool> on) {
    store::must(inventory->change_device(as(owner), device.id, {.translation = TranslationChoice{on}}));
  }
  void check_shows(const std::string& title) {
    model::CheckReport report{.status = model::DeviceStatus::kReachable};
    report.endpoints.emplace_back(device.endpoints[0].id, model::EndpointCheck{.reachable = true, .title = title});
    store_.write([&](store::Transaction& t) {
      store::must(store::Devices(store::TeamScope(t, team.id)).apply_check(device.id, report, clock.wall()));
    });
  }
};

TEST_F(TreatedSessions, TheLeaseAndTheOrderSayHow) {
  choose(
      add({.connections = 2, .tls = model::TlsMode::kModern, .translate_bodies = false, .allowed_paths = {"/a*"}}).id);
  const auto session = open_active();
  const auto order = link.orders().back().treatment;
  EXPECT_EQ(order.connections, 2);
  EXPECT_EQ(order.tls, model::TlsMode::kModern);
  const auto& terms = lease(session)->terms().treatment;
  EXPECT_FALSE(terms.translate_bodies);
  EXPECT_EQ(terms.allowed_paths, std::vector<std::string>{"/a*"});
}

TEST_F(TreatedSessions, AChangedProfileEndsThoseOfItsDevicesOnly) {
  auto profile = add({});
  choose(profile.id);
  const auto here = open_active();
  const auto elsewhere = answer(open(member, store_.add_device(team, install).id));
  profile.treatment.allowed_paths = {"/status"};
  store::must(inventory->change_profile(as(owner), profile));
  EXPECT_EQ(get(here).closed_reason, ClosedReason::kDeviceChanged);
  EXPECT_EQ(get(elsewhere).state, SessionState::kActive);
  EXPECT_EQ(lease(open_active())->terms().treatment.allowed_paths, std::vector<std::string>{"/status"});
}

TEST_F(TreatedSessions, ANewNameOfAProfileEndsNone) {
  auto profile = add({.connections = 2});
  choose(profile.id);
  const auto session = open_active();
  profile.name = "Other";
  profile.notes = "Why";
  store::must(inventory->change_profile(as(owner), profile));
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

TEST_F(TreatedSessions, AnotherChoiceEndsThem) {
  const auto profile = add({.connections = 2});
  const auto before = open_active();
  choose(profile.id);
  EXPECT_EQ(get(before).closed_reason, ClosedReason::kDeviceChanged);
  const auto session = open_active();
  choose(profile.id);
  EXPECT_EQ(get(session).state, SessionState::kActive) << "nothing changed";
  choose(std::nullopt);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(TreatedSessions, ADevicesOwnTranslationEndsThem) {
  const auto session = open_active();
  translate(true);
  EXPECT_EQ(get(session).state, SessionState::kActive) << "as it was";
  translate(false);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
  EXPECT_FALSE(lease(open_active())->terms().treatment.translate_bodies);
}

TEST_F(TreatedSessions, AProfileThatFitsFromNowOnEndsThem) {
  check_shows("Router 7");
  auto session = open_active();
  add({}, "Router*");
  EXPECT_EQ(get(session).state, SessionState::kActive) << "it changes nothing";
  add({.allowed_paths = {"/"}}, "Another*", "A");
  EXPECT_EQ(get(session).state, SessionState::kActive) << "it does not fit";
  add({.allowed_paths = {"/"}}, "Rout*", "Z");
  EXPECT_EQ(get(session).state, SessionState::kActive) << "another one comes first";
  const auto first = add({.allowed_paths = {"/"}}, "Rout*", "A");
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
  session = open_active();
  store::must(inventory->remove_profile(as(owner), first.id));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(TreatedSessions, OfAnotherTeamStay) {
  const auto session = open_active();
  const auto other = store_.add_team("other");
  const auto stranger = store_.add_technician(other, "stranger@example.com", true);
  check_shows("Router 7");
  store::must(
      inventory->add_profile(as(stranger), {.name = "X", .match = {{"*", ""}}, .treatment = {.connections = 1}}));
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

TEST_F(TreatedSessions, ARestartKeepsHowUnlessItChangedMeanwhile) {
  const auto profile = add({.allowed_paths = {"/a"}});
  choose(profile.id);
  const auto session = open_active();
  restart();
  ASSERT_TRUE(lease(session));
  EXPECT_EQ(lease(session)->terms().treatment.allowed_paths, std::vector<std::string>{"/a"});
  store_.write([&](store::Transaction& t) {
    auto changed = profile;
    changed.treatment.allowed_paths = {"/b"};
    store::must(store::Profiles(store::TeamScope(t, team.id)).update(changed));
  });
  restart();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(TreatedSessions, ARestartGoesOnWithASessionFromBeforeThereWereProfiles) {
  choose(add({.allowed_paths = {"/a"}}).id);
  const auto session = open_active();
  store_.write([&](store::Transaction& t) {
    store::Query(t.connection(), "UPDATE sessions SET treatment = NULL WHERE id = :id").use(session.id.str()).run();
  });
  restart();
  ASSERT_TRUE(lease(session));
  EXPECT_EQ(lease(session)->terms().treatment.allowed_paths, std::vector<std::string>{"/a"}) << "as its device is now";
}

TEST_F(TreatedSessions, WhatACheckHasShownHoldsWhenTheAgentComesBack) {
  add({.connections = 2}, "Router*");
  const auto session = open_active();
  check_shows("Router 7");
  online();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(TreatedSessions, ADeviceIsAddedWithTheEndpointsOfItsProfile) {
  const auto profile = add({.endpoints = {{model::Scheme::kHttps, 8443}, {model::Scheme::kHttp, 8000}}});
  NewDevice asked{.name = "D", .install = install.id, .entity = {}, .address = "192.0.2.9", .endpoints = {}};
  EXPECT_EQ(inventory->add_device(as(owner), asked).error().code, Code::kInvalid) << "no endpoints and no profile";
  asked.profile = {profile.id};
  const auto added = store::must(inventory->add_device(as(owner), asked));
  ASSERT_EQ(added.endpoints.size(), 2u);
  EXPECT_EQ(added.endpoints[0].port, 8443);
  EXPECT_EQ(added.chosen_profile, profile.id);
  asked.profile = {model::ProfileId("canon-ir-adv")};
  EXPECT_EQ(store::must(inventory->add_device(as(owner), asked)).endpoints[0].port, 8000);
  asked.endpoints = {{model::Scheme::kHttp, 80}};
  EXPECT_EQ(store::must(inventory->add_device(as(owner), asked)).endpoints.size(), 1u) << "what was given holds";
}

}  // namespace
}  // namespace callout::sessions
