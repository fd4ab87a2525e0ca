// SPDX-License-Identifier: Apache-2.0
// The client's data channel on a session's own host: a WebSocket whose binary messages are the bytes of one TCP
// connection to a port of the device.
//
//   GET /.callout/tcp/9100
//   Sec-WebSocket-Protocol: callout-tcp.1
//   Authorization: Bearer <client key>
//
// A page of the device runs on this host and must never get through: whatever a browser sends of itself is refused, and
// no cookie stands for the key. Pure, any thread; what answers is Relay::serve_raw().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sessions/lease.h"
#include "wire/http.h"

namespace callout::relay {

inline constexpr std::string_view kRawPath = "/.callout/tcp/";
inline constexpr std::string_view kRawProtocol = "callout-tcp.1";

/// Whether this is asked for with the means of the client: the path, a bearer key, and nothing of a browser. All else
/// is answered as a path that does not exist.
bool is_raw_request(const wire::RequestHead& request);

/// The key that such a request brings.
std::string_view bearer_of(const wire::RequestHead& request);

/// The port of the path; nullopt when it is none, or none that this session may reach.
std::optional<std::uint16_t> raw_port_of(std::string_view target, const sessions::LeaseTerms& terms);

}  // namespace callout::relay
