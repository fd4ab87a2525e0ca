// SPDX-License-Identifier: Apache-2.0
// Strict `host[:port]` as it stands in Host, :authority and absolute URLs (RFC 3986 section 3.2, narrowed). Used by the
// request parser, url.h, and whoever compares hosts. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callout::wire {

enum class HostKind : std::uint8_t { kName, kIpv4, kIpv6 };

/// Parts of the text that was parsed: valid as long as that text is.
struct Authority {
  std::string_view host;              ///< As written; IPv6 without its brackets.
  std::optional<std::uint16_t> port;  ///< 1..65535 if one was written.
  HostKind kind = HostKind::kName;
};

/// nullopt unless the text is exactly: a name of letters, digits, `-`, `_` and `.` (no empty label, at most 253
/// characters, one final dot allowed), a canonical IPv4 address or a bracketed IPv6 address, then optionally `:` and a
/// port without leading zeros. A name whose last label is a number is refused unless it is a canonical IPv4 address, as
/// browsers would read `0x7f.1` as an address. No userinfo, no percent-encoding, no white space.
std::optional<Authority> parse_authority(std::string_view text);

/// 1..65535 in decimal, as we write it: no sign, no leading zero.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// 80 for http and ws, 443 for https and wss, else 0.
std::uint16_t default_port(std::string_view scheme);

/// `host`, `host:port` or `[v6]:port` as a browser writes it in Host: without the scheme's default port.
std::string host_field(std::string_view scheme, std::string_view host, std::uint16_t port);

}  // namespace callout::wire
