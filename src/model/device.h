// SPDX-License-Identifier: Apache-2.0
// Devices, their endpoints and what the agent saw at the last check. Plain values: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"

namespace callout::model {

enum class Scheme { kHttp, kHttps };
template <>
struct Names<Scheme> {
  static constexpr std::pair<Scheme, std::string_view> kTable[] = {{Scheme::kHttp, "http"}, {Scheme::kHttps, "https"}};
};

enum class AuthKind { kNone, kBasic, kDigest, kNtlm, kNegotiate, kForm, kOther };
template <>
struct Names<AuthKind> {
  static constexpr std::pair<AuthKind, std::string_view> kTable[] = {
      {AuthKind::kNone, "none"},  {AuthKind::kBasic, "basic"},         {AuthKind::kDigest, "digest"},
      {AuthKind::kNtlm, "ntlm"},  {AuthKind::kNegotiate, "negotiate"}, {AuthKind::kForm, "form"},
      {AuthKind::kOther, "other"}};
};

/// What the agent saw of one endpoint at the last check. Texts come from the device: data only, cut to 200 bytes by
/// store::Devices.
struct EndpointCheck {
  bool reachable = false;
  std::optional<int> status;  ///< HTTP status of GET /.
  std::optional<std::string> title;
  std::optional<std::string> server;
  std::optional<AuthKind> auth;
  std::optional<std::string> tls;     ///< Version and key, such as "TLSv1.2 RSA-2048".
  std::optional<std::string> detail;  ///< Why it is not reachable.
};

struct Endpoint {
  EndpointId id;
  Scheme scheme = Scheme::kHttp;
  std::uint16_t port = 80;
  std::optional<EndpointCheck> check;
};

/// kChecking is never stored: it holds while an unfinished check_device job exists.
enum class DeviceStatus { kUnchecked, kChecking, kReachable, kUnreachable, kIdentityChanged, kRefused };
template <>
struct Names<DeviceStatus> {
  static constexpr std::pair<DeviceStatus, std::string_view> kTable[] = {
      {DeviceStatus::kUnchecked, "unchecked"},
      {DeviceStatus::kChecking, "checking"},
      {DeviceStatus::kReachable, "reachable"},
      {DeviceStatus::kUnreachable, "unreachable"},
      {DeviceStatus::kIdentityChanged, "identity_changed"},
      {DeviceStatus::kRefused, "refused"}};
};

struct Device {
  DeviceId id;
  TeamId team;
  std::string name;
  EntityId entity;
  std::string entity_path;
  std::optional<InstallId> install;  ///< Absent when its install was removed.
  std::string install_name;          ///< Empty without an install.
  std::string address;               ///< IPv4 or IPv6 literal on the install's network, in canonical form.
  std::optional<std::string> mac;  ///< The identity that a session must find again; absent until a check has seen one.
  std::optional<std::string> seen_mac;   ///< What the last check saw, when it differs from mac.
  std::vector<Endpoint> endpoints;       ///< At least one; in the order given.
  std::vector<std::uint16_t> raw_ports;  ///< Ports that a ports session may reach; ascending, none twice.
  DeviceStatus status = DeviceStatus::kUnchecked;
  std::string status_detail;
  std::optional<WallMs> checked_at;
  WallMs created_at;
};

/// The result of a check_device job, by endpoint id. An endpoint that is absent was not tried.
struct CheckReport {
  std::optional<std::string> mac;                    ///< Lower case, colons: "00:11:22:aa:bb:cc".
  DeviceStatus status = DeviceStatus::kUnreachable;  ///< kReachable, kUnreachable, kIdentityChanged or kRefused.
  std::string detail;
  std::vector<std::pair<EndpointId, EndpointCheck>> endpoints;
};

}  // namespace callout::model
