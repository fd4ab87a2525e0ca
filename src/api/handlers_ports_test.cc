// SPDX-License-Identifier: Apache-2.0
// Raw ports through the API: the device's list, sessions to them, and the keys of the client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"
#include "jobs/jobs_testing.h"

namespace callout::api {
namespace {

class PortsOfDevices : public testing::Test {
 protected:
  PortsOfDevices()
      : install_(world_.make_install(world_.owner, "Main street")),
        device_("/api/v1/devices/" + world_.make_device(world_.owner, install_, "Printer")) {
    world_.jobs.set_link(&link_);
    world_.jobs.install_online(team(), model::InstallId(install_), {"1.0", "h", "linux", "192.0.2.1"});
  }
  ~PortsOfDevices() override { world_.jobs.set_link(nullptr); }
  model::TeamId team() {
    return model::TeamId(
        std::string(World::object(world_.send(world_.owner, "GET", "/api/v1/team")).at("id").as_string()));
  }
  Response set_ports(const std::string& ports) {
    return world_.send(world_.owner, "PATCH", device_, R"({"raw_ports":)" + ports + "}");
  }
  Response open(const Browser& browser, const std::string& body) {
    return world_.send(browser, "POST", device_ + "/port-sessions", body);
  }
  static std::string field_of(const Response& response) {
    return std::string(World::object(response).at("field").as_string());
  }
  /// The path of the session, after its agent has opened it.
  std::string active(const Response& opened) {
    const auto session = World::object(opened);
    const model::JobId job{std::string(session.at("job").as_string())};
    const model::InstallId install(install_);
    EXPECT_TRUE(world_.jobs.progress(install, job, {model::StepName::kReceived, {}}));
    EXPECT_TRUE(world_.jobs.finished(install, job, jobs::Completed{}));
    return "/api/v1/sessions/" + std::string(session.at("id").as_string());
  }

  World world_;
  jobs::FakeLink link_;
  const std::string install_;
  const std::string device_;
};

TEST_F(PortsOfDevices, AreNoneUntilTheyAreGivenAndCheckedThen) {
  EXPECT_TRUE(World::object(world_.send(world_.owner, "GET", device_)).at("raw_ports").as_array().empty());
  const Response set = set_ports("[9100,22]");
  ASSERT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(World::object(set).at("raw_ports"), boost::json::value({22, 9100}));
  EXPECT_EQ(field_of(set_ports("[0]")), "/raw_ports/0");
  EXPECT_EQ(field_of(set_ports("[22,65536]")), "/raw_ports/1");
  EXPECT_EQ(field_of(set_ports(R"(["22"])")), "/raw_ports/0");
  EXPECT_EQ(field_of(set_ports("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]")), "/raw_ports");
  EXPECT_EQ(set_ports("[22,22]").status, 422);
  const Response made = world_.send(world_.owner, "POST", "/api/v1/devices",
                                    R"({"name":"D","install":")" + install_ +
                                        R"(","address":"192.0.2.7","endpoints":[{"scheme":"http","port":80}],)" +
                                        R"("raw_ports":[5900]})");
  EXPECT_EQ(World::object(made).at("raw_ports"), boost::json::value(boost::json::array{5900}));
}

TEST_F(PortsOfDevices, ASessionToOneSaysItsKindAndHasNoPage) {
  set_ports("[9100]");
  const Response opened = open(world_.member, R"({"port":9100})");
  ASSERT_EQ(opened.status, 201) << opened.body;
  const auto session = World::object(world_.send(world_.member, "GET", active(opened)));
  EXPECT_EQ(session.at("kind").as_string(), "ports");
  EXPECT_EQ(session.at("port").as_int64(), 9100);
  EXPECT_EQ(session.at("state").as_string(), "active");
  EXPECT_FALSE(session.contains("endpoint"));
  EXPECT_FALSE(session.contains("start_url"));
  const auto page = World::object(world_.send(world_.member, "POST", device_ + "/sessions", "{}"));
  EXPECT_EQ(page.at("kind").as_string(), "webpage");
  EXPECT_EQ(page.at("port").as_int64(), 80);
}

TEST_F(PortsOfDevices, OnlyAPortOfTheListIsOpened) {
  set_ports("[9100]");
  EXPECT_EQ(open(world_.member, R"({"port":22})").status, 422);
  EXPECT_EQ(field_of(open(world_.member, "{}")), "/port");
  EXPECT_EQ(open(world_.foreign, R"({"port":9100})").status, 404);
}

TEST_F(PortsOfDevices, AKeyIsForTheSessionsOwnTechnicianOnly) {
  set_ports("[9100]");
  const std::string session = active(open(world_.member, R"({"port":9100})"));
  const Response key = world_.send(world_.member, "POST", session + "/client-key");
  ASSERT_EQ(key.status, 201) << key.body;
  EXPECT_EQ(World::object(key).at("key").as_string().size(), 43U) << "256 bits as base64url";
  EXPECT_THAT(std::string(World::object(key).at("url").as_string()),
              testing::MatchesRegex("http://[a-z0-9]{26}\\.[^/]+"));
  EXPECT_EQ(world_.send(world_.owner, "POST", session + "/client-key").status, 404);
  EXPECT_EQ(world_.send(world_.foreign, "POST", session + "/client-key").status, 404);
  EXPECT_EQ(world_.send(world_.member, "POST", session + "/end").status, 200);
  EXPECT_EQ(world_.send(world_.member, "POST", session + "/client-key").status, 404);
}

}  // namespace
}  // namespace callout::api
