// SPDX-License-Identifier: Apache-2.0
// Where the server is: the URL given at enrolment. Plain values, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::wire {

struct ServerUrl {
  bool tls = true;
  std::string host;  ///< A name or address, lower case; IPv6 without brackets.
  std::uint16_t port = 443;

  /// `https://host[:port]`, without a default port.
  std::string to_string() const;
  /// As in the Host field.
  std::string authority() const;
  /// What to connect to: `*.localhost` is 127.0.0.1 by RFC 6761, which the system's resolver does not know.
  std::string dial_host() const;
  bool operator==(const ServerUrl&) const = default;
};

/// Whether a name or address means this machine by itself: loopback or *.localhost.
bool is_local_host(std::string_view host);

/// `https://host[:port][/]`; `http://` is for this machine only, as a network would see the signatures' surroundings.
Result<ServerUrl> parse_server_url(std::string_view text);

}  // namespace callout::wire
