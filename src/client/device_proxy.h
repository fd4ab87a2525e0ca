// SPDX-License-Identifier: Apache-2.0
// `callout browse`: a proxy on a port of this machine that leads to one device and nowhere else. It speaks SOCKS5
// (RFC 1928, no authentication, CONNECT only) and HTTP (CONNECT, and requests for absolute http URLs), told apart by
// the first byte. The device goes by its own address there, so its pages are what they are on site. Own worker only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "client/local_port.h"
#include "client/outcome.h"
#include "client/visit.h"
#include "wire/address.h"

namespace callout::client {

/// From the first byte to the end of what asks for a connection.
inline constexpr std::chrono::seconds kAskTime{15};

/// Whether `host` is the device's address, in whatever notation. A name never is: nobody resolves one here.
bool is_device(std::string_view host, const wire::Address& device);

/// Serves connections to `local` until the visit is over. `say` gets a line for each refusal.
net::Task<Outcome<>> proxy_device(Visit& visit, LocalPort& local, wire::Address device,
                                  std::function<void(std::string)> say);

}  // namespace callout::client
