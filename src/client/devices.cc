// SPDX-License-Identifier: Apache-2.0
#include "client/devices.h"

#include <algorithm>

#include <boost/json/array.hpp>

#include "tunnel/json_fields.h"
#include "tunnel/messages.h"
#include "wire/address.h"
#include "wire/http.h"
#include "wire/query.h"

namespace callout::client {
namespace {

constexpr std::size_t kCellMost = 1024;
constexpr std::size_t kShown = 10;  ///< Candidates that a sentence lists.
constexpr int kHighestPort = 65535;

std::string candidates(const std::vector<const Device*>& devices) {
  std::string out;
  for (std::size_t i = 0; i < devices.size() && i < kShown; ++i) {
    out += fmt::format("\n  {}  {}  {}  {}", devices[i]->id, devices[i]->name, devices[i]->address,
                       devices[i]->entity_path);
  }
  if (devices.size() > kShown) out += fmt::format("\n  and {} more", devices.size() - kShown);
  return out;
}

/// Addresses are compared as such, however they are written.
bool same_address(std::string_view a, std::string_view b) {
  const auto first = wire::parse_address(a), second = wire::parse_address(b);
  return first && second && *first == *second;
}

template <class Same>
std::vector<const Device*> those(const std::vector<Device>& found, Same same) {
  std::vector<const Device*> out;
  for (const Device& device : found) {
    if (same(device)) out.push_back(&device);
  }
  return out;
}

}  // namespace

Outcome<Device> parse_device(const boost::json::object& json) {
  tunnel::JsonFields fields(json);
  Device device{.id = fields.id("id"),
                .name = fields.text("name", kCellMost),
                .address = fields.text("address", kCellMost),
                .status = fields.optional_text("status", kCellMost).value_or(""),
                .entity_path = fields.optional_text("entity_path", kCellMost).value_or(""),
                .install_name = fields.optional_text("install_name", kCellMost).value_or(""),
                .install_online = json.contains("install_online") && fields.boolean("install_online"),
                .endpoints = {},
                .raw_ports = {}};
  for (const auto& each : fields.array("endpoints", kDevicesMost)) {
    tunnel::JsonFields endpoint(each);
    device.endpoints.push_back({.id = endpoint.id("id"),
                                .scheme = endpoint.text("scheme", kCellMost),
                                .port = static_cast<std::uint16_t>(endpoint.integer("port", 1, kHighestPort))});
    fields.merge(endpoint);
  }
  if (json.contains("raw_ports")) {
    for (const auto& each : fields.array("raw_ports", kDevicesMost)) {
      const auto* port = each.if_int64();
      if (port != nullptr && *port > 0 && *port <= kHighestPort)
        device.raw_ports.push_back(static_cast<std::uint16_t>(*port));
    }
  }
  if (!fields.good()) return failed(Result<>(fields.error()));
  return device;
}

net::Task<Outcome<Listing>> list_devices(Server& server, std::string query) {
  Listing listing;
  std::string cursor;
  do {
    std::string path = "/api/v1/devices?limit=200";
    if (!query.empty()) path += "&q=" + wire::percent_encode(query);
    if (!cursor.empty()) path += "&cursor=" + wire::percent_encode(cursor);
    const auto page = co_await server.call("GET", path);
    if (!page) co_return pass(page);
    tunnel::JsonFields fields(*page);
    for (const auto& each : fields.array("items", kDevicesMost)) {
      if (!each.is_object()) continue;
      auto device = parse_device(each.get_object());
      if (!device) co_return pass(device);
      listing.devices.push_back(std::move(*device));
      listing.json.push_back(each);
    }
    cursor = fields.optional_text("next_cursor", kCellMost).value_or("");
    if (!fields.good()) co_return failed(Result<>(fields.error()));
  } while (!cursor.empty() && listing.devices.size() < kDevicesMost);
  listing.more = !cursor.empty();
  co_return listing;
}

Outcome<Device> find_among(std::string_view word, const std::vector<Device>& found) {
  std::vector<std::vector<const Device*>> ways;
  ways.push_back(those(found, [&](const Device& device) { return device.id == word; }));
  ways.push_back(those(found, [&](const Device& device) { return device.name == word; }));
  ways.push_back(those(found, [&](const Device& device) { return wire::equal_ignoring_case(device.name, word); }));
  ways.push_back(those(found, [&](const Device& device) { return same_address(device.address, word); }));
  ways.push_back(those(found, [](const Device&) { return true; }));
  for (const auto& way : ways) {
    if (way.size() == 1) return *way.front();
    if (way.size() > 1) {
      return fail_with(Exit::kNoDevice, "{} devices fit \"{}\"; give the id of one:{}", way.size(), word,
                       candidates(way));
    }
  }
  return fail_with(Exit::kNoDevice, "No device fits \"{}\": callout devices lists them.", word);
}

net::Task<Outcome<Device>> find_device(Server& server, std::string word) {
  if (tunnel::valid_id(word)) {
    const auto exact = co_await server.call("GET", "/api/v1/devices/" + word);
    if (exact) co_return parse_device(*exact);
    if (exact.error().exit != Exit::kFailed) co_return pass(exact);
  }
  const auto listing = co_await list_devices(server, word);
  if (!listing) co_return pass(listing);
  if (!listing->devices.empty()) co_return find_among(word, listing->devices);
  // The server searches text; an address may be written in another way than it is kept.
  const auto address = wire::parse_address(word);
  if (!address) co_return find_among(word, {});
  const auto again = co_await list_devices(server, address->to_string());
  if (!again) co_return pass(again);
  co_return find_among(word, again->devices);
}

}  // namespace callout::client
