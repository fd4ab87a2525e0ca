// SPDX-License-Identifier: Apache-2.0
// Entities, installs, devices, jobs and sessions through the API: who sees what, what is refused with which field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"

namespace callout::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class Things : public testing::Test {
 protected:
  Things()
      : install_(world_.make_install(world_.owner, "Main street")),
        device_(world_.make_device(world_.owner, install_, "Printer")) {}
  Response send(const Browser& browser, std::string_view method, const std::string& target,
                const std::string& body = "") {
    return world_.send(browser, method, target, body);
  }
  static std::string field_of(const Response& response) {
    return std::string(World::object(response).at("field").as_string());
  }

  World world_;
  const std::string install_;
  const std::string device_;
};

TEST_F(Things, ForeignOnesAreNotThere) {
  const std::string entity = world_.make_entity(world_.owner, "Site");
  for (const std::string& path : {"/api/v1/installs/" + install_, "/api/v1/devices/" + device_}) {
    EXPECT_EQ(send(world_.owner, "GET", path).status, 200) << path;
    EXPECT_EQ(send(world_.foreign, "GET", path).status, 404) << path;
    EXPECT_EQ(send(world_.foreign, "PATCH", path, R"({"name":"mine"})").status, 404) << path;
    EXPECT_EQ(send(world_.foreign, "DELETE", path).status, 404) << path;
  }
  EXPECT_EQ(send(world_.foreign, "PATCH", "/api/v1/entities/" + entity, R"({"name":"mine"})").status, 404);
  EXPECT_EQ(send(world_.foreign, "DELETE", "/api/v1/entities/" + entity).status, 404);
  EXPECT_EQ(send(world_.foreign, "POST", "/api/v1/installs/" + install_ + "/enrolment-token").status, 404);
  EXPECT_EQ(send(world_.foreign, "POST", "/api/v1/devices/" + device_ + "/check").status, 404);
  EXPECT_EQ(send(world_.foreign, "POST", "/api/v1/devices/" + device_ + "/sessions", "{}").status, 404);
  for (const char* list : {"/api/v1/installs", "/api/v1/devices", "/api/v1/jobs", "/api/v1/sessions"}) {
    EXPECT_EQ(World::object(send(world_.foreign, "GET", list)).at("items").as_array().size(), 0U) << list;
  }
}

TEST_F(Things, ForeignAndUnknownIdsInABodyAreRefusedAlike) {
  const std::string theirs = world_.make_install(world_.foreign, "Theirs");
  const std::string unknown = "aaaabbbbccccddddeeeeffff22";
  const auto body = [](const std::string& install) {
    return R"({"name":"x","install":")" + install +
           R"(","address":"192.0.2.9","endpoints":[{"scheme":"http","port":80}]})";
  };
  const Response foreign = send(world_.owner, "POST", "/api/v1/devices", body(theirs));
  EXPECT_GE(foreign.status, 400);
  EXPECT_LT(foreign.status, 500);
  EXPECT_EQ(foreign.body, send(world_.owner, "POST", "/api/v1/devices", body(unknown)).body);
}

TEST_F(Things, AMemberSeesInstallsAndDevicesButChangesNone) {
  EXPECT_EQ(send(world_.member, "GET", "/api/v1/devices/" + device_).status, 200);
  EXPECT_EQ(send(world_.member, "GET", "/api/v1/installs/" + install_).status, 200);
  EXPECT_EQ(send(world_.member, "PATCH", "/api/v1/devices/" + device_, R"({"name":"x"})").status, 403);
  EXPECT_EQ(send(world_.member, "DELETE", "/api/v1/installs/" + install_).status, 403);
}

TEST_F(Things, AKeyIsAcceptedOnlyInFullAndOnlyWhenTheDeviceShowedIt) {
  const std::string path = "/api/v1/devices/" + device_;
  const auto accept = [&](const std::string& key) {
    return send(world_.owner, "PATCH", path, R"({"accept_tls_key":)" + key + "}");
  };
  const std::string sha(43, 'k');
  EXPECT_EQ(accept(R"({"endpoint":"e","key_sha256":")" + sha + R"("})").status, 409);
  EXPECT_EQ(field_of(accept("true")), "/accept_tls_key");
  EXPECT_EQ(field_of(accept(R"({"endpoint":"e"})")), "/accept_tls_key/key_sha256");
  EXPECT_EQ(field_of(accept(R"({"endpoint":"e","key_sha256":"short"})")), "/accept_tls_key/key_sha256");
}

