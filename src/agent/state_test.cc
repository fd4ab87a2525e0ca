// SPDX-License-Identifier: Apache-2.0
// What lies in the state folder: who may read it, one agent at a time, and keys that no crash loses.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/enrolment_token.h"
#include "agent/inventory.h"
#include "agent/key.h"
#include "agent/registration.h"
#include "agent/state_folder.h"
#include "agent/status_file.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

struct StateTest : testing::Test {
  void SetUp() override { start_crypto(); }
  StateFolder folder() { return *StateFolder::open(place.file("state"), true); }
  mode_t mode_of(const std::string& path) {
    struct stat facts{};
    EXPECT_EQ(::stat(path.c_str(), &facts), 0) << path;
    return facts.st_mode & 0777;
  }
  net::TemporaryFolder place;
};

TEST_F(StateTest, FolderAndFilesAreForTheirOwnerOnly) {
  const StateFolder state = folder();
  EXPECT_EQ(mode_of(state.path()), 0700U);
  ASSERT_TRUE(state.write("key", "secret"));
  EXPECT_EQ(mode_of(state.file("key")), 0600U);
  EXPECT_EQ(**state.read("key", true), "secret");
}

TEST_F(StateTest, WiderPermissionsAreRefusedWithWhatToDo) {
  const StateFolder state = folder();
  ASSERT_TRUE(state.write("key", "secret"));
  ::chmod(state.file("key").c_str(), 0640);
  const auto read = state.read("key", true);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("chmod 600"), std::string::npos) << read.error().message;
  for (const mode_t mode : {0750U, 0701U, 0777U}) {
    ::chmod(state.path().c_str(), mode);
    const auto open = StateFolder::open(state.path(), false);
    ASSERT_FALSE(open) << mode;
    EXPECT_NE(open.error().message.find("chmod 700"), std::string::npos) << open.error().message;
  }
}

TEST_F(StateTest, AMissingFolderSaysHowToEnrol) {
  const auto open = StateFolder::open(place.file("nothing"), false);
  ASSERT_FALSE(open);
  EXPECT_NE(open.error().message.find("enroll"), std::string::npos);
}

TEST_F(StateTest, AFileIsReplacedWholeAndALinkIsNotFollowed) {
  const StateFolder state = folder();
  ASSERT_TRUE(state.write("a", "one"));
  // A crash between writing aside and renaming leaves the old content, and the next write succeeds.
  std::ofstream(state.file("a.tmp")) << "half";
  EXPECT_EQ(**state.read("a"), "one");
  ASSERT_TRUE(state.write("a", "two"));
  EXPECT_EQ(**state.read("a"), "two");
  EXPECT_FALSE(std::filesystem::exists(state.file("a.tmp")));
  std::filesystem::create_symlink("/etc/hostname", state.file("link"));
  EXPECT_FALSE(state.read("link"));
  EXPECT_EQ(*state.read("absent"), std::nullopt);
}

TEST_F(StateTest, TwoAgentsNeverRunOnOneState) {
  const StateFolder state = folder();
  {
    const auto first = StateLock::take(state);
    ASSERT_TRUE(first);
    const auto second = StateLock::take(state);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::kConflict);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
  }
  EXPECT_TRUE(StateLock::take(state));
}

