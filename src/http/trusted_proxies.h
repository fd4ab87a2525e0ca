// SPDX-License-Identifier: Apache-2.0
// The reverse proxies in front of this server, by configuration, and what is believed of their X-Forwarded fields. Made
// by Server, only read after that: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/address_range.h"
#include "wire/http.h"

namespace callout::http {

/// Who asked, whether by TLS, and on which connection: seen at the socket, or told by a trusted proxy.
struct Client {
  std::string ip;
  bool secure = false;
  std::uint64_t connection = 0;  ///< Of the browser to the proxy; 0: the proxy does not say.
};

class TrustedProxies {
 public:
  /// kInvalid names the entry that is no address or range.
  static Result<TrustedProxies> parse(const std::vector<std::string>& entries);
  bool contains(std::string_view ip) const { return wire::any_contains(ranges_, ip); }

  /// `peer` is a trusted proxy: the client is the last X-Forwarded-For address that is not a proxy of ours, as
  /// everything before it is only what the client itself may have written. Without a usable address the peer stays the
  /// client; without X-Forwarded-Proto its TLS counts. The last X-Forwarded-Connection tells the browser's connections
  /// apart: any text that is another one for each.
  Client client_of(const wire::Headers& headers, const Client& peer) const;

 private:
  std::vector<wire::AddressRange> ranges_;
};

}  // namespace callout::http
