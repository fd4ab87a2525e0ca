// SPDX-License-Identifier: Apache-2.0
#include "client/devices.h"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Device device(std::string id, std::string name, std::string address) {
  Device out;
  out.id = std::move(id);
  out.name = std::move(name);
  out.address = std::move(address);
  return out;
}

const std::vector<Device> kAll{device("aaa", "Printer", "10.0.0.5"), device("bbb", "printer", "10.0.0.50"),
                               device("ccc", "Camera at the gate", "fd00::1"), device("ddd", "aaa", "10.0.0.6")};

TEST(FindDevice, AnIdComesBeforeANameBeforeAnAddress) {
  EXPECT_EQ(find_among("aaa", kAll)->address, "10.0.0.5");
  EXPECT_EQ(find_among("printer", kAll)->id, "bbb") << "its exact name";
  EXPECT_EQ(find_among("CAMERA AT THE GATE", kAll)->id, "ccc");
  EXPECT_EQ(find_among("10.0.0.5", kAll)->id, "aaa") << "not the one whose address begins so";
  EXPECT_EQ(find_among("fd00:0::1", kAll)->id, "ccc");
}

TEST(FindDevice, ASearchThatFindsOneIsEnough) {
  EXPECT_EQ(find_among("gate", {kAll[2]})->id, "ccc");
}

TEST(FindDevice, SeveralAreListed) {
  const auto several = find_among("rint", {kAll[0], kAll[1]});
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().exit, Exit::kNoDevice);
  EXPECT_THAT(several.error().message, HasSubstr("aaa  Printer  10.0.0.5"));
  EXPECT_THAT(several.error().message, HasSubstr("bbb  printer  10.0.0.50"));
}

TEST(FindDevice, TwoOfOneNameAreNotGuessedBetween) {
  const auto several = find_among("Printer", {kAll[0], device("eee", "Printer", "10.0.0.7")});
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().exit, Exit::kNoDevice);
}

TEST(FindDevice, NoneSaysSo) {
  const auto none = find_among("nothing", {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().exit, Exit::kNoDevice);
}

TEST(ParseDevice, ReadsWhatTheApiGives) {
  const auto json = boost::json::parse(R"({"id":"d1","name":"PLC","address":"10.0.0.9","status":"reachable",
    "entity_path":"A / B","install_name":"Site","install_online":true,"more":1,
    "endpoints":[{"id":"e1","scheme":"https","port":8443}],"raw_ports":[502,9100]})");
  const auto read = parse_device(json.as_object());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->endpoints.at(0).port, 8443);
  EXPECT_THAT(read->raw_ports, ElementsAre(502, 9100));
  EXPECT_TRUE(read->install_online);
  EXPECT_FALSE(parse_device({{"id", "d1"}}));
}

}  // namespace
}  // namespace callout::client