TEST_F(Things, AnEnrolmentTokenIsShownOnceWithTheCommandToRun) {
  const Response response = send(world_.owner, "POST", "/api/v1/installs/" + install_ + "/enrolment-token");
  ASSERT_EQ(response.status, 201);
  const auto enrolment = World::object(response);
  const std::string token(enrolment.at("token").as_string());
  EXPECT_EQ(enrolment.at("command").as_string(), "callout-agent enroll " + token + " --server " + kOrigin);
  EXPECT_THAT(send(world_.owner, "GET", "/api/v1/installs/" + install_).body, Not(HasSubstr(token)));
}

TEST_F(Things, EntitiesFormATreeThatIsNeverBelowItself) {
  const std::string dealer = world_.make_entity(world_.owner, "Dealer");
  const Response made =
      send(world_.owner, "POST", "/api/v1/entities", R"({"parent":")" + dealer + R"(","name":"Customer"})");
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(World::object(made).at("path").as_string(), "Ours / Dealer / Customer");
  const std::string customer(World::object(made).at("id").as_string());
  EXPECT_EQ(send(world_.owner, "PATCH", "/api/v1/entities/" + dealer, R"({"parent":")" + customer + R"("})").status,
            422);
  EXPECT_EQ(send(world_.owner, "DELETE", "/api/v1/entities/" + dealer).status, 409);
  EXPECT_EQ(send(world_.owner, "DELETE", "/api/v1/entities/" + customer).status, 204);
  EXPECT_EQ(send(world_.owner, "DELETE", "/api/v1/entities/" + world_.root_entity(world_.owner)).status, 409);
}

TEST_F(Things, ADevicesFieldsAreChecked) {
  const auto with = [&](const std::string& address, const std::string& endpoints) {
    return send(
        world_.owner, "POST", "/api/v1/devices",
        R"({"name":"D","install":")" + install_ + R"(","address":")" + address + R"(","endpoints":)" + endpoints + "}");
  };
  const std::string good = R"([{"scheme":"http","port":80}])";
  EXPECT_EQ(with("192.0.2.7", good).status, 201);
  EXPECT_EQ(field_of(with("printer.local", good)), "/address");
  EXPECT_EQ(field_of(with("010.0.0.1", good)), "/address");
  EXPECT_EQ(field_of(with("192.0.2.7", "[]")), "/endpoints");
  EXPECT_EQ(field_of(with("192.0.2.7", R"([{"scheme":"http","port":0}])")), "/endpoints/0/port");
  EXPECT_EQ(field_of(with("192.0.2.7", R"([{"scheme":"http","port":80},{"scheme":"ftp","port":21}])")),
            "/endpoints/1/scheme");
  EXPECT_EQ(field_of(with("192.0.2.7", R"([{"scheme":"http","port":80,"path":"/"}])")), "/endpoints/0/path");
  EXPECT_EQ(field_of(send(world_.owner, "POST", "/api/v1/devices", "{}")), "/name");
}

TEST_F(Things, ADeviceIsAskedToBeCheckedWhenItIsAdded) {
  const auto jobs = World::object(send(world_.owner, "GET", "/api/v1/jobs?device=" + device_));
  ASSERT_EQ(jobs.at("items").as_array().size(), 1U);
  EXPECT_EQ(jobs.at("items").at(0).at("kind").as_string(), "check_device");
  EXPECT_EQ(send(world_.owner, "POST", "/api/v1/devices/" + device_ + "/check").status, 409);
}

