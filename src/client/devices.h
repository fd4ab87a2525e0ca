// SPDX-License-Identifier: Apache-2.0
// The devices that a technician may see, and which one DEVICE on the command line means: its id, its exact name, its
// address, or a search that finds one. Own worker only; find_among is pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/outcome.h"
#include "client/server.h"

namespace callout::client {

struct Endpoint {
  std::string id;
  std::string scheme;  ///< "http" or "https".
  std::uint16_t port = 0;
};

struct Device {
  std::string id;
  std::string name;
  std::string address;  ///< IPv4 or IPv6 literal.
  std::string status;
  std::string entity_path;
  std::string install_name;  ///< Empty without an install.
  bool install_online = false;
  std::vector<Endpoint> endpoints;
  std::vector<std::uint16_t> raw_ports;
};

inline constexpr std::size_t kDevicesMost = 2000;  ///< Of one listing; more are found by a search.

Outcome<Device> parse_device(const boost::json::object& json);

/// What a search for `query` finds, at most kDevicesMost; all of them when it is empty. Each also as the API gave it.
struct Listing {
  std::vector<Device> devices;
  boost::json::array json{};
  bool more = false;
};
net::Task<Outcome<Listing>> list_devices(Server& server, std::string query);

/// The one device of `found` that `word` means: an id before a name before an address before a search's only result.
/// kNoDevice otherwise, with a sentence that lists the candidates.
Outcome<Device> find_among(std::string_view word, const std::vector<Device>& found);

/// Asks the server for what `word` means.
net::Task<Outcome<Device>> find_device(Server& server, std::string word);

}  // namespace callout::client
