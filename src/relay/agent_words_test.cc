// SPDX-License-Identifier: Apache-2.0
#include "relay/agent_words.h"

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

const model::EndpointId kWeb{"e1"}, kTls{"e2"};
const tunnel::TlsReport kFirst{"TLSv1.2", "AES256-SHA", "RSA-2048", "first", false};
const tunnel::TlsReport kOther{"TLSv1.0", "AES128-SHA", "RSA-1024", "other", true};

jobs::JobOrder open_order(std::optional<std::string> known_key) {
  jobs::JobOrder order;
  order.device = model::DeviceId("d1");
  order.session = model::SessionId("s1");
  order.endpoint = kTls;
  order.endpoints = {{kWeb, model::Scheme::kHttp, 80, {}}, {kTls, model::Scheme::kHttps, 443, std::move(known_key)}};
  return order;
}

const model::CheckReport& report_in(const jobs::JobOutcome& outcome) {
  return *std::get<jobs::Completed>(outcome).report;
}

TEST(AgentWords, APageOpenedToAnotherKeyFailsWhateverTheAgentSays) {
  const auto outcome = compared({.mac = {}, .endpoints = {}, .tls = kOther}, open_order("first"));
  const auto* failure = std::get_if<model::Failure>(&outcome);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, model::FailureCode::kTlsKeyChanged);
}

TEST(AgentWords, APageOpenedToTheKnownOrAFirstKeyIsReported) {
  for (const auto& known : {std::optional<std::string>("first"), std::optional<std::string>()}) {
    const auto outcome = compared({.mac = "00:11:22:33:44:55", .endpoints = {}, .tls = kFirst}, open_order(known));
    ASSERT_TRUE(std::holds_alternative<jobs::Completed>(outcome));
    const auto& report = report_in(outcome);
    EXPECT_EQ(report.mac, "00:11:22:33:44:55");
    ASSERT_EQ(report.endpoints.size(), 1u);
    EXPECT_EQ(report.endpoints[0].first, kTls);
    EXPECT_EQ(report.endpoints[0].second.tls->key_sha256, "first");
  }
}

TEST(AgentWords, ACheckMayShowAnotherKey) {
  auto order = open_order("first");
  order.session.reset();
  order.endpoint.reset();
  order.kind = model::JobKind::kCheckDevice;
  tunnel::JobResult result;
  result.endpoints = {{.endpoint = "e1", .reachable = false, .detail = "It refuses."},
                      {.endpoint = "e2", .reachable = true, .status = 200, .title = "Login", .tls = kOther}};
  const auto outcome = compared(result, order);
  ASSERT_TRUE(std::holds_alternative<jobs::Completed>(outcome));
  const auto& report = report_in(outcome);
  EXPECT_EQ(report.status, model::DeviceStatus::kReachable) << "one of them answers";
  EXPECT_EQ(report.detail, "");
  EXPECT_EQ(report.endpoints[1].second.title, "Login");
  EXPECT_TRUE(report.endpoints[1].second.tls->weak);
  result.endpoints.pop_back();
  const auto none = compared(result, order);
  EXPECT_EQ(report_in(none).status, model::DeviceStatus::kUnreachable);
  EXPECT_EQ(report_in(none).detail, "It refuses.");
}

class LearntKeys : public testing::Test {
 protected:
  LearntKeys() {
    inventory_.devices.push_back(
        {"d1", "Printer", "192.0.2.1", "00:11:22:33:44:55", {{"e1", "http", 80}, {"e2", "https", 443}}});
  }
  bool learn(std::optional<std::string> mac, const std::string& endpoint = "e2",
             const tunnel::TlsReport& tls = kFirst) {
    model::CheckReport report{.mac = std::move(mac)};
    report.endpoints.emplace_back(model::EndpointId(endpoint),
                                  model::EndpointCheck{.tls = model::TlsFacts{"v", "c", "k", tls.key_sha256, false}});
    return learn_keys(inventory_, model::DeviceId("d1"), {.report = report});
  }
  std::optional<std::string> key() { return inventory_.devices[0].endpoints[1].tls_key; }
  tunnel::Inventory inventory_;
};

TEST_F(LearntKeys, AreFirstOnesOnly) {
  EXPECT_TRUE(learn("00:11:22:33:44:55"));
  EXPECT_EQ(key(), "first");
  EXPECT_FALSE(learn("00:11:22:33:44:55", "e2", kOther));
  EXPECT_EQ(key(), "first");
}

TEST_F(LearntKeys, AreOfTheDeviceThatWasRecognised) {
  EXPECT_FALSE(learn("00:11:22:33:44:66"));
  EXPECT_FALSE(learn(std::nullopt));
  EXPECT_FALSE(key());
  inventory_.devices[0].mac.reset();
  EXPECT_TRUE(learn(std::nullopt)) << "there is nothing to recognise it by";
}

TEST_F(LearntKeys, OfWhatIsNotListedAreNone) {
  EXPECT_FALSE(learn("00:11:22:33:44:55", "e3"));
  EXPECT_FALSE(learn_keys(inventory_, model::DeviceId("d2"), {.report = model::CheckReport{}}));
  EXPECT_FALSE(learn_keys(inventory_, model::DeviceId("d1"), {}));
}

TEST(AgentWords, ADeviceIsTheSameFromTheStoreAndFromAnOrder) {
  model::Device device;
  device.id = model::DeviceId("d1");
  device.name = "Printer";
  device.address = "192.0.2.1";
  device.mac = "00:11:22:33:44:55";
  model::EndpointTls tls;
  tls.known_key = "first";
  device.endpoints = {{kTls, model::Scheme::kHttps, 443, {}, tls}};
  device.raw_ports = {22};
  device.treatment = {.connections = 2, .tls = model::TlsMode::kLegacy};
  jobs::JobOrder order;
  order.device = device.id;
  order.device_name = device.name;
  order.address = device.address;
  order.mac = device.mac;
  order.endpoints = {{kTls, model::Scheme::kHttps, 443, "first"}};
  order.raw_ports = {22};
  order.treatment = device.treatment;
  EXPECT_EQ(to_tunnel(device), to_tunnel(order));
  EXPECT_EQ(to_tunnel(device).connections, 2);
  EXPECT_EQ(to_tunnel(device).tls, tunnel::TlsMode::kLegacy);
  EXPECT_EQ(to_tunnel(device).endpoints[0].tls_key, "first");
}

}  // namespace
}  // namespace callout::relay
