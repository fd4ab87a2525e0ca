// SPDX-License-Identifier: Apache-2.0
#include "agent/own_addresses.h"

#include <cerrno>
#include <cstring>
#include <memory>

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

namespace callout::agent {
namespace {

void add(std::vector<wire::Address>& out, const sockaddr* address) {
  if (address == nullptr) return;
  if (address->sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, bytes.size());
    out.push_back(wire::Address::v4(bytes));
  } else if (address->sa_family == AF_INET6) {
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, bytes.size());
    out.push_back(wire::Address::v6(bytes));
  }
}

}  // namespace

Result<std::vector<wire::Address>> own_addresses() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) {
    return fail(Code::kInternal, "The machine's own addresses could not be read: {}.", std::strerror(errno));
  }
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, ::freeifaddrs);
  std::vector<wire::Address> out;
  for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
    add(out, each->ifa_addr);
    if ((each->ifa_flags & IFF_BROADCAST) != 0 && each->ifa_addr != nullptr && each->ifa_addr->sa_family == AF_INET) {
      add(out, each->ifa_broadaddr);
    }
  }
  return out;
}

}  // namespace callout::agent
