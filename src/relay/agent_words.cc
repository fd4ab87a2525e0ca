// SPDX-License-Identifier: Apache-2.0
#include "relay/agent_words.h"

#include <algorithm>

namespace callout::relay {
namespace {

void put_treatment(tunnel::InventoryDevice& device, const model::Treatment& treatment) {
  device.connections = treatment.connections;
  switch (treatment.tls) {
    case model::TlsMode::kAutomatic: device.tls = tunnel::TlsMode::kAutomatic; break;
    case model::TlsMode::kModern: device.tls = tunnel::TlsMode::kModern; break;
    case model::TlsMode::kLegacy: device.tls = tunnel::TlsMode::kLegacy; break;
  }
}

model::TlsFacts from_tunnel(const tunnel::TlsReport& tls) {
  return {tls.version, tls.cipher, tls.key, tls.key_sha256, tls.weak};
}

const jobs::JobOrder::Endpoint* endpoint_of(const jobs::JobOrder& order) {
  const auto found = std::ranges::find_if(order.endpoints, [&](const auto& each) { return each.id == order.endpoint; });
  return found == order.endpoints.end() ? nullptr : &*found;
}

/// `opened`: the endpoint of a page job.
model::CheckReport report_of(const tunnel::JobResult& result, const std::optional<model::EndpointId>& opened) {
  model::CheckReport report;
  report.mac = result.mac;
  if (opened) {
    if (result.tls) report.endpoints.emplace_back(*opened, model::EndpointCheck{.tls = from_tunnel(*result.tls)});
    return report;
  }
  bool any = false;
  for (const auto& check : result.endpoints) {
    model::EndpointCheck out;
    out.reachable = check.reachable;
    out.status = check.status;
    out.title = check.title;
    out.server = check.server;
    if (check.auth) out.auth = model::parse<model::AuthKind>(*check.auth);
    if (check.tls) out.tls = from_tunnel(*check.tls);
    out.detail = check.detail;
    if (!check.reachable && report.detail.empty()) report.detail = check.detail.value_or("");
    any = any || check.reachable;
    report.endpoints.emplace_back(model::EndpointId(check.endpoint), std::move(out));
  }
  report.status = any ? model::DeviceStatus::kReachable : model::DeviceStatus::kUnreachable;
  if (any) report.detail.clear();
  return report;
}

}  // namespace

tunnel::InventoryDevice to_tunnel(const model::Device& device) {
  tunnel::InventoryDevice out{device.id.str(), device.name, device.address, device.mac, {}};
  for (const auto& endpoint : device.endpoints) {
    out.endpoints.push_back({endpoint.id.str(), std::string(model::to_string(endpoint.scheme)), endpoint.port,
                             endpoint.tls ? std::optional(endpoint.tls->known_key) : std::nullopt});
  }
  out.raw_ports = device.raw_ports;
  put_treatment(out, device.treatment);
  return out;
}

tunnel::InventoryDevice to_tunnel(const jobs::JobOrder& order) {
  tunnel::InventoryDevice out{order.device.str(), order.device_name, order.address, order.mac, {}};
  for (const auto& endpoint : order.endpoints) {
    out.endpoints.push_back(
        {endpoint.id.str(), std::string(model::to_string(endpoint.scheme)), endpoint.port, endpoint.tls_key});
  }
  out.raw_ports = order.raw_ports;
  put_treatment(out, order.treatment);
  return out;
}

tunnel::JobKind to_tunnel(model::JobKind kind) {
  switch (kind) {
    case model::JobKind::kOpenDeviceWebpage: return tunnel::JobKind::kOpenDeviceWebpage;
    case model::JobKind::kOpenDevicePorts: return tunnel::JobKind::kOpenDevicePorts;
    case model::JobKind::kCheckDevice: return tunnel::JobKind::kCheckDevice;
  }
  return tunnel::JobKind::kCheckDevice;
}

model::Failure from_tunnel(const tunnel::Failure& failure) {
  model::Failure out;
  out.hop = model::parse<model::Hop>(failure.hop).value_or(model::Hop::kInstall);
  out.code = model::parse<model::FailureCode>(failure.code).value_or(model::FailureCode::kInternal);
  out.detail = failure.detail;
  out.remedy = failure.remedy.value_or(std::string(model::remedy_for(out.code)));
  return out;
}

model::Failure install_failed(model::FailureCode code, std::string detail) {
  return {model::Hop::kInstall, code, std::move(detail), std::string(model::remedy_for(code))};
}

jobs::JobOutcome compared(const tunnel::JobResult& result, const jobs::JobOrder& order) {
  const auto* opened = order.session ? endpoint_of(order) : nullptr;
  if (opened != nullptr && opened->tls_key && result.tls && result.tls->key_sha256 != *opened->tls_key) {
    return install_failed(model::FailureCode::kTlsKeyChanged, "The device shows another TLS key than before.");
  }
  return jobs::Completed{report_of(result, order.endpoint)};
}

bool learn_keys(tunnel::Inventory& inventory, const model::DeviceId& device, const jobs::Completed& completed) {
  const auto known = std::ranges::find(inventory.devices, device.str(), &tunnel::InventoryDevice::id);
  if (known == inventory.devices.end() || !completed.report) return false;
  if (known->mac && completed.report->mac != known->mac) return false;
  bool any = false;
  for (const auto& [id, check] : completed.report->endpoints) {
    const auto endpoint = std::ranges::find(known->endpoints, id.str(), &tunnel::InventoryEndpoint::id);
    if (endpoint == known->endpoints.end() || !check.tls || endpoint->tls_key) continue;
    endpoint->tls_key = check.tls->key_sha256;
    any = true;
  }
  return any;
}

}  // namespace callout::relay
