// SPDX-License-Identifier: Apache-2.0
// Sessions: one visit of one technician to one device through one install. Plain values: any thread. sessions::Service
// is their life.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/id.h"
#include "model/job.h"
#include "model/names.h"
#include "model/scheme.h"

namespace callout::model {

/// What a session is for: the device's webpage in a browser, or raw bytes to one of its ports for the client.
enum class SessionKind { kWebpage, kPorts };
template <>
struct Names<SessionKind> {
  static constexpr std::pair<SessionKind, std::string_view> kTable[] = {{SessionKind::kWebpage, "webpage"},
                                                                        {SessionKind::kPorts, "ports"}};
};

enum class SessionState { kRequested, kConnecting, kActive, kClosing, kClosed };
template <>
struct Names<SessionState> {
  static constexpr std::pair<SessionState, std::string_view> kTable[] = {{SessionState::kRequested, "requested"},
                                                                         {SessionState::kConnecting, "connecting"},
                                                                         {SessionState::kActive, "active"},
                                                                         {SessionState::kClosing, "closing"},
                                                                         {SessionState::kClosed, "closed"}};
};

enum class ClosedReason {
  kExpired,
  kEndedByTechnician,
  kEndedByAdministrator,
  kDeviceRemoved,
  kDeviceChanged,
  kInstallRemoved,
  kInstallLost,
  kAccessLost,
  kAccessExpired,  ///< The right that it rested on has ended.
  kRestricted,     ///< Remote Technician was switched off.
  kFailed,
  kTicketReused,
  kSignedOut,
};
template <>
struct Names<ClosedReason> {
  static constexpr std::pair<ClosedReason, std::string_view> kTable[] = {
      {ClosedReason::kExpired, "expired"},
      {ClosedReason::kEndedByTechnician, "ended_by_technician"},
      {ClosedReason::kEndedByAdministrator, "ended_by_administrator"},
      {ClosedReason::kDeviceRemoved, "device_removed"},
      {ClosedReason::kDeviceChanged, "device_changed"},
      {ClosedReason::kInstallRemoved, "install_removed"},
      {ClosedReason::kInstallLost, "install_lost"},
      {ClosedReason::kAccessLost, "access_lost"},
      {ClosedReason::kAccessExpired, "access_expired"},
      {ClosedReason::kRestricted, "restricted"},
      {ClosedReason::kFailed, "failed"},
      {ClosedReason::kTicketReused, "ticket_reused"},
      {ClosedReason::kSignedOut, "signed_out"}};
};

/// A part of a device that a session reaches: a web server, or a port with raw bytes.
struct DevicePort {
  std::optional<Scheme> scheme{};  ///< nullopt: raw bytes.
  std::uint16_t port = 0;
  bool operator==(const DevicePort&) const = default;
  /// "https port 443", "raw port 9100".
  std::string text() const {
    return (scheme ? std::string(to_string(*scheme)) : std::string("raw")) + " port " + std::to_string(port);
  }
};

/// Names are copied at creation, so that the session stays readable after its device, install or technician changed or
/// was removed.
struct Session {
  SessionId id{};
  TeamId team{};
  DeviceId device{};
  std::string device_name{};
  InstallId install{};
  std::string install_name{};
  TechnicianId technician{};
  std::string technician_name{};
  SessionKind kind = SessionKind::kWebpage;
  bool read_only = false;  ///< Nothing is sent to the device but requests to read.
  EndpointId endpoint{};   ///< Of a webpage session; empty for a ports session.
  std::uint16_t port = 0;  ///< Of the endpoint, or the raw port that the session was opened to.
  JobId job{};
  SessionState state = SessionState::kRequested;
  std::optional<ClosedReason> closed_reason{};
  std::optional<Failure> failure{};
  std::string label{};  ///< First part of the session host's name; secret to its own technician, used once.
  WallMs created_at{};
  std::optional<WallMs> active_at{};
  std::optional<WallMs> closed_at{};
  std::uint64_t bytes_up = 0;    ///< Browser to device.
  std::uint64_t bytes_down = 0;  ///< Device to browser.

  // Filled in by sessions::Service from the live session, never stored.
  std::optional<std::chrono::milliseconds> remaining{};  ///< While active.
  bool extendable = false;
};

}  // namespace callout::model
