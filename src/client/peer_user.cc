// SPDX-License-Identifier: Apache-2.0
#include "client/peer_user.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>

namespace callout::client {
namespace {

constexpr std::size_t kLocal = 1, kRemote = 2, kUser = 7, kInode = 9;  ///< Columns, from 0.

/// As the kernel writes it: each 32-bit word of the address in the machine's own order, then the port. `mapped`: an
/// IPv4 address as a socket of IPv6 has it.
std::string in_table(const net::SocketAddress& address, bool mapped) {
  std::string out;
  if (address.family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address.data());
    if (mapped) out = fmt::format("{:08X}{:08X}{:08X}", 0, 0, htonl(0xFFFF));
    out += fmt::format("{:08X}", v4->sin_addr.s_addr);
  } else {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address.data());
    for (const std::uint32_t word : v6->sin6_addr.s6_addr32) out += fmt::format("{:08X}", word);
  }
  return out + fmt::format(":{:04X}", address.port());
}

/// The first columns of a line, as far as they are needed.
std::array<std::string_view, kInode + 1> columns_of(std::string_view line) {
  std::array<std::string_view, kInode + 1> columns{};
  for (auto& column : columns) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    line.remove_prefix(begin);
    column = line.substr(0, line.find(' '));
    line.remove_prefix(column.size());
  }
  return columns;
}

std::optional<uid_t> user_in_file(const char* path, const net::SocketAddress& local, const net::SocketAddress& remote,
                                  bool mapped = false) {
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return user_in_table(text, local, remote, mapped);
}

}  // namespace

std::optional<uid_t> user_in_table(std::string_view table, const net::SocketAddress& local,
                                   const net::SocketAddress& remote, bool mapped) {
  const std::string wanted_local = in_table(local, mapped), wanted_remote = in_table(remote, mapped);
  while (!table.empty()) {
    const std::string_view line = table.substr(0, table.find('\n'));
    table.remove_prefix(std::min(table.size(), line.size() + 1));
    const auto columns = columns_of(line);
    if (columns[kLocal] != wanted_local || columns[kRemote] != wanted_remote) continue;
    // Of a socket that its owner has closed the kernel tells no owner, but user 0.
    if (columns[kInode] == "0") return std::nullopt;
    const std::string_view text = columns[kUser];
    uid_t user = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), user);
    if (error == std::errc() && end == text.data() + text.size()) return user;
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<uid_t> user_of_peer(const net::SocketAddress& ours, const net::SocketAddress& theirs) {
  // Their socket: what is remote to us is local to them.
  if (ours.family() != AF_INET) return user_in_file("/proc/net/tcp6", theirs, ours);
  const auto user = user_in_file("/proc/net/tcp", theirs, ours);
  return user ? user : user_in_file("/proc/net/tcp6", theirs, ours, true);
}

}  // namespace callout::client