TEST_F(StateTest, AKeySurvivesItsFile) {
  const Key key = Key::generate();
  const auto again = Key::from_seed(key.seed());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(again->sign("x"), key.sign("x"));
  EXPECT_NE(Key::generate().public_key(), key.public_key());
  for (const char* bad : {"", "short", "!!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_FALSE(Key::from_seed(bad));
}

/// A folder as enrolment leaves it; returns its key's public half.
std::string enrolled(const StateFolder& state) {
  const Key key = Key::generate();
  EXPECT_TRUE(save_next_key(state, key));
  EXPECT_TRUE(finish_rotation(state, key));
  return key.public_key();
}

TEST_F(StateTest, RotationLosesNoKeyWhereverItIsCutShort) {
  const StateFolder state = folder();
  EXPECT_EQ(load_keys(state).error().code, Code::kNotFound);
  const std::string old = enrolled(state);
  EXPECT_FALSE(load_keys(state)->next);

  const auto next = begin_rotation(state);
  ASSERT_TRUE(next);
  // Cut after the new key was written: both are there, and beginning again takes the same one.
  auto keys = load_keys(state);
  ASSERT_TRUE(keys && keys->next);
  EXPECT_EQ(keys->current.public_key(), old);
  EXPECT_EQ(keys->next->public_key(), next->public_key());
  EXPECT_EQ(begin_rotation(state)->public_key(), next->public_key());

  // The server said yes.
  ASSERT_TRUE(finish_rotation(state, *next));
  keys = load_keys(state);
  EXPECT_EQ(keys->current.public_key(), next->public_key());
  EXPECT_FALSE(keys->next);
  // Whoever comes second finds it done.
  EXPECT_TRUE(finish_rotation(state, *next));

  // The server said no.
  const auto unwanted = begin_rotation(state);
  ASSERT_TRUE(abandon_rotation(state));
  EXPECT_FALSE(load_keys(state)->next);
  EXPECT_EQ(load_keys(state)->current.public_key(), next->public_key());
  EXPECT_FALSE(finish_rotation(state, *unwanted));
}

TEST_F(StateTest, ABrokenKeyFileSaysSo) {
  const StateFolder state = folder();
  ASSERT_TRUE(state.write(kKeyFile, "not a key"));
  EXPECT_EQ(load_keys(state).error().code, Code::kInvalid);
}

TEST(Registration, ComesBackAsItWasWritten) {
  const Registration registration{"i1", "Site \"A\"", *wire::parse_server_url("https://callout.example.com:8443"),
                                  "-----BEGIN CERTIFICATE-----"};
  const auto again = parse_registration(to_json(registration));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->install, "i1");
  EXPECT_EQ(again->name, "Site \"A\"");
  EXPECT_EQ(again->server, registration.server);
  EXPECT_EQ(again->anchor_pem, registration.anchor_pem);
}

TEST(Registration, WhatDoesNotHoldIsRefused) {
  for (const char* json :
       {"", "{}", "[]", R"({"version":2,"install":"a","name":"b","server":"https://c","anchor_pem":"d"})",
        R"({"version":1,"install":"","name":"b","server":"https://c","anchor_pem":"d"})",
        R"({"version":1,"install":"a","name":"b","server":"https://c","anchor_pem":""})",
        R"({"version":1,"install":"a","name":"b","server":"http://c","anchor_pem":""})"}) {
    EXPECT_FALSE(parse_registration(json)) << json;
  }
}

TEST(StatusFile, ComesBackAsItWasWritten) {
  AgentStatus status;
  status.state = AgentStatus::State::kWaiting;
  status.pid = 7;
  status.last_error = "no \"route\"";
  status.devices = 3;
  const auto again = parse_status(to_json(status));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, status.state);
  EXPECT_EQ(again->pid, 7);
  EXPECT_EQ(again->last_error, status.last_error);
  EXPECT_EQ(again->devices, 3);
  EXPECT_FALSE(parse_status(R"({"state":"flying"})"));
}

TEST(EnrolmentToken, IsReadWholeOrNotAtAll) {
  const std::string secret(43, 'A');
  EXPECT_EQ(parse_enrolment_token("co1." + secret + ".-")->pin, std::nullopt);
  EXPECT_EQ(parse_enrolment_token("co1." + secret + "." + secret)->pin, secret);
  for (const std::string& bad :
       {std::string(), "co1." + secret, "co2." + secret + ".-", "co1." + secret + ".", "co1." + secret.substr(1) + ".-",
        "co1." + secret + "." + secret.substr(2), "co1." + secret + ".-.-", " co1." + secret + ".-"}) {
    EXPECT_FALSE(parse_enrolment_token(bad)) << bad;
  }
}

TEST(Inventory, EachDeviceIsAnsweredByThePolicyAndFoundByItsEndpoint) {
  tunnel::Inventory list{{{"d1", "A", "192.168.1.5", std::nullopt, {{"e1", "http", 80}, {"e2", "https", 443}}},
                          {"d2", "B", "127.0.0.1", std::nullopt, {{"e3", "http", 80}}},
                          {"d3", "C", "192.168.1.6", std::nullopt, {{"e1", "http", 80}}}}};
  Inventory inventory;
  const auto results = inventory.replace(list, {}, {}).results;
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[0].accepted);
  EXPECT_FALSE(results[1].accepted);
  EXPECT_NE(results[1].detail->find("loopback"), std::string::npos);
  EXPECT_FALSE(results[2].accepted);  // Its endpoint's id is the first device's.
  EXPECT_EQ(inventory.endpoint("e2")->device->facts.id, "d1");
  EXPECT_EQ(inventory.endpoint("e2")->endpoint->port, 443);
  EXPECT_FALSE(inventory.endpoint("e9"));
  EXPECT_EQ(inventory.device("d3"), nullptr);
  (void)inventory.replace({}, {}, {});
  EXPECT_FALSE(inventory.endpoint("e1"));
}

}  // namespace
}  // namespace callout::agent
