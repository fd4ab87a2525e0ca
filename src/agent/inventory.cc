// SPDX-License-Identifier: Apache-2.0
#include "agent/inventory.h"

#include <algorithm>

namespace callout::agent {
namespace {

/// Why the agent would not reach the device; empty if it would.
std::string refusal(const Device& device, const PolicyConfig& policy, std::span<const wire::Address> own) {
  for (const std::uint16_t port : device.ports) {
    const auto verified = allow({device.facts.address, port, device.ports}, policy, own);
    if (!verified) return verified.error().message;
  }
  return {};
}

bool may_go_on(const tunnel::InventoryEndpoint& before, const tunnel::InventoryEndpoint& now) {
  const bool same_key = !before.tls_key || before.tls_key == now.tls_key;
  return before.id == now.id && before.scheme == now.scheme && before.port == now.port && same_key;
}

}  // namespace

bool may_go_on(const tunnel::InventoryDevice& before, const tunnel::InventoryDevice& now) {
  const bool same_identity = !before.mac || before.mac == now.mac;
  return before.address == now.address && same_identity &&
         std::ranges::all_of(before.endpoints, [&now](const auto& endpoint) {
           return std::ranges::any_of(now.endpoints, [&](const auto& each) { return may_go_on(endpoint, each); });
         });
}

bool keeps_raw_ports(const tunnel::InventoryDevice& before, const tunnel::InventoryDevice& now) {
  return std::ranges::all_of(before.raw_ports, [&now](std::uint16_t port) {
    return std::ranges::find(now.raw_ports, port) != now.raw_ports.end();
  });
}

bool Device::has_raw_port(std::uint16_t port) const {
  return std::ranges::find(facts.raw_ports, port) != facts.raw_ports.end();
}

bool Device::has_web_port(std::uint16_t port) const {
  return std::ranges::find(ports, port) != ports.end() || (wire::is_usual_web_port(port) && !has_raw_port(port));
}

const tunnel::InventoryEndpoint* Device::endpoint(std::string_view id) const {
  const auto found = std::ranges::find(facts.endpoints, id, &tunnel::InventoryEndpoint::id);
  return found == facts.endpoints.end() ? nullptr : &*found;
}

tunnel::InventoryResults Inventory::replace(tunnel::Inventory list, const PolicyConfig& policy,
                                            std::span<const wire::Address> own) {
  devices_.clear();
  endpoints_.clear();
  others_.clear();
  tunnel::InventoryResults results;
  for (tunnel::InventoryDevice& facts : list.devices) {
    auto device = std::make_shared<Device>();
    for (const auto& endpoint : facts.endpoints) device->ports.push_back(endpoint.port);
    device->facts = std::move(facts);
    const auto& endpoints = device->facts.endpoints;
    const std::string& id = device->facts.id;
    const bool taken = devices_.contains(id) || std::ranges::any_of(endpoints, [this](const auto& endpoint) {
                         return endpoints_.contains(endpoint.id);
                       });
    std::string why = taken ? "The id of the device or of an endpoint is taken." : refusal(*device, policy, own);
    results.results.push_back(
        {.device = id, .accepted = why.empty(), .detail = why.empty() ? std::nullopt : std::optional(std::move(why))});
    if (taken) continue;
    for (const auto& endpoint : endpoints) endpoints_.emplace(endpoint.id, device);
    devices_.emplace(id, std::move(device));
  }
  return results;
}

std::shared_ptr<const Device> Inventory::device(std::string_view id) const {
  const auto found = devices_.find(id);
  return found == devices_.end() ? nullptr : found->second;
}

Result<EndpointOfDevice> Inventory::endpoint(std::string_view id) const {
  const auto found = endpoints_.find(id);
  if (found == endpoints_.end()) return fail(Code::kNotFound, "This agent has no device with that endpoint.");
  return EndpointOfDevice{found->second, found->second->endpoint(id)};
}

Result<EndpointOfDevice> Inventory::other_endpoint(std::string_view id, const wire::WebEndpoint& other) {
  const auto found = endpoints_.find(id);
  if (found == endpoints_.end()) return fail(Code::kNotFound, "This agent has no device with that endpoint.");
  const std::string scheme = other.https ? "https" : "http";
  const auto listed = [&](const Device& device) {
    return std::ranges::find_if(device.facts.endpoints, [&](const tunnel::InventoryEndpoint& each) {
      return each.scheme == scheme && each.port == other.port;
    });
  };
  const auto& own = found->second;
  if (const auto at = listed(*own); at != own->facts.endpoints.end()) return EndpointOfDevice{own, &*at};

  // A page must not speak to what is kept for raw connections, not even HTTP.
  if (own->has_raw_port(other.port))
    return fail(Code::kDenied, "Port {} is one of the device's raw ports.", other.port);

  auto& extended = others_.try_emplace(own->facts.id, own).first->second;
  if (const auto at = listed(*extended); at != extended->facts.endpoints.end()) return EndpointOfDevice{extended, &*at};
  if (extended->facts.endpoints.size() >= own->facts.endpoints.size() + kOthersMost) {
    return fail(Code::kExhausted, "The device's pages have led to more than {} of its ports.", kOthersMost);
  }
  // A copy, as requests under way hold the one before.
  auto longer = std::make_shared<Device>(*extended);
  // No id of the list has a dot.
  longer->facts.endpoints.push_back(
      {.id = fmt::format("{}.{}", wire::to_string(other), own->facts.id), .scheme = scheme, .port = other.port});
  longer->ports.push_back(other.port);
  extended = std::move(longer);
  return EndpointOfDevice{extended, &extended->facts.endpoints.back()};
}

std::string Inventory::to_json() const {
  tunnel::Inventory list;
  for (const auto& [id, device] : devices_) list.devices.push_back(device->facts);
  return tunnel::encode(list);
}

}  // namespace callout::agent
