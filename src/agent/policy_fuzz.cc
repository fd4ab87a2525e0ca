// SPDX-License-Identifier: Apache-2.0
// Property: whatever the text, an allowed target is the one canonical writing of an address that the system's own
// parser reads the same way, and that address is never one of the denied.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>

#include "agent/policy.h"

namespace {

constexpr std::array<std::uint16_t, 1> kPorts{80};

bool denied_v4(std::uint32_t a) {
  return a >> 24 == 0 || a >> 24 == 127 || a >> 16 == 0xA9FE || a >> 28 >= 0xE || a == 0xC0A80102;
}

/// Written without the code under test.
bool denied_v6(const in6_addr& address) {
  const auto* b = address.s6_addr;
  static const std::array<std::uint8_t, 12> zero{};
  if (std::memcmp(b, zero.data(), 12) == 0) return true;                                    // ::, ::1, compatible
  if (std::memcmp(b, zero.data(), 10) == 0 && b[10] == 0xFF && b[11] == 0xFF) return true;  // mapped
  if (b[0] == 0xFF || (b[0] == 0xFE && (b[1] & 0xC0) == 0x80)) return true;                 // multicast, link-local
  if (b[0] == 0x20 && b[1] == 0x02) return true;                                            // 6to4
  return b[0] == 0 && b[1] == 0x64 && b[2] == 0xFF && b[3] == 0x9B;                         // NAT64
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace wire = callout::wire;
  namespace agent = callout::agent;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::array<wire::Address, 1> own{wire::Address::v4({192, 168, 1, 2})};
  const auto verified = agent::allow({text, 80, kPorts}, agent::PolicyConfig{}, own);
  if (!verified) return 0;
  in_addr v4{};
  in6_addr v6{};
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    require(!denied_v4(ntohl(v4.s_addr)));
    require(inet_ntop(AF_INET, &v4, written.data(), written.size()) != nullptr);
  } else {
    require(inet_pton(AF_INET6, text.c_str(), &v6) == 1);
    require(!denied_v6(v6));
    require(inet_ntop(AF_INET6, &v6, written.data(), written.size()) != nullptr);
  }
  require(text == written.data());
  require(verified->address().to_string() == text);
  return 0;
}
