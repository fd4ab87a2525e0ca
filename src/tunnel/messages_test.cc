// SPDX-License-Identifier: Apache-2.0
#include "tunnel/messages.h"

#include <gtest/gtest.h>

namespace callout::tunnel {
namespace {

using namespace std::string_view_literals;

TEST(Messages, ComeBackAsTheyWent) {
  const Inventory inventory{
      {{"d1",
        "Printer \"Lab\"\n\xC3\xA4",
        "192.168.1.5",
        "00:11:22:33:44:55",
        {{"e1", "http", 80}, {"e2", "https", 443, "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"}}},
       {"d2", "Camera", "fd00::1", std::nullopt, {}, {22, 9100}},
       {"d3", "Meter", "fd00::2", std::nullopt, {}, {}, std::uint8_t{2}, TlsMode::kModern},
       {"d4", "Lamp", "fd00::3", std::nullopt, {}, {}, std::uint8_t{32}, TlsMode::kLegacy}}};
  EXPECT_EQ(parse_inventory(encode(inventory)), inventory);
  const InventoryResults results{{{"d1", true, std::nullopt}, {"d2", false, "Loopback is not allowed."}}};
  EXPECT_EQ(parse_inventory_results(encode(results)), results);
  const JobOrder page{"j1", JobKind::kOpenDeviceWebpage, "d1", "s1", "e1", 30'000};
  EXPECT_EQ(parse_job_order("j1", encode(page)), page);
  const JobOrder ports{"j3", JobKind::kOpenDevicePorts, "d1", "s1", std::nullopt, 30'000, std::uint16_t{9100}};
  EXPECT_EQ(parse_job_order("j3", encode(ports)), ports);
  const JobOrder check{"j2", JobKind::kCheckDevice, "d1", std::nullopt, std::nullopt, std::nullopt};
  EXPECT_EQ(parse_job_order("j2", encode(check)), check);
  const Leases leases{{{"s1", 30'000}, {"s2", 1}}};
  EXPECT_EQ(parse_leases(encode(leases)), leases);
  const LeaseAnswer answer{{"s1"}};
  EXPECT_EQ(parse_lease_answer(encode(answer)), answer);
  const JobEvent events[] = {
      JobReceived{},
      JobRunning{"reached", "192.168.1.5 answered"},
      JobRunning{"connected", std::nullopt},
      JobResult{"00:11:22:33:44:55",
                {{"e1", true, 401, "Login", "mini_httpd", "basic", std::nullopt,
                  TlsReport{"TLSv1.2", "AES256-SHA", "RSA-2048", "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg", true}},
                 {"e2", false}}},
      JobResult{std::nullopt, {}, TlsReport{"TLSv1.3", "TLS_AES_128_GCM_SHA256", "EC-256", "k", false}},
      Failure{"device", "device_unreachable", "No answer.", "Switch it on."},
  };
  for (const auto& event : events) {
    const auto line = encode(event);
    EXPECT_EQ(line.find('\n'), std::string::npos) << "a line is one line";
    EXPECT_EQ(parse_job_event(line), event) << line;
  }
}

TEST(Messages, IgnoreMembersThatANewerPeerAdds) {
  EXPECT_TRUE(parse_leases(R"({"leases":[{"session":"s1","ttl_ms":5,"colour":"red"}],"since":null})"));
}

TEST(Messages, TlsIsWholeOrMissing) {
  const auto result = [](std::string_view rest) {
    return R"({"state":"completed","result":{"endpoints":[])" + std::string(rest) + "}}";
  };
  EXPECT_TRUE(parse_job_event(result("")));
  EXPECT_TRUE(parse_job_event(result(R"(,"tls":{"version":"v","cipher":"c","key":"k","key_sha256":"s","weak":true})")));
  EXPECT_FALSE(parse_job_event(result(R"(,"tls":{"version":"v"})")));
  EXPECT_FALSE(parse_job_event(result(R"(,"tls":[])")));
}

TEST(Messages, RefuseWhatBreaksTheRules) {
  const auto device = [](std::string_view rest) {
    return R"({"devices":[{"id":"d1","name":"n","address":"a",)" + std::string(rest) + "}]}";
  };
  EXPECT_TRUE(parse_inventory(device(R"("endpoints":[{"id":"e","scheme":"http","port":1}])")));
  for (const auto& json : {
           std::string(),
           std::string("null"),
           std::string("{}"),
           std::string(R"({"devices":{}})"),
           std::string(R"({"devices":[1]})"),
           std::string(R"({"devices":[{}]})"),
           device(R"("endpoints":[{"id":"e","scheme":"http","port":0}])"),
           device(R"("endpoints":[{"id":"e","scheme":"http","port":65536}])"),
           device(R"("endpoints":[{"id":"e","scheme":"http","port":"80"}])"),
           device(R"("endpoints":[{"id":"e","scheme":"http","port":80.5}])"),
           device(R"("endpoints":[{"id":"e","scheme":"ftp","port":80}])"),
           device(R"("endpoints":[{"id":"../e","scheme":"http","port":80}])"),
           device(R"("mac":5,"endpoints":[])"),
           device(R"("endpoints":[],"raw_ports":22)"),
           device(R"("endpoints":[],"raw_ports":[0])"),
           device(R"("endpoints":[],"raw_ports":["22"])"),
           device(R"("endpoints":[],"raw_ports":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17])"),
           device(R"("endpoints":[],"connections":0)"),
           device(R"("endpoints":[],"connections":256)"),
           device(R"("endpoints":[],"tls":"old")"),
           device(R"("endpoints":[]}],"devices":[{)"),
           device(R"("endpoints":[)" + std::string(100, '[') + std::string(100, ']') + "]"),
       }) {
    const auto parsed = parse_inventory(json);
    EXPECT_FALSE(parsed) << json;
    if (!parsed) EXPECT_EQ(parsed.error().code, Code::kProtocol);
  }
  EXPECT_FALSE(parse_job_order("J 1", R"({"kind":"check_device","device":"d"})")) << "the path's id";
  EXPECT_FALSE(parse_job_order("j1", R"({"kind":"format_disk","device":"d"})"));
  EXPECT_FALSE(parse_job_order("j1", R"({"kind":"open_device_webpage","device":"d"})")) << "no session";
  EXPECT_FALSE(parse_job_order(
      "j1", R"({"kind":"open_device_webpage","device":"d","session":"s","endpoint":"e","lease_ms":-1})"));
  EXPECT_FALSE(parse_job_order("j1", R"({"kind":"open_device_ports","device":"d","session":"s","lease_ms":1})"))
      << "no port";
  EXPECT_FALSE(
      parse_job_order("j1", R"({"kind":"open_device_ports","device":"d","session":"s","lease_ms":1,"port":0})"));
  EXPECT_FALSE(parse_job_event(R"({"state":"running","step":"exploded"})"));
  EXPECT_FALSE(parse_job_event(R"({"state":"completed"})"));
  EXPECT_FALSE(parse_job_event(R"({"state":"completed","result":{"endpoints":[{"endpoint":"e"}]}})"));
  EXPECT_FALSE(parse_job_event(R"({"state":"failed","hop":"device"})"));
  EXPECT_FALSE(parse_lease_answer(R"({"unknown":["UPPER"]})"));
}

TEST(Messages, HaveABoundOnTheirSize) {
  std::string many = R"({"leases":[)";
  for (int i = 0; i < 10'001; ++i) many += R"({"session":"s","ttl_ms":1},)";
  many.back() = ']';
  EXPECT_FALSE(parse_leases(many + "}"));
  EXPECT_FALSE(parse_job_event(R"({"state":"received","x":")" + std::string(kProgressBytes, 'x') + "\"}"));
}

TEST(Messages, IdsAreShortAndPlain) {
  EXPECT_TRUE(valid_id("abcdefghijklmnopqrstuvwxyz234567"));
  for (const auto id : {""sv, "A"sv, "a.b"sv, "a/b"sv, "a b"sv, "a\0b"sv}) EXPECT_FALSE(valid_id(id)) << id;
  EXPECT_FALSE(valid_id(std::string(65, 'a')));
}

}  // namespace
}  // namespace callout::tunnel
