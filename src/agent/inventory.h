// SPDX-License-Identifier: Apache-2.0
// The devices that this agent may reach, as the server last told, each checked by the address policy. A job or request
// names an id of this list, never an address. Kept in the state folder, so that what was refused stays known across a
// restart. Own worker only; the file is written by the caller's blocking pool.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/policy.h"
#include "base/result.h"
#include "tunnel/messages.h"
#include "wire/session_map.h"

namespace callout::agent {

inline constexpr std::string_view kInventoryFile = "inventory.json";

/// One device of the list. Shared by what uses it now, so that a new list does not pull it away under a request.
struct Device {
  tunnel::InventoryDevice facts;
  std::vector<std::uint16_t> ports;  ///< Of its endpoints.

  const tunnel::InventoryEndpoint* endpoint(std::string_view id) const;
  bool has_raw_port(std::uint16_t port) const;
  /// Whether raw bytes of a webpage session may go there: one of its endpoints, or where devices mostly have another
  /// web server. What the server's administrator keeps for raw connections is none.
  bool has_web_port(std::uint16_t port) const;
};

/// Whether what runs on a device may go on after its facts changed: the same address, no endpoint less, and no other
/// identity or key than before. A MAC or key that has just become known is the one that was there.
bool may_go_on(const tunnel::InventoryDevice& before, const tunnel::InventoryDevice& now);

/// The same for a session to raw ports: none of them less.
bool keeps_raw_ports(const tunnel::InventoryDevice& before, const tunnel::InventoryDevice& now);

struct EndpointOfDevice {
  std::shared_ptr<const Device> device;
  const tunnel::InventoryEndpoint* endpoint = nullptr;  ///< Within `device`.
};

class Inventory {
 public:
  static constexpr std::size_t kOthersMost = 32;

  /// Takes a new list; one answer for each device, in order. A refused device stays in the list as the server's fact;
  /// the policy is asked again before each connection. A second device or endpoint of the same id is refused.
  tunnel::InventoryResults replace(tunnel::Inventory list, const PolicyConfig& policy,
                                   std::span<const wire::Address> own);

  /// nullptr when this agent does not track it.
  std::shared_ptr<const Device> device(std::string_view id) const;
  /// kNotFound when no device of this list has it.
  Result<EndpointOfDevice> endpoint(std::string_view id) const;
  /// Another web server of that endpoint's device: one of the list, or one that a page of the device has led to, which
  /// is remembered until the next list. kExhausted beyond kOthersMost of a device. The policy is asked before each
  /// connection, as for any.
  Result<EndpointOfDevice> other_endpoint(std::string_view id, const wire::WebEndpoint& other);
  std::size_t size() const { return devices_.size(); }
  /// For the state folder.
  std::string to_json() const;

 private:
  using Devices = std::map<std::string, std::shared_ptr<const Device>, std::less<>>;
  Devices devices_;
  Devices endpoints_;  ///< By endpoint id.
  Devices others_;     ///< Devices with the endpoints that their pages led to, by device id.
};

}  // namespace callout::agent
