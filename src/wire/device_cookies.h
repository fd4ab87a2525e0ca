// SPDX-License-Identifier: Apache-2.0
// The cookies of one device over all of its ports. On site a cookie belongs to a host, whatever its port (RFC 6265
// section 8.5): a login on port 8000 holds on port 80. Callout gives each port a host of its own, so what one of them
// got must be brought to the others by us.
//
// The relay keeps one for each session; on the session's worker. It only looks at what passes: cookies that a device
// set, and those that a browser sent (which scripts may have made).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/http.h"
#include "wire/session_map.h"

namespace callout::wire {

class DeviceCookies {
 public:
  static constexpr std::size_t kMost = 64;       ///< Cookies that devices set; the oldest goes.
  static constexpr std::size_t kLongest = 4096;  ///< Name, value and path; longer ones stay on their host.
  static constexpr std::size_t kEndpointsMost =
      32;  ///< Web servers of the device; further ones get no others' cookies.

  /// The device's answer, and at which of its web servers' hosts the browser keeps the cookies; nullopt: at none.
  void note_response(const std::optional<WebEndpoint>& kept_at, const Headers& headers, std::chrono::sys_seconds now);
  /// A request that a browser sent to the host of `at`, for the web server `to`: notes its cookies, and adds, replaces
  /// and drops so that they are what a browser on site would send. Callout's own cookies are gone already.
  void complete_request(const WebEndpoint& at, const WebEndpoint& to, std::string_view target, Headers& headers);

 private:
  struct Kept {
    std::string name, value, path;
    bool secure = false;
    bool removed = false;  ///< The device has deleted it; a copy that another host's browser still sends goes.
    std::optional<WebEndpoint> from;  ///< Where it was set last, and where the browser has it.
  };
  void keep(Kept kept);
  std::string* last_sent_at(const WebEndpoint& endpoint);

  std::vector<Kept> kept_;                                      ///< Oldest first.
  std::vector<std::pair<WebEndpoint, std::string>> last_sent_;  ///< The last Cookie field at each endpoint.
};

}  // namespace callout::wire
