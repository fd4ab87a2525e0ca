// SPDX-License-Identifier: Apache-2.0
// The TLS keys of a device's endpoints: the first is to be found again, another is only shown until it is accepted.
#include <gtest/gtest.h>

#include "store/devices.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

class DeviceKeys : public testing::Test {
 protected:
  void show(const std::string& key, bool weak = false) {
    model::CheckReport report;
    report.status = model::DeviceStatus::kReachable;
    report.endpoints.emplace_back(
        endpoint_,
        model::EndpointCheck{.reachable = true, .tls = model::TlsFacts{"TLSv1.2", "cipher", "RSA-2048", key, weak}});
    store_.write([&](Transaction& t) { must(Devices(TeamScope(t, team_.id)).apply_check(device_.id, report, kNow)); });
  }
  Result<> accept(const std::string& key) {
    return store_.write([&](Transaction& t) {
      return Devices(TeamScope(t, team_.id)).accept_key(device_.id, endpoint_, key, "Ann", kLater);
    });
  }
  model::EndpointTls tls() {
    const auto device =
        store_.read([&](Transaction& t) { return must(Devices(TeamScope(t, team_.id)).get(device_.id)); });
    for (const auto& endpoint : device.endpoints) {
      if (endpoint.id == endpoint_ && endpoint.tls) return *endpoint.tls;
    }
    return {};
  }

  static constexpr WallMs kNow{std::chrono::milliseconds(1000)}, kLater{std::chrono::milliseconds(2000)};
  TestStore store_;
  const model::Team team_ = store_.add_team();
  const model::Device device_ = store_.add_device(team_, store_.add_install(team_));
  const model::EndpointId endpoint_ = device_.endpoints[1].id;
};

TEST_F(DeviceKeys, TheFirstIsKnownAndAnotherOnlyShown) {
  show("first", true);
  EXPECT_EQ(tls().known_key, "first");
  EXPECT_EQ(tls().known_since, kNow);
  EXPECT_EQ(tls().accepted_by, "") << "nobody was asked";
  EXPECT_FALSE(tls().key_changed());
  EXPECT_TRUE(tls().last.weak);
  show("second");
  EXPECT_EQ(tls().known_key, "first");
  EXPECT_EQ(tls().last.key_sha256, "second");
  EXPECT_TRUE(tls().key_changed());
  EXPECT_FALSE(tls().last.weak);
}

TEST_F(DeviceKeys, OfAnotherDeviceOrOfOneThatWasNotRecognisedAreNotKnown) {
  const auto shows = [&](std::optional<std::string> mac, const std::string& key) {
    model::CheckReport report{.mac = std::move(mac), .status = model::DeviceStatus::kReachable};
    report.endpoints.emplace_back(
        endpoint_, model::EndpointCheck{.reachable = true, .tls = model::TlsFacts{"TLSv1.2", "c", "k", key, false}});
    store_.write([&](Transaction& t) { must(Devices(TeamScope(t, team_.id)).apply_check(device_.id, report, kNow)); });
  };
  store_.write([&](Transaction& t) {
    must(Devices(TeamScope(t, team_.id)).apply_visit(device_.id, {.mac = "00:11:22:aa:bb:cc"}, kNow));
  });
  shows("00:11:22:aa:bb:dd", "impostor");
  shows(std::nullopt, "stranger");
  EXPECT_EQ(tls().known_key, "");
  shows("00:11:22:aa:bb:cc", "own");
  EXPECT_EQ(tls().known_key, "own");
}

TEST_F(DeviceKeys, OnlyTheOneThatWasSeenLastIsAccepted) {
  show("first");
  show("second");
  show("third");
  for (const char* key : {"second", "", "fourth"}) EXPECT_EQ(accept(key).error().code, Code::kConflict) << key;
  EXPECT_EQ(tls().known_key, "first");
  EXPECT_TRUE(accept("third"));
  EXPECT_EQ(tls().known_key, "third");
  EXPECT_EQ(tls().accepted_by, "Ann");
  EXPECT_EQ(tls().known_since, kLater);
  EXPECT_EQ(accept("third").error().code, Code::kConflict) << "it is known already";
  show("first");
  EXPECT_TRUE(tls().key_changed()) << "the old one is a change, too";
}

TEST_F(DeviceKeys, StayWhenOtherEndpointsComeAndGo) {
  show("first");
  auto endpoints = device_.endpoints;
  endpoints.erase(endpoints.begin());
  endpoints.push_back({model::EndpointId::make(), model::Scheme::kHttps, 8443, {}, {}});
  store_.write([&](Transaction& t) { must(Devices(TeamScope(t, team_.id)).replace_endpoints(device_.id, endpoints)); });
  EXPECT_EQ(tls().known_key, "first");
}

TEST_F(DeviceKeys, AreFirstOnesAgainForAnotherDevice) {
  show("first");
  store_.write([&](Transaction& t) { must(Devices(TeamScope(t, team_.id)).forget_keys(device_.id)); });
  show("second");
  EXPECT_EQ(tls().known_key, "second");
}

TEST_F(DeviceKeys, AVisitTellsTheKeyAndNothingElse) {
  show("first");
  model::CheckReport report;
  report.endpoints.emplace_back(endpoint_,
                                model::EndpointCheck{.tls = model::TlsFacts{"TLSv1.3", "c", "EC-256", "first", false}});
  store_.write([&](Transaction& t) { must(Devices(TeamScope(t, team_.id)).apply_visit(device_.id, report, kLater)); });
  EXPECT_EQ(tls().last.version, "TLSv1.3");
  const auto device =
      store_.read([&](Transaction& t) { return must(Devices(TeamScope(t, team_.id)).get(device_.id)); });
  EXPECT_TRUE(device.endpoints[1].check->reachable);
  EXPECT_EQ(device.status, model::DeviceStatus::kReachable);
}

}  // namespace
}  // namespace callout::store
