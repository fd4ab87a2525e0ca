// SPDX-License-Identifier: Apache-2.0
// Sessions to raw ports, and the keys of the client.
#include <gtest/gtest.h>

#include "base/random.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using model::SessionKind;
using model::SessionState;

class Ports : public testing::Test, protected TestServer {
 protected:
  void SetUp() override {
    online();
    set_ports({9100, 5900});
  }
  void set_ports(std::vector<std::uint16_t> ports) {
    DeviceChange change;
    change.raw_ports = std::move(ports);
    store::must(inventory->change_device(as(owner), device.id, change));
  }
  model::Session open_port(std::uint16_t port) { return answer(store::must(try_open_port(member, port))); }
  Result<std::string> key_of(const model::Session& session, const model::Technician& who) {
    return sessions->make_client_key(as(who), signed_in.at(who.id), session.id);
  }
  std::string key_of(const model::Session& session) { return store::must(key_of(session, member)); }
};

TEST_F(Ports, AreOpenedByAJobOfTheirOwnKind) {
  const auto session = store::must(try_open_port(member, 9100));
  EXPECT_EQ(session.kind, SessionKind::kPorts);
  EXPECT_EQ(session.port, 9100);
  EXPECT_TRUE(session.endpoint.empty());
  const auto order = link.orders().back();
  EXPECT_EQ(order.kind, model::JobKind::kOpenDevicePorts);
  EXPECT_EQ(order.port, 9100);
  EXPECT_FALSE(order.endpoint);
  EXPECT_EQ(answer(session).state, SessionState::kActive);
  const auto& terms = lease(session)->terms();
  EXPECT_EQ(terms.kind, SessionKind::kPorts);
  EXPECT_EQ(terms.ports, (std::vector<std::uint16_t>{5900, 9100}));
}

TEST_F(Ports, OnlyThoseOfTheDeviceAreOpened) {
  EXPECT_EQ(try_open_port(member, 80).error().code, Code::kInvalid) << "an endpoint is no raw port";
  set_ports({});
  EXPECT_EQ(try_open_port(member, 9100).error().code, Code::kInvalid);
}

TEST_F(Ports, AChangeOfThemEndsSessionsToThemOnly) {
  const auto ports = open_port(9100), page = open_active();
  set_ports({5900, 9100});
  EXPECT_EQ(get(ports).state, SessionState::kActive) << "nothing changed";
  set_ports({9100});
  EXPECT_EQ(get(ports).closed_reason, ClosedReason::kDeviceChanged);
  EXPECT_EQ(get(page).state, SessionState::kActive);
}

TEST_F(Ports, BadOnesAreRefused) {
  const auto with = [&](std::vector<std::uint16_t> ports) {
    DeviceChange change;
    change.raw_ports = std::move(ports);
    const auto changed = inventory->change_device(as(owner), device.id, change);
    return changed ? Code::kInternal : changed.error().code;
  };
  EXPECT_EQ(with({0}), Code::kInvalid);
  EXPECT_EQ(with({22, 22}), Code::kInvalid);
  std::vector<std::uint16_t> many;
  for (std::uint16_t port = 1; port <= 17; ++port) many.push_back(port);
  EXPECT_EQ(with(many), Code::kInvalid);
  EXPECT_EQ(store::must(try_open_port(member, 5900)).port, 5900) << "none of it was kept";
}

TEST_F(Ports, ARestartKeepsTheSessionItsPortsAndItsKeys) {
  const auto session = open_port(9100);
  const auto key = key_of(session);
  restart();
  ASSERT_TRUE(lease(session));
  EXPECT_EQ(lease(session)->terms().kind, SessionKind::kPorts);
  EXPECT_EQ(lease(session)->terms().ports, (std::vector<std::uint16_t>{5900, 9100}));
  EXPECT_TRUE(lease(session)->knows_client_key(key));
  online();
  EXPECT_EQ(link.orders().back().kind, model::JobKind::kOpenDevicePorts);
  EXPECT_EQ(link.orders().back().port, 9100);
}

TEST_F(Ports, ARestartEndsASessionWhosePortsChangedMeanwhile) {
  const auto session = open_port(9100);
  store_.write([&](store::Transaction& t) {
    store::Devices devices(store::TeamScope(t, team.id));
    auto changed = store::must(devices.get(device.id));
    changed.raw_ports = {5900};
    store::must(devices.update(changed));
  });
  restart();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(Ports, AccessToThemIsTheirOwnPermission) {
  const auto session = open_port(9100);
  set_status(member, model::TechnicianStatus::kDisabled);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessLost);
  EXPECT_EQ(try_open_port(member, 9100).error().code, Code::kNotFound);
}

TEST_F(Ports, ACookieIsNoClientKeyNorTheOtherWay) {
  const auto session = open_active();
  const auto key = key_of(session);
  const auto cookie = random_secret();
  store::must(sessions->add_cookie(session.id, signed_in.at(member.id), cookie));
  const auto held = lease(session);
  EXPECT_TRUE(held->knows_client_key(key));
  EXPECT_FALSE(held->knows_client_key(cookie));
  EXPECT_TRUE(held->knows_cookie(cookie));
  EXPECT_FALSE(held->knows_cookie(key));
  restart();
  EXPECT_FALSE(lease(session)->knows_client_key(cookie));
  EXPECT_FALSE(lease(session)->knows_cookie(key));
}

TEST_F(Ports, ASessionHasFourKeysAndKeepsThem) {
  const auto session = open_active(), another = open_active();
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < kClientKeysPerSession; ++i) keys.push_back(key_of(session));
  EXPECT_EQ(key_of(session, member).error().code, Code::kExhausted);
  const auto expect_all = [&] {
    for (const auto& key : keys) EXPECT_TRUE(lease(session)->knows_client_key(key));
  };
  expect_all();
  EXPECT_FALSE(lease(another)->knows_client_key(keys.back())) << "a key is of one session";
  restart();
  expect_all();
}

TEST_F(Ports, OnlyTheSessionsOwnTechnicianGetsAKeyAndOnlyWhileItIsActive) {
  const auto waiting = store::must(try_open_port(member, 9100));
  EXPECT_EQ(key_of(waiting, member).error().code, Code::kConflict);
  const auto session = answer(waiting);
  EXPECT_EQ(key_of(session, other).error().code, Code::kNotFound);
  EXPECT_EQ(key_of(session, owner).error().code, Code::kNotFound);
  const auto key = key_of(session);
  const auto held = lease(session);
  store::must(sessions->end(as(member), session.id));
  EXPECT_EQ(key_of(session, member).error().code, Code::kNotFound);
  EXPECT_TRUE(held->revoked());
}

TEST_F(Ports, ASessionEndsWithTheSignInThatAskedForAKey) {
  const auto elsewhere = store_.add_sign_in(member);
  const auto session = open_active();
  store::must(sessions->make_client_key(as(member), elsewhere, session.id));
  sign_out(elsewhere);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kSignedOut);

  const auto again = open_active();
  const auto late = store_.add_sign_in(member);
  store::must(sessions->make_client_key(as(member), late, again.id));
  store_.end_sign_in(late);
  restart();
  EXPECT_EQ(get(again).closed_reason, ClosedReason::kSignedOut) << "the server died before it was told";
}

TEST_F(Ports, ASignInThatHasEndedGetsNoKey) {
  const auto elsewhere = store_.add_sign_in(member);
  const auto session = open_active();
  sign_out(elsewhere);
  EXPECT_EQ(sessions->make_client_key(as(member), elsewhere, session.id).error().code, Code::kDenied);
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

}  // namespace
}  // namespace callout::sessions
