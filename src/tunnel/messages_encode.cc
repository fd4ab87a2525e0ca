// SPDX-License-Identifier: Apache-2.0
#include <boost/json/serialize.hpp>

#include "tunnel/json_fields.h"
#include "tunnel/messages.h"

namespace callout::tunnel {
namespace {

namespace json = boost::json;

template <class T>
void put(json::object& object, std::string_view key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

json::object to_json(const InventoryDevice& device) {
  json::array endpoints;
  for (const auto& endpoint : device.endpoints) {
    json::object item{{"id", endpoint.id}, {"scheme", endpoint.scheme}, {"port", endpoint.port}};
    put(item, "tls_key", endpoint.tls_key);
    endpoints.push_back(std::move(item));
  }
  json::object result{{"id", device.id}, {"name", device.name}, {"address", device.address}};
  put(result, "mac", device.mac);
  result["endpoints"] = std::move(endpoints);
  if (!device.raw_ports.empty()) result["raw_ports"] = json::array(device.raw_ports.begin(), device.raw_ports.end());
  put(result, "connections", device.connections);
  if (device.tls != TlsMode::kAutomatic) result["tls"] = device.tls == TlsMode::kModern ? "modern" : "legacy";
  return result;
}

json::object to_json(const TlsReport& report) {
  return {{"version", report.version},
          {"cipher", report.cipher},
          {"key", report.key},
          {"key_sha256", report.key_sha256},
          {"weak", report.weak}};
}

json::object to_json(const EndpointCheck& check) {
  json::object result{{"endpoint", check.endpoint}, {"reachable", check.reachable}};
  put(result, "status", check.status);
  put(result, "title", check.title);
  put(result, "server", check.server);
  put(result, "auth", check.auth);
  put(result, "detail", check.detail);
  if (check.tls) result["tls"] = to_json(*check.tls);
  return result;
}

json::object to_json(const Failure& failure) {
  json::object result{{"hop", failure.hop}, {"code", failure.code}, {"detail", failure.detail}};
  put(result, "remedy", failure.remedy);
  return result;
}

struct EventToJson {
  json::object operator()(const JobReceived&) const { return {{"state", "received"}}; }
  json::object operator()(const JobRunning& running) const {
    json::object result{{"state", "running"}, {"step", running.step}};
    put(result, "detail", running.detail);
    return result;
  }
  json::object operator()(const JobResult& done) const {
    json::object result;
    put(result, "mac", done.mac);
    json::array endpoints;
    for (const auto& check : done.endpoints) endpoints.push_back(to_json(check));
    result["endpoints"] = std::move(endpoints);
    if (done.tls) result["tls"] = to_json(*done.tls);
    return {{"state", "completed"}, {"result", std::move(result)}};
  }
  json::object operator()(const Failure& failure) const {
    auto result = to_json(failure);
    result["state"] = "failed";
    return result;
  }
};

}  // namespace

std::string_view to_string(JobKind kind) {
  switch (kind) {
    case JobKind::kOpenDeviceWebpage: return "open_device_webpage";
    case JobKind::kOpenDevicePorts: return "open_device_ports";
    case JobKind::kCheckDevice: return "check_device";
  }
  return {};
}

std::string encode(const Inventory& message) {
  json::array devices;
  for (const auto& device : message.devices) devices.push_back(to_json(device));
  return json::serialize(json::object{{"devices", std::move(devices)}});
}

std::string encode(const InventoryResults& message) {
  json::array results;
  for (const auto& result : message.results) {
    json::object line{{"device", result.device}, {"accepted", result.accepted}};
    put(line, "detail", result.detail);
    results.push_back(std::move(line));
  }
  return json::serialize(json::object{{"results", std::move(results)}});
}

std::string encode(const JobOrder& message) {
  json::object result{{"kind", to_string(message.kind)}, {"device", message.device}};
  put(result, "session", message.session);
  put(result, "endpoint", message.endpoint);
  put(result, "port", message.port);
  put(result, "lease_ms", message.lease_ms);
  return json::serialize(result);
}

std::string encode(const JobEvent& message) {
  return json::serialize(std::visit(EventToJson{}, message));
}

std::string encode(const Failure& message) {
  return json::serialize(to_json(message));
}

std::string encode(const Leases& message) {
  json::array leases;
  for (const auto& lease : message.leases) leases.push_back({{"session", lease.session}, {"ttl_ms", lease.ttl_ms}});
  return json::serialize(json::object{{"leases", std::move(leases)}});
}

std::string encode(const LeaseAnswer& message) {
  json::array unknown;
  for (const auto& session : message.unknown) unknown.emplace_back(session);
  return json::serialize(json::object{{"unknown", std::move(unknown)}});
}

}  // namespace callout::tunnel
