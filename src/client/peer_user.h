// SPDX-License-Identifier: Apache-2.0
// Whose process is at the other end of a loopback connection. A port on 127.0.0.1 is open to every user of the machine;
// what we listen for is for our own user only. Linux: the kernel's table of sockets names the user of each
// (/proc/net/tcp, /proc/net/tcp6). Blocking for as long as the kernel writes that table; any thread.
#pragma once

#include <optional>
#include <string_view>

#include <sys/types.h>

#include "net/socket_address.h"

namespace callout::client {

/// The user of the socket with this local and remote address in the text of such a table; nullopt when it lists none.
/// `mapped`: IPv4 addresses of a socket of IPv6.
std::optional<uid_t> user_in_table(std::string_view table, const net::SocketAddress& local,
                                   const net::SocketAddress& remote, bool mapped = false);

/// The user at the other end of a connection that we accepted: `ours` and `theirs` as our socket sees them. nullopt
/// when the system does not say, which is to be taken for a stranger.
std::optional<uid_t> user_of_peer(const net::SocketAddress& ours, const net::SocketAddress& theirs);

}  // namespace callout::client
