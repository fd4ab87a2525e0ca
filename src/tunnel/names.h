// SPDX-License-Identifier: Apache-2.0
// The words of the agent protocol: paths, header names, codes (docs/protocol.md). Both ends include this and spell
// nothing themselves.
#pragma once

#include <string_view>

#include "wire/ascii.h"
#include "wire/http.h"

namespace callout::tunnel {

inline constexpr int kOldestVersion = 1;
inline constexpr int kNewestVersion = 1;

/// Where the agent dials, and the WebSocket subprotocol that it asks for.
inline constexpr std::string_view kDialPath = "/agent/v1";
inline constexpr std::string_view kSubprotocol = "callout.1";
/// Header of the upgrade request: the install that the agent will prove to be, so that the server can put the
/// connection where it belongs.
inline constexpr std::string_view kInstallHeader = "callout-install";

/// :authority of control requests; device requests go to "<endpoint id>.device", or to "https-8443.<endpoint
/// id>.device" for another web server of the same device.
inline constexpr std::string_view kControlAuthority = "agent";
inline constexpr std::string_view kDeviceSuffix = ".device";
/// Of raw connections to a device's raw ports: "<port>.<device id>.port".
inline constexpr std::string_view kPortSuffix = ".port";

inline constexpr std::string_view kInventoryPath = "/v1/inventory";
inline constexpr std::string_view kJobsPrefix = "/v1/jobs/";
inline constexpr std::string_view kLeasesPath = "/v1/leases";
inline constexpr std::string_view kSessionsPrefix = "/v1/sessions/";

/// Headers of the tunnel's own. Neither end lets one through from a browser or a device.
inline constexpr std::string_view kOwnHeaders = "callout-";
inline bool is_own_header(const wire::Header& header) {
  return wire::begins_ignoring_case(header.name, kOwnHeaders);
}
inline constexpr std::string_view kSessionHeader = "callout-session";
inline constexpr std::string_view kPinHeader = "callout-pin";
inline constexpr std::string_view kReasonHeader = "callout-reason";
inline constexpr std::string_view kFailureHeader = "callout-failure";

/// TLS exporter label that ties a hello to its TLS connection.
inline constexpr std::string_view kExporterLabel = "EXPORTER-callout-agent-1";
inline constexpr std::string_view kHelloContext = "callout agent hello v1";

/// Hop and code of a Failure, as the API's schema has them.
namespace hop {
inline constexpr std::string_view kServer = "server";
inline constexpr std::string_view kInstall = "install";
inline constexpr std::string_view kDevice = "device";
}  // namespace hop
namespace failure {
inline constexpr std::string_view kInstallOffline = "install_offline";
inline constexpr std::string_view kInstallSilent = "install_silent";
inline constexpr std::string_view kAgentRefused = "agent_refused";
inline constexpr std::string_view kDeviceUnreachable = "device_unreachable";
inline constexpr std::string_view kIdentityChanged = "identity_changed";
inline constexpr std::string_view kIdentityUnknown = "identity_unknown";
inline constexpr std::string_view kTlsFailed = "tls_failed";
inline constexpr std::string_view kTlsKeyChanged = "tls_key_changed";
inline constexpr std::string_view kNotHttp = "not_http";
inline constexpr std::string_view kCancelled = "cancelled";
inline constexpr std::string_view kExpired = "expired";
inline constexpr std::string_view kInternal = "internal";
}  // namespace failure

/// Codes of a refused hello.
namespace refusal {
inline constexpr std::string_view kUnknownInstall =
    "unknown_install";  ///< No such install, or removed: the agent stops dialling.
inline constexpr std::string_view kBadSignature = "bad_signature";  ///< Wrong key: the agent says so and dials rarely.
inline constexpr std::string_view kChannel = "channel_mismatch";    ///< Someone ends TLS between agent and server.
inline constexpr std::string_view kVersion = "unsupported_version";
inline constexpr std::string_view kBadMessage = "bad_message";
inline constexpr std::string_view kBusy = "busy";            ///< Come back after retry_after_s.
inline constexpr std::string_view kDuplicate = "duplicate";  ///< The key is live from another machine.
}  // namespace refusal

}  // namespace callout::tunnel
