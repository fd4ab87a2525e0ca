// SPDX-License-Identifier: Apache-2.0
// A team's profiles, and which one a device is read with.
#include "store/profiles.h"

#include <gtest/gtest.h>

#include "store/connection.h"
#include "store/devices.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

class TeamProfiles : public testing::Test {
 protected:
  model::DeviceProfile add(std::string name, std::string title = {}, model::Treatment treatment = {}) {
    model::DeviceProfile profile{
        .id = model::ProfileId::make(), .name = std::move(name), .treatment = std::move(treatment)};
    if (!title.empty()) profile.match = {{.title = std::move(title)}};
    store_.write([&](Transaction& t) { must(Profiles(scope(t)).insert(profile, kNow)); });
    return profile;
  }
  void check_shows(const std::string& title, bool reachable = true) {
    model::CheckReport report{.status = model::DeviceStatus::kReachable};
    report.endpoints.emplace_back(device_.endpoints[0].id,
                                  model::EndpointCheck{.reachable = reachable, .title = title, .server = "httpd"});
    store_.write([&](Transaction& t) { must(Devices(scope(t)).apply_check(device_.id, report, kNow)); });
  }
  void change(const std::function<void(model::Device&)>& edit) {
    auto device = read();
    edit(device);
    store_.write([&](Transaction& t) { must(Devices(scope(t)).update(device)); });
  }
  model::Device read() {
    return store_.read([&](Transaction& t) { return must(Devices(scope(t)).get(device_.id)); });
  }
  std::string applied() {
    const auto device = read();
    return device.profile ? device.profile->name : "none";
  }
  TeamScope scope(Transaction& t) { return {t, team_.id}; }

  static constexpr WallMs kNow{std::chrono::milliseconds(1000)};
  TestStore store_;
  const model::Team team_ = store_.add_team();
  const model::Device device_ = store_.add_device(team_, store_.add_install(team_));
};

TEST_F(TeamProfiles, AreListedByNameAndKeepWhatTheySay) {
  add("Zeta");
  const auto beta =
      add("beta", "Router*", {.connections = 3, .tls = model::TlsMode::kLegacy, .allowed_paths = {"/a*"}});
  const auto profiles = store_.read([&](Transaction& t) { return must(Profiles(scope(t)).list()); });
  ASSERT_EQ(profiles.size(), 2u);
  EXPECT_EQ(profiles[0].id, beta.id);
  EXPECT_EQ(profiles[0].treatment, beta.treatment);
  EXPECT_EQ(profiles[0].match, beta.match);
  EXPECT_FALSE(profiles[0].shipped);
}

TEST_F(TeamProfiles, OfAnotherTeamAreUnknown) {
  const auto mine = add("mine", "Router*");
  const auto other = store_.add_team("other");
  store_.write([&](Transaction& t) {
    Profiles profiles(TeamScope(t, other.id));
    EXPECT_EQ(profiles.get(mine.id).error().code, Code::kNotFound);
    EXPECT_EQ(profiles.update(mine).error().code, Code::kNotFound);
    EXPECT_EQ(profiles.remove(mine.id).error().code, Code::kNotFound);
    EXPECT_TRUE(must(profiles.list()).empty());
  });
}

TEST_F(TeamProfiles, TheOneThatFitsTheLastCheckHolds) {
  add("ours", "Router*", {.connections = 2});
  EXPECT_EQ(applied(), "none");
  check_shows("Router 7");
  EXPECT_EQ(applied(), "ours");
  EXPECT_EQ(read().treatment.connections, 2);
  check_shows("Remote UI: Login");
  EXPECT_EQ(read().profile->id.str(), "canon-ir-adv");
  EXPECT_TRUE(read().profile->shipped);
  check_shows("Router 7", false);
  EXPECT_EQ(applied(), "none") << "what did not answer shows nothing";
}

TEST_F(TeamProfiles, TheChosenOneHoldsWhateverTheDeviceShows) {
  add("ours", "Router*");
  const auto chosen = add("chosen", {}, {.allowed_paths = {"/status"}});
  check_shows("Router 7");
  change([&](model::Device& device) { device.chosen_profile = chosen.id; });
  EXPECT_EQ(applied(), "chosen");
  EXPECT_EQ(read().treatment.allowed_paths, std::vector<std::string>{"/status"});
  change([](model::Device& device) { device.chosen_profile = model::ProfileId("plain"); });
  EXPECT_EQ(read().profile->id.str(), "plain");
  change([](model::Device& device) { device.chosen_profile.reset(); });
  EXPECT_EQ(applied(), "ours");
}

TEST_F(TeamProfiles, ADevicesOwnTranslationStandsOverItsProfiles) {
  add("ours", "Router*", {.translate_bodies = false});
  check_shows("Router 7");
  EXPECT_FALSE(read().treatment.translate_bodies);
  change([](model::Device& device) { device.translate_bodies = true; });
  EXPECT_TRUE(read().treatment.translate_bodies);
  check_shows("Other");
  change([](model::Device& device) { device.translate_bodies = false; });
  EXPECT_FALSE(read().treatment.translate_bodies);
  change([](model::Device& device) { device.translate_bodies.reset(); });
  EXPECT_TRUE(read().treatment.translate_bodies);
}

TEST_F(TeamProfiles, ListedDevicesAreReadWithTheirsToo) {
  add("ours", "Router*");
  check_shows("Router 7");
  const auto devices = store_.read([&](Transaction& t) { return must(Devices(scope(t)).list({})); });
  ASSERT_EQ(devices.items.size(), 1u);
  ASSERT_TRUE(devices.items[0].profile);
  EXPECT_EQ(devices.items[0].profile->name, "ours");
}

TEST_F(TeamProfiles, AnUnknownOrForeignOneCantBeChosen) {
  auto device = read();
  device.chosen_profile = model::ProfileId("nothing-like-it");
  store_.write([&](Transaction& t) { EXPECT_EQ(Devices(scope(t)).update(device).error().code, Code::kInvalid); });
}

TEST_F(TeamProfiles, OneThatIsChosenCantBeRemoved) {
  const auto chosen = add("chosen");
  change([&](model::Device& device) { device.chosen_profile = chosen.id; });
  store_.write([&](Transaction& t) {
    const auto removed = Profiles(scope(t)).remove(chosen.id);
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().code, Code::kConflict);
    EXPECT_NE(removed.error().message.find("1 device:"), std::string::npos) << removed.error().message;
  });
  change([](model::Device& device) { device.chosen_profile.reset(); });
  store_.write([&](Transaction& t) { EXPECT_TRUE(Profiles(scope(t)).remove(chosen.id)); });
}

TEST_F(TeamProfiles, ADamagedOneIsAnErrorAndNoFreedom) {
  const auto profile = add("ours", "Router*", {.allowed_paths = {"/status"}});
  store_.write([&](Transaction& t) {
    Query(t.connection(), "UPDATE profiles SET document = '{}' WHERE id = :id").use(profile.id.str()).run();
    EXPECT_EQ(Devices(scope(t)).get(device_.id).error().code, Code::kInternal);
  });
}

TEST_F(TeamProfiles, HaveABound) {
  for (std::size_t i = 0; i < model::kProfilesPerTeam; ++i) add("p" + std::to_string(i));
  store_.write([&](Transaction& t) {
    const auto more = Profiles(scope(t)).insert({.id = model::ProfileId::make(), .name = "more"}, kNow);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, Code::kExhausted);
  });
}

}  // namespace
}  // namespace callout::store
