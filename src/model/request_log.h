// SPDX-License-Identifier: Apache-2.0
// One line of a session's HTTP access log, as a plain value: what was asked of the device and what came of it. Made by
// the relay, kept by sessions::RequestLog, shown by the API. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"
#include "model/scheme.h"

namespace callout::model {

inline constexpr std::size_t kLoggedPathMost = 500;  ///< Bytes; what is longer is cut.
inline constexpr std::size_t kLoggedMethodMost = 32;

/// kCounted: many requests that only read, beyond those that are kept one by one.
enum class RequestKind { kHttp, kWebSocket, kRaw, kCounted };
template <>
struct Names<RequestKind> {
  static constexpr std::pair<RequestKind, std::string_view> kTable[] = {{RequestKind::kHttp, "http"},
                                                                        {RequestKind::kWebSocket, "websocket"},
                                                                        {RequestKind::kRaw, "raw"},
                                                                        {RequestKind::kCounted, "counted"}};
};

/// Whether the method asks for no change at the device (RFC 9110 section 9.2.1, without TRACE).
inline bool only_reads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

struct RequestLogEntry {
  SessionId session{};
  WallMs at{};  ///< When it came.
  RequestKind kind = RequestKind::kHttp;
  std::string method{};  ///< Empty for raw bytes.
  Scheme scheme = Scheme::kHttp;
  std::uint16_t port = 0;      ///< Of the device.
  std::string path{};          ///< As the device got it, up to `?` or `;`: what follows can be a password or a token.
  bool query = false;          ///< Something followed.
  int status = 0;              ///< What the browser got; 0 when it ended before, and for raw bytes.
  bool from_device = false;    ///< The status is the device's own; else Callout answered.
  std::uint64_t bytes_up = 0;  ///< Browser to device, bodies only.
  std::uint64_t bytes_down = 0;
  std::chrono::milliseconds took{};
  std::uint64_t count = 1;  ///< Of kCounted, how many.
  bool operator==(const RequestLogEntry&) const = default;
};

}  // namespace callout::model
