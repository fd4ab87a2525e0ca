// SPDX-License-Identifier: Apache-2.0
// Devices, their endpoints and what the agent saw at the last check. Plain values: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"
#include "model/profile.h"
#include "model/scheme.h"

namespace callout::model {

enum class AuthKind { kNone, kBasic, kDigest, kNtlm, kNegotiate, kForm, kOther };
template <>
struct Names<AuthKind> {
  static constexpr std::pair<AuthKind, std::string_view> kTable[] = {
      {AuthKind::kNone, "none"},  {AuthKind::kBasic, "basic"},         {AuthKind::kDigest, "digest"},
      {AuthKind::kNtlm, "ntlm"},  {AuthKind::kNegotiate, "negotiate"}, {AuthKind::kForm, "form"},
      {AuthKind::kOther, "other"}};
};

/// A TLS connection to a device, as the agent tells of it.
struct TlsFacts {
  std::string version;     ///< "TLSv1.2"
  std::string cipher;      ///< OpenSSL's name.
  std::string key;         ///< Kind and bits: "RSA-2048".
  std::string key_sha256;  ///< base64url of the certificate's SubjectPublicKeyInfo, 43 characters.
  bool weak = false;       ///< Below what browsers take today.
};

/// What is known of an https endpoint. The first key seen is the one to find again, as nobody knew it before the device
/// was added (trust on first use); another one is only shown until an administrator accepts it.
struct EndpointTls {
  TlsFacts last;          ///< Of the last check or visit.
  std::string known_key;  ///< TlsFacts::key_sha256
  WallMs known_since;
  std::string accepted_by;  ///< Name of the technician; empty for the key of first use.
  bool key_changed() const { return last.key_sha256 != known_key; }
};

/// What the agent saw of one endpoint at the last check. Texts come from the device: data only, cut to 200 bytes by
/// store::Devices.
struct EndpointCheck {
  bool reachable = false;
  std::optional<int> status{};  ///< HTTP status of GET /.
  std::optional<std::string> title{};
  std::optional<std::string> server{};
  std::optional<AuthKind> auth{};
  std::optional<TlsFacts> tls{};
  std::optional<std::string> detail{};  ///< Why it is not reachable.
};

struct Endpoint {
  EndpointId id;
  Scheme scheme = Scheme::kHttp;
  std::uint16_t port = 80;
  std::optional<EndpointCheck> check{};  ///< Without its tls, which stands beside it and outlives it.
  std::optional<EndpointTls> tls{};
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

/// A profile that holds for a device.
struct AppliedProfile {
  ProfileId id{};
  std::string name{};
  bool shipped = false;
};

/// What decisions about a device depend on.
struct DeviceFacts {
  DeviceId id{};
  EntityId entity{};
  std::vector<GroupId> groups{};
  std::vector<InstallId> installs{};         ///< That track it, the first choice first.
  bool remote_access = true;                 ///< Its own switch.
  bool group_rights = true;                  ///< Whether rights for its groups count.
  std::optional<TechnicianId> hidden_for{};  ///< Only this technician and the owner see it.
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
  std::optional<ProfileId> chosen_profile{};  ///< Absent: the one that fits what the last check saw.
  std::optional<bool> translate_bodies{};     ///< The device's own, over the profile's.
  std::optional<AppliedProfile> profile{};    ///< The one that holds. Worked out by store::Devices, never stored.
  Treatment treatment{};                      ///< What follows from all three; the same.
  std::vector<InstallId> other_installs{};    ///< That track it as well.
  std::vector<GroupId> groups{};
  bool remote_access = true;
  bool group_rights = true;
  std::optional<TechnicianId> hidden_for{};

  DeviceFacts facts() const;
  /// Whether the install tracks it.
  bool tracked_by(const InstallId& by) const;
};

/// The result of a check_device job, by endpoint id; of a page job only the MAC and the endpoint's TLS. An endpoint
/// that is absent was not tried.
struct CheckReport {
  std::optional<std::string> mac{};                  ///< Lower case, colons: "00:11:22:aa:bb:cc".
  DeviceStatus status = DeviceStatus::kUnreachable;  ///< kReachable, kUnreachable, kIdentityChanged or kRefused.
  std::string detail{};
  std::vector<std::pair<EndpointId, EndpointCheck>> endpoints{};
};

/// Sets the profile that holds for the device, and the treatment that follows: by what was chosen, else by what the
/// last check saw.
void work_out_treatment(Device& device, std::span<const DeviceProfile> of_team);

}  // namespace callout::model
