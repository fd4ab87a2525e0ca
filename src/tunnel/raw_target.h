// SPDX-License-Identifier: Apache-2.0
// Whom a raw connection is for, as the :authority of a plain CONNECT says it (docs/protocol.md, "Raw bytes"). Both ends
// write and read it here.
//
//   e1.device               the web endpoint e1
//   https-8443.e1.device    another web server of the device that has e1
//   9100.d1.port            the raw port 9100 of the device d1
//
// Whether that may be reached is not asked here. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wire/session_map.h"

namespace callout::tunnel {

struct RawWebServer {
  std::string endpoint;                      ///< Id.
  std::optional<wire::WebEndpoint> other{};  ///< Another web server of the endpoint's device, on any port.
  bool operator==(const RawWebServer&) const = default;
};
struct RawPort {
  std::string device;  ///< Id.
  std::uint16_t port = 0;
  bool operator==(const RawPort&) const = default;
};
using RawTarget = std::variant<RawWebServer, RawPort>;

std::string authority_of(const RawTarget& target);
/// nullopt for whatever authority_of() does not write.
std::optional<RawTarget> parse_raw_authority(std::string_view authority);

}  // namespace callout::tunnel