TEST_F(Things, JobsAreSeenAndCancelledByTheirOwnTechnicianAndTheOwner) {
  const std::string path =
      "/api/v1/jobs/" +
      std::string(World::object(send(world_.owner, "GET", "/api/v1/jobs")).at("items").at(0).at("id").as_string());
  EXPECT_EQ(send(world_.member, "GET", path).status, 404);
  EXPECT_EQ(send(world_.member, "POST", path + "/cancel").status, 404);
  EXPECT_EQ(World::object(send(world_.member, "GET", "/api/v1/jobs")).at("items").as_array().size(), 0U);
  EXPECT_EQ(send(world_.owner, "POST", path + "/cancel").status, 200);
  EXPECT_EQ(send(world_.owner, "POST", path + "/cancel").status, 409);
}

TEST_F(Things, SessionsAreSeenAndEndedByTheirOwnTechnicianAndTheOwner) {
  const Response opened = send(world_.member, "POST", "/api/v1/devices/" + device_ + "/sessions", "{}");
  ASSERT_EQ(opened.status, 201) << opened.body;
  const std::string path = "/api/v1/sessions/" + std::string(World::object(opened).at("id").as_string());
  EXPECT_EQ(send(world_.member, "GET", path).status, 200);
  EXPECT_EQ(send(world_.owner, "GET", path).status, 200);
  EXPECT_EQ(send(world_.foreign, "GET", path).status, 404);
  EXPECT_EQ(send(world_.owner, "POST", path + "/extend").status, 404) << "only its own technician extends";

  const Response owners = send(world_.owner, "POST", "/api/v1/devices/" + device_ + "/sessions", "{}");
  const std::string other = "/api/v1/sessions/" + std::string(World::object(owners).at("id").as_string());
  EXPECT_EQ(send(world_.member, "GET", other).status, 404);
  EXPECT_EQ(send(world_.member, "POST", other + "/end").status, 404);
  EXPECT_EQ(World::object(send(world_.member, "GET", "/api/v1/sessions")).at("items").as_array().size(), 1U);
  EXPECT_EQ(World::object(send(world_.owner, "GET", "/api/v1/sessions")).at("items").as_array().size(), 2U);
  EXPECT_EQ(send(world_.owner, "POST", path + "/end").status, 200);
}

TEST_F(Things, AnInstallThatIsOfflineFailsASessionWithHopAndRemedy) {
  const Response opened = send(world_.member, "POST", "/api/v1/devices/" + device_ + "/sessions", "{}");
  const std::string path = "/api/v1/sessions/" + std::string(World::object(opened).at("id").as_string());
  const auto session = World::object(send(world_.member, "GET", path));
  EXPECT_EQ(session.at("state").as_string(), "closed");
  EXPECT_EQ(session.at("failure").at("code").as_string(), "install_offline");
  EXPECT_FALSE(session.at("failure").at("remedy").as_string().empty());
  EXPECT_FALSE(session.contains("start_url"));
}

TEST_F(Things, OnlyAnEndpointOfTheDeviceCanBeOpened) {
  const Response response =
      send(world_.member, "POST", "/api/v1/devices/" + device_ + "/sessions", R"({"endpoint":"aaaa"})");
  EXPECT_EQ(response.status, 422);
}

TEST_F(Things, RemovingAnInstallKeepsItsDevices) {
  EXPECT_EQ(send(world_.owner, "DELETE", "/api/v1/installs/" + install_).status, 204);
  const auto device = World::object(send(world_.owner, "GET", "/api/v1/devices/" + device_));
  EXPECT_FALSE(device.contains("install"));
  EXPECT_EQ(send(world_.owner, "POST", "/api/v1/devices/" + device_ + "/sessions", "{}").status, 409);
}

TEST_F(Things, AForgedTokenEnrolsNobody) {
  const Response response =
      world_.send(world_.nobody, "POST", "/agent/v1/enroll", R"({"token":"co1.x.-","public_key":"x","proof":"x"})");
  EXPECT_EQ(response.status, 403) << response.body;
  const Response rotate =
      world_.send(world_.nobody, "POST", "/agent/v1/rotate-key",
                  R"({"install":")" + install_ + R"(","public_key":"x","time":1,"proof_old":"x","proof_new":"x"})");
  EXPECT_EQ(rotate.status, 403) << rotate.body;
}

}  // namespace
}  // namespace callout::api
