// SPDX-License-Identifier: Apache-2.0
// SHA-1 for the WebSocket handshake (RFC 6455 section 4.2.2), the only use it has: it proves nothing but that a peer
// speaks the protocol. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace callout::net {

/// As wire::Sha1 asks for it.
std::array<std::byte, 20> sha1(std::string_view text);

}  // namespace callout::net
