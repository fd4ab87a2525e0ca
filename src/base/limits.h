// SPDX-License-Identifier: Apache-2.0
// Every bound on what a peer can make us hold or wait for, in one place, with its unit and its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace callout::limits {

using namespace std::chrono_literals;

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// Browser and API requests.
inline constexpr std::size_t kRequestHead =
    64 * kKiB;  ///< Request line and headers; device pages with many cookies reach 20 KiB.
inline constexpr std::size_t kRequestHeaders = 256;  ///< Number of header fields.
inline constexpr std::size_t kApiBody = 256 * kKiB;  ///< JSON body of an API request.
inline constexpr auto kRequestHeadTime = 15s;  ///< From the first byte of a head to its last (slow-header attacks).
inline constexpr auto kKeepAliveTime = 75s;    ///< An idle browser connection; browsers close theirs after 60-300 s.
inline constexpr auto kTlsHandshakeTime = 10s;
inline constexpr auto kBodyProgressTime =
    300s;  ///< Not one byte of a body moved either way: the browser is cut (slow-body attacks).
inline constexpr auto kLingerTime = 5s;  ///< For a browser that still sends to read our last answer before the close.
inline constexpr std::size_t kUnreadBody =
    64 * kKiB;  ///< Of a body that nobody read, so much is thrown away to keep the connection.
inline constexpr std::size_t kFrontConnectionsPerAddress = 512;  ///< A technician's office shares one address.

// Device responses, parsed on site.
inline constexpr std::size_t kResponseHead = 256 * kKiB;  ///< Chromium's own bound; devices were seen with 64 KiB.
inline constexpr std::size_t kResponseHeaders = 1000;
inline constexpr auto kDeviceConnectTime = 8s;
inline constexpr auto kDeviceSilence = 300s;  ///< Some devices answer a POST only after minutes (firmware checks).

inline constexpr auto kDeviceLineTime = 300s;  ///< In line for a device: what waits longer fails, and says so.

// The tunnel.
inline constexpr std::size_t kStreamWindow = 256 * kKiB;  ///< First receive window of a stream.
inline constexpr std::size_t kStreamWindowMost =
    4 * kMiB;  ///< Fills 100 Mbit/s at 100 ms and 30 ms; bounds a slow reader.
inline constexpr std::size_t kConnectionWindow = 16 * kMiB;  ///< Sum over the streams of one agent connection.
inline constexpr std::size_t kStreamsPerAgent = 1000;
inline constexpr std::size_t kTunnelHeaderBlock = 320 * kKiB;  ///< Holds the largest device head.
inline constexpr auto kHeartbeat = 25s;                        ///< Below the 30 s at which some NATs forget a flow.
inline constexpr auto kLeaseTime = 30s;  ///< An agent that lost the server ends its sessions after this.
inline constexpr auto kLeaseRenewal = 10s;
inline constexpr auto kUploadGrace =
    30min;  ///< An upload that is under way when its session's time ends gets so much more.

// Jobs and sessions.
inline constexpr auto kJobAnswerTime = 20s;  ///< A page job that no agent finished by then has failed.
inline constexpr std::size_t kSessionsPerTechnician = 32;
inline constexpr std::size_t kEndpointsPerDevice = 16;
inline constexpr std::size_t kInstallsPerDevice = 8;  ///< That track it.
inline constexpr std::int64_t kAccessRightsPerTeam = 200'000;
inline constexpr std::size_t kRawPortsPerDevice = 16;
inline constexpr std::size_t kRawStreamsPerDevice = 32;  ///< Raw connections to a device that are open at once.
inline constexpr auto kSessionMost = 8h;                 ///< The most that extending reaches.
inline constexpr auto kIdentityFresh = 60s;  ///< A device's identity is checked again before a connection after this.
inline constexpr auto kTicketCodeTime = 30s;
inline constexpr auto kTicketStateTime = 60s;
inline constexpr auto kEnrolmentTime = 24h;

}  // namespace callout::limits
