// SPDX-License-Identifier: Apache-2.0
// An HTTP origin: scheme, host and port (RFC 6454), as a browser or a device writes it. Used by the translation of
// headers and bodies. Plain values: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/url.h"

namespace callout::wire {

struct Origin {
  std::string scheme;  ///< `http` or `https`.
  std::string host;    ///< Lower case; IPv6 without brackets.
  std::uint16_t port = 0;

  /// `host[:port]` without the default port, as in Host.
  std::string authority() const;
  /// `scheme://host[:port]`, as in the Origin field.
  std::string to_string() const;
  bool operator==(const Origin&) const = default;
};

/// Reads an Origin field's value; nullopt for `null` and whatever is not an http(s) origin.
std::optional<Origin> parse_origin(std::string_view text);
/// Of a URL that was read before; of ws and wss too, which keep their scheme.
Origin origin_of(const AbsoluteUrl& url);

}  // namespace callout::wire
