// SPDX-License-Identifier: Apache-2.0
#include "api/present.h"

#include <gtest/gtest.h>

namespace callout::api {
namespace {

const Addresses kAddresses{"https://callout.example.com", "sessions.example.net", "https"};
const access::Subject kReader{model::TeamId("team"), model::TechnicianId("reader")};

model::Session session_of(const model::TechnicianId& technician, model::SessionState state) {
  model::Session session;
  session.id = model::SessionId("s");
  session.technician = technician;
  session.state = state;
  session.label = "secretlabel";
  return session;
}

TEST(Present, TheStartAddressIsOnlyForTheSessionsOwnTechnicianWhileItIsActive) {
  const auto own = present(session_of(kReader.technician, model::SessionState::kActive), kReader, kAddresses);
  EXPECT_EQ(own.at("start_url").as_string(), "https://secretlabel.sessions.example.net/.callout/start");
  for (const auto state : {model::SessionState::kRequested, model::SessionState::kConnecting,
                           model::SessionState::kClosing, model::SessionState::kClosed}) {
    EXPECT_FALSE(present(session_of(kReader.technician, state), kReader, kAddresses).contains("start_url"))
        << model::to_string(state);
  }
  const auto others =
      present(session_of(model::TechnicianId("other"), model::SessionState::kActive), kReader, kAddresses);
  EXPECT_FALSE(others.contains("start_url"));
}

TEST(Present, TimeLeftIsInWholeSecondsAndNeverNoneWhileThereIsSome) {
  auto session = session_of(kReader.technician, model::SessionState::kActive);
  session.remaining = std::chrono::milliseconds(1);
  EXPECT_EQ(present(session, kReader, kAddresses).at("remaining_s").as_int64(), 1);
  session.remaining = std::chrono::milliseconds(1'800'000);
  EXPECT_EQ(present(session, kReader, kAddresses).at("remaining_s").as_int64(), 1800);
}

TEST(Present, AnEndpointSaysWhichKeyIsKnownAndWhichWasSeen) {
  model::Device device;
  device.endpoints.push_back({model::EndpointId("e"), model::Scheme::kHttps, 443, {}, {}});
  device.endpoints[0].tls = {{"TLSv1", "RC4-MD5", "RSA-1024", "seen", true}, "known", WallMs{}, "Ann"};
  const auto tls = present(device, true).at("endpoints").at(0).at("tls");
  EXPECT_EQ(tls.at("key_sha256"), "seen");
  EXPECT_EQ(tls.at("known_key_sha256"), "known");
  EXPECT_EQ(tls.at("key_changed"), true);
  EXPECT_EQ(tls.at("weak"), true);
  EXPECT_EQ(tls.at("accepted_by"), "Ann");
  device.endpoints[0].tls->last.key_sha256 = "known";
  EXPECT_EQ(present(device, true).at("endpoints").at(0).at("tls").at("key_changed"), false);
}

TEST(Present, WhatIsNotKnownIsAbsent) {
  const auto install = present(model::Install(), false);
  for (const char* key : {"duplicate_key", "agent_version", "hostname", "os", "remote_address", "last_seen_at"}) {
    EXPECT_FALSE(install.contains(key)) << key;
  }
  const auto device = present(model::Device(), true);
  for (const char* key :
       {"install", "install_name", "install_online", "mac", "seen_mac", "status_detail", "checked_at"}) {
    EXPECT_FALSE(device.contains(key)) << key;
  }
}

}  // namespace
}  // namespace callout::api
