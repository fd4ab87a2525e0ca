// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/limits.h"
#include "tunnel/json_fields.h"
#include "tunnel/messages.h"

namespace callout::tunnel {
namespace {

// Longest texts, in bytes. What a device says of itself (a page title) is cut by the agent before it comes here.
constexpr std::size_t kName = 800;  // 200 characters of 4 bytes.
constexpr std::size_t kAddress = 64;
constexpr std::size_t kWord = 64;
constexpr std::size_t kDetail = 2000;
// A lease longer than a session can last is a mistake.
constexpr std::int64_t kMostLeaseMs = std::chrono::milliseconds(limits::kSessionMost).count();
constexpr std::size_t kMostLeases = 10'000;
// As any device can be of one kind only, results hold no more than what was asked for.
constexpr std::size_t kMostEndpoints = limits::kEndpointsPerDevice;

template <class T>
Result<T> finish(const JsonFields& fields, T value) {
  if (!fields.good()) return fields.error();
  return value;
}

/// The objects of a list, each by `read`, up to the first that is wrong.
template <class T>
std::vector<T> read_list(JsonFields& fields, std::string_view name, std::size_t most, T (*read)(JsonFields&)) {
  std::vector<T> list;
  for (const auto& value : fields.array(name, most)) {
    JsonFields item(value);
    list.push_back(read(item));
    fields.merge(item);
    if (!fields.good()) break;
  }
  return list;
}

/// A message that is one list.
template <class Message, class T>
Result<Message> parse_list(std::string_view json, std::string_view name, std::size_t most, T (*read)(JsonFields&)) {
  const auto object = parse_object(json, kControlBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  return finish(fields, Message{read_list(fields, name, most, read)});
}

InventoryEndpoint read_endpoint(JsonFields& fields) {
  InventoryEndpoint result{fields.id("id"), fields.text("scheme", kWord),
                           static_cast<std::uint16_t>(fields.integer("port", 1, 65535)),
                           fields.optional_text("tls_key", kWord)};
  if (result.scheme != "http" && result.scheme != "https") fields.reject("scheme", "is neither http nor https");
  return result;
}

std::vector<std::uint16_t> read_raw_ports(JsonFields& fields) {
  std::vector<std::uint16_t> ports;
  const boost::json::array* list = fields.optional_array("raw_ports", limits::kRawPortsPerDevice);
  if (list == nullptr) return ports;
  for (const auto& value : *list) {
    const auto port = value.is_int64() ? value.get_int64() : 0;
    if (port < 1 || port > 65535) {
      fields.reject("raw_ports", "holds something that is no port");
      break;
    }
    ports.push_back(static_cast<std::uint16_t>(port));
  }
  return ports;
}

TlsMode read_tls_mode(JsonFields& fields) {
  const auto mode = fields.optional_text("tls", kWord);
  if (!mode) return TlsMode::kAutomatic;
  if (*mode != "modern" && *mode != "legacy") fields.reject("tls", "is neither modern nor legacy");
  return *mode == "modern" ? TlsMode::kModern : TlsMode::kLegacy;
}

InventoryDevice read_device(JsonFields& fields) {
  InventoryDevice result{fields.id("id"),
                         fields.text("name", kName),
                         fields.text("address", kAddress),
                         fields.optional_text("mac", kWord),
                         {}};
  result.endpoints = read_list(fields, "endpoints", kMostEndpoints, read_endpoint);
  result.raw_ports = read_raw_ports(fields);
  if (const auto most = fields.optional_integer("connections", 1, 255))
    result.connections = static_cast<std::uint8_t>(*most);
  result.tls = read_tls_mode(fields);
  return result;
}

std::optional<TlsReport> read_tls(JsonFields& fields) {
  const boost::json::object* object = fields.optional_object("tls");
  if (object == nullptr) return std::nullopt;
  JsonFields facts(*object);
  TlsReport report{facts.text("version", kWord), facts.text("cipher", kWord), facts.text("key", kWord),
                   facts.text("key_sha256", kWord), facts.boolean("weak")};
  fields.merge(facts);
  return report;
}

EndpointCheck read_check(JsonFields& fields) {
  EndpointCheck result;
  result.endpoint = fields.id("endpoint");
  result.reachable = fields.boolean("reachable");
  if (const auto status = fields.optional_integer("status", 100, 999)) result.status = static_cast<int>(*status);
  result.title = fields.optional_text("title", kDetail);
  result.server = fields.optional_text("server", kDetail);
  result.auth = fields.optional_text("auth", kWord);
  result.detail = fields.optional_text("detail", kDetail);
  result.tls = read_tls(fields);
  return result;
}

JobResult read_result(JsonFields& fields) {
  JobResult result;
  result.mac = fields.optional_text("mac", kWord);
  result.endpoints = read_list(fields, "endpoints", kMostEndpoints, read_check);
  result.tls = read_tls(fields);
  return result;
}

InventoryResult read_inventory_result(JsonFields& fields) {
  return {fields.id("device"), fields.boolean("accepted"), fields.optional_text("detail", kDetail)};
}

Lease read_lease(JsonFields& fields) {
  return {fields.id("session"), fields.integer("ttl_ms", 1, kMostLeaseMs)};
}

Failure read_failure_fields(JsonFields& fields) {
  return {fields.text("hop", kWord), fields.text("code", kWord), fields.text("detail", kDetail),
          fields.optional_text("remedy", kDetail)};
}

JobRunning read_running(JsonFields& fields) {
  JobRunning result{fields.text("step", kWord), fields.optional_text("detail", kDetail)};
  constexpr std::array<std::string_view, 3> kSteps{"reached", "identified", "connected"};
  if (std::ranges::find(kSteps, result.step) == kSteps.end()) fields.reject("step", "is not one that we know");
  return result;
}

}  // namespace

Result<Inventory> parse_inventory(std::string_view json) {
  return parse_list<Inventory>(json, "devices", kInventoryDevices, read_device);
}

Result<InventoryResults> parse_inventory_results(std::string_view json) {
  return parse_list<InventoryResults>(json, "results", kInventoryDevices, read_inventory_result);
}

Result<JobOrder> parse_job_order(std::string_view job, std::string_view json) {
  if (!valid_id(job)) return fail(Code::kProtocol, "A job's path holds no id.");
  const auto object = parse_object(json, kControlBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  JobOrder result;
  result.job = job;
  const auto kind = fields.text("kind", kWord);
  constexpr std::array kKinds{JobKind::kOpenDeviceWebpage, JobKind::kOpenDevicePorts, JobKind::kCheckDevice};
  const auto known = std::ranges::find(kKinds, kind, [](JobKind each) { return to_string(each); });
  if (known == kKinds.end()) fields.reject("kind", "is not one that we know");
  if (known != kKinds.end()) result.kind = *known;
  result.device = fields.id("device");
  if (result.kind != JobKind::kCheckDevice) {
    result.session = fields.id("session");
    result.lease_ms = fields.integer("lease_ms", 1, kMostLeaseMs);
  }
  if (result.kind == JobKind::kOpenDeviceWebpage) result.endpoint = fields.id("endpoint");
  if (result.kind == JobKind::kOpenDevicePorts)
    result.port = static_cast<std::uint16_t>(fields.integer("port", 1, 65535));
  return finish(fields, std::move(result));
}

Result<JobEvent> parse_job_event(std::string_view line) {
  const auto object = parse_object(line, kProgressBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  const auto state = fields.text("state", kWord);
  if (state == "received") return finish(fields, JobEvent(JobReceived{}));
  if (state == "running") {
    auto running = read_running(fields);
    return finish(fields, JobEvent(std::move(running)));
  }
  if (state == "completed") {
    JsonFields result_fields(fields.object("result"));
    fields.merge(result_fields);
    auto result = fields.good() ? read_result(result_fields) : JobResult{};
    fields.merge(result_fields);
    return finish(fields, JobEvent(std::move(result)));
  }
  if (state == "failed") {
    auto failure = read_failure_fields(fields);
    return finish(fields, JobEvent(std::move(failure)));
  }
  fields.reject("state", "is not one that we know");
  return fields.error();
}

Result<Failure> parse_failure(std::string_view json) {
  const auto object = parse_object(json, kProgressBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  auto failure = read_failure_fields(fields);
  return finish(fields, std::move(failure));
}

Result<Leases> parse_leases(std::string_view json) {
  return parse_list<Leases>(json, "leases", kMostLeases, read_lease);
}

Result<LeaseAnswer> parse_lease_answer(std::string_view json) {
  const auto object = parse_object(json, kControlBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  LeaseAnswer result;
  for (const auto& value : fields.array("unknown", kMostLeases)) {
    if (!value.is_string() || !valid_id(value.get_string())) {
      fields.reject("unknown", "holds something that is no id");
      break;
    }
    result.unknown.emplace_back(value.get_string());
  }
  return finish(fields, std::move(result));
}

}  // namespace callout::tunnel
