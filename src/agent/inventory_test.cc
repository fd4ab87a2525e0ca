// SPDX-License-Identifier: Apache-2.0
#include "agent/inventory.h"

#include <gtest/gtest.h>

namespace callout::agent {
namespace {

tunnel::InventoryDevice printer() {
  return {.id = "d1",
          .name = "Printer",
          .address = "192.0.2.1",
          .mac = "00:11:22:33:44:55",
          .endpoints = {{"e1", "http", 80}, {"e2", "https", 443, "key"}},
          .raw_ports = {8081, 9100}};
}

Inventory with(tunnel::InventoryDevice device) {
  Inventory inventory;
  inventory.replace({{std::move(device)}}, PolicyConfig{}, {});
  return inventory;
}

TEST(InventoryOfAgent, APageReachesNoRawPortNotEvenByHttp) {
  auto inventory = with(printer());
  for (const bool https : {false, true}) {
    const auto refused = inventory.other_endpoint("e1", {https, 9100});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kDenied);
  }
  EXPECT_TRUE(inventory.other_endpoint("e1", {false, 8080}));
  const auto device = inventory.device("d1");
  EXPECT_FALSE(device->has_web_port(8081)) << "usual for a web server, but kept for raw connections";
  EXPECT_TRUE(device->has_web_port(8080));
  EXPECT_TRUE(device->has_web_port(443));
}

TEST(InventoryOfAgent, AListedEndpointIsItselfAndAnotherIsRemembered) {
  auto inventory = with(printer());
  EXPECT_EQ(inventory.other_endpoint("e1", {true, 443})->endpoint->tls_key, "key") << "the known key holds there, too";
  const auto first = inventory.other_endpoint("e1", {true, 8443});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->endpoint->scheme, "https");
  EXPECT_EQ(inventory.other_endpoint("e2", {true, 8443})->endpoint->id, first->endpoint->id);
  EXPECT_EQ(inventory.other_endpoint("e9", {true, 8443}).error().code, Code::kNotFound);
}

TEST(InventoryOfAgent, PagesLeadToABoundedNumberOfPorts) {
  auto inventory = with(printer());
  for (std::uint16_t i = 0; i < Inventory::kOthersMost; ++i)
    ASSERT_TRUE(inventory.other_endpoint("e1", {false, static_cast<std::uint16_t>(20'000 + i)})) << i;
  EXPECT_EQ(inventory.other_endpoint("e1", {false, 30'000}).error().code, Code::kExhausted);
  EXPECT_TRUE(inventory.other_endpoint("e1", {false, 20'000})) << "known already";
}

TEST(InventoryOfAgent, WhatRunsGoesOnOnlyOnTheSameDevice) {
  const auto before = printer();
  EXPECT_TRUE(may_go_on(before, before));
  const auto changed = [&](auto edit) {
    auto now = before;
    edit(now);
    return may_go_on(before, now);
  };
  EXPECT_FALSE(changed([](auto& now) { now.address = "192.0.2.2"; }));
  EXPECT_FALSE(changed([](auto& now) { now.mac = "00:11:22:33:44:66"; }));
  EXPECT_FALSE(changed([](auto& now) { now.mac.reset(); }));
  EXPECT_FALSE(changed([](auto& now) { now.endpoints.pop_back(); }));
  EXPECT_FALSE(changed([](auto& now) { now.endpoints[1].tls_key = "other"; }));
  EXPECT_FALSE(changed([](auto& now) { now.endpoints[0].port = 81; }));
  EXPECT_TRUE(changed([](auto& now) { now.name = "New"; }));
  EXPECT_TRUE(changed([](auto& now) { now.endpoints[0].tls_key = "first"; })) << "it has just become known";
  EXPECT_TRUE(changed([](auto& now) { now.endpoints.push_back({"e3", "http", 8000}); }));
  EXPECT_TRUE(changed([](auto& now) { now.connections = 1; }));
  auto unknown = before;
  unknown.mac.reset();
  EXPECT_TRUE(may_go_on(unknown, before)) << "it has just become known";
}

TEST(InventoryOfAgent, ComesBackFromTheStateFolderAsItWas) {
  auto device = printer();
  device.connections = 2;
  device.tls = tunnel::TlsMode::kModern;
  const auto read = tunnel::parse_inventory(with(device).to_json());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->devices, std::vector{device});
}

}  // namespace
}  // namespace callout::agent
