// SPDX-License-Identifier: Apache-2.0
// The control messages between server and agent as values, and their JSON (docs/protocol.md). Both ends encode and
// parse here.
//
// Parsing is strict about types, sizes and depth and ignores members that it does not know, so that a newer peer can
// add some. Nothing here trusts the other end: counts and lengths are bounded. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace callout::tunnel {

/// Largest JSON of a hello message, of a control request or answer, and of one line of a job's progress, in bytes.
inline constexpr std::size_t kHelloBytes = 8 * 1024;
inline constexpr std::size_t kControlBytes = 4 * 1024 * 1024;  ///< An inventory of 10,000 devices.
inline constexpr std::size_t kProgressBytes = 64 * 1024;
inline constexpr std::size_t kInventoryDevices = 10'000;

struct InventoryEndpoint {
  std::string id;
  std::string scheme;  ///< "http" or "https".
  std::uint16_t port = 0;
  std::optional<std::string> tls_key{};  ///< The key to find again (TlsReport::key_sha256), once one is known.
  bool operator==(const InventoryEndpoint&) const = default;
};
/// How TLS is set up with a device: modern first and the old kind where that fails, or only one of the two.
enum class TlsMode : std::uint8_t { kAutomatic, kModern, kLegacy };
struct InventoryDevice {
  std::string id;
  std::string name;
  std::string address;             ///< IP literal.
  std::optional<std::string> mac;  ///< The identity to find again, once one is known.
  std::vector<InventoryEndpoint> endpoints;
  std::vector<std::uint16_t> raw_ports{};     ///< Where raw connections of an open_device_ports session may go.
  std::optional<std::uint8_t> connections{};  ///< What the device bears at once; absent: to be learned.
  TlsMode tls = TlsMode::kAutomatic;
  bool operator==(const InventoryDevice&) const = default;
};
/// PUT /v1/inventory: all devices of the install, replacing what the agent had.
struct Inventory {
  std::vector<InventoryDevice> devices;
  bool operator==(const Inventory&) const = default;
};
struct InventoryResult {
  std::string device;
  bool accepted = false;
  std::optional<std::string> detail;  ///< Why the agent refuses to reach it.
  bool operator==(const InventoryResult&) const = default;
};
struct InventoryResults {
  std::vector<InventoryResult> results;
  bool operator==(const InventoryResults&) const = default;
};

enum class JobKind : std::uint8_t { kOpenDeviceWebpage, kOpenDevicePorts, kCheckDevice };
/// POST /v1/jobs/{job}
struct JobOrder {
  std::string job;  ///< From the path.
  JobKind kind = JobKind::kCheckDevice;
  std::string device;
  std::optional<std::string> session;   ///< With the kinds that open one, as lease_ms.
  std::optional<std::string> endpoint;  ///< With kOpenDeviceWebpage.
  std::optional<std::int64_t> lease_ms;
  std::optional<std::uint16_t> port{};  ///< With kOpenDevicePorts: one of the device's raw ports.
  bool operator==(const JobOrder&) const = default;
};

/// The TLS connection that a device's endpoint made.
struct TlsReport {
  std::string version;     ///< "TLSv1.2"
  std::string cipher;      ///< OpenSSL's name.
  std::string key;         ///< Kind and bits: "RSA-2048".
  std::string key_sha256;  ///< base64url of the certificate's SubjectPublicKeyInfo.
  bool weak = false;       ///< Below what browsers take today.
  bool operator==(const TlsReport&) const = default;
};

struct EndpointCheck {
  std::string endpoint;
  bool reachable = false;
  std::optional<int> status{};
  std::optional<std::string> title{}, server{}, auth{}, detail{};
  std::optional<TlsReport> tls{};
  bool operator==(const EndpointCheck&) const = default;
};
/// Result of a completed job: the checks (kCheckDevice) or the opened endpoint's TLS (kOpenDeviceWebpage), and the MAC
/// that the neighbour table shows.
struct JobResult {
  std::optional<std::string> mac;
  std::vector<EndpointCheck> endpoints;
  std::optional<TlsReport> tls{};
  bool operator==(const JobResult&) const = default;
};
/// Which hop failed, why, and what a person can do.
struct Failure {
  std::string hop;   ///< hop:: of names.h
  std::string code;  ///< failure:: of names.h
  std::string detail;
  std::optional<std::string> remedy;
  bool operator==(const Failure&) const = default;
};
struct JobReceived {
  bool operator==(const JobReceived&) const = default;
};
struct JobRunning {
  std::string step;  ///< "reached", "identified" or "connected".
  std::optional<std::string> detail;
  bool operator==(const JobRunning&) const = default;
};
/// One line of a job's progress; JobResult and Failure are last.
using JobEvent = std::variant<JobReceived, JobRunning, JobResult, Failure>;

struct Lease {
  std::string session;
  std::int64_t ttl_ms = 0;
  bool operator==(const Lease&) const = default;
};
/// PUT /v1/leases: every session of this agent that still runs; one left out ends when its lease does.
struct Leases {
  std::vector<Lease> leases;
  bool operator==(const Leases&) const = default;
};
/// Sessions of the server's list that the agent does not have (it restarted).
struct LeaseAnswer {
  std::vector<std::string> unknown;
  bool operator==(const LeaseAnswer&) const = default;
};

/// "open_device_webpage" and so on.
std::string_view to_string(JobKind kind);

std::string encode(const Inventory& message);
std::string encode(const InventoryResults& message);
std::string encode(const JobOrder& message);  ///< Without the job id: it stands in the path.
std::string encode(const JobEvent& message);  ///< One line, without its line end.
std::string encode(const Failure& message);
std::string encode(const Leases& message);
std::string encode(const LeaseAnswer& message);

Result<Inventory> parse_inventory(std::string_view json);
Result<InventoryResults> parse_inventory_results(std::string_view json);
Result<JobOrder> parse_job_order(std::string_view job, std::string_view json);
Result<JobEvent> parse_job_event(std::string_view line);
Result<Failure> parse_failure(std::string_view json);
Result<Leases> parse_leases(std::string_view json);
Result<LeaseAnswer> parse_lease_answer(std::string_view json);

/// Ids in paths, authorities and messages: 1 to 64 of a-z, 0-9, '-' and '_'.
bool valid_id(std::string_view id);

}  // namespace callout::tunnel
