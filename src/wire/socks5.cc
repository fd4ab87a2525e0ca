// SPDX-License-Identifier: Apache-2.0
#include "wire/socks5.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "wire/address.h"

namespace callout::wire {
namespace {

constexpr std::byte kNoAuthentication{0};
constexpr std::byte kConnect{1};
constexpr std::size_t kBeforeAddress = 4;  ///< Version, command, reserved, type.
constexpr std::size_t kPortSize = 2;

using SocksRefused = std::unexpected<Socks5Reply>;

template <std::size_t size>
std::array<std::uint8_t, size> array_of(std::span<const std::byte> bytes) {
  std::array<std::uint8_t, size> out{};
  std::ranges::transform(bytes.first(size), out.begin(),
                         [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
  return out;
}

}  // namespace

std::expected<std::optional<Socks5Greeting>, Socks5Reply> parse_socks5_greeting(std::span<const std::byte> received) {
  if (received.empty()) return std::nullopt;
  if (received[0] != kSocks5Version) return SocksRefused(Socks5Reply::kFailed);
  if (received.size() < 2) return std::nullopt;
  const std::size_t size = 2 + std::to_integer<std::size_t>(received[1]);
  if (received.size() < size) return std::nullopt;
  const auto methods = received.subspan(2, size - 2);
  return Socks5Greeting{size, std::ranges::find(methods, kNoAuthentication) != methods.end()};
}

std::string socks5_method(bool accepted) {
  return {'\x05', accepted ? '\x00' : '\xff'};
}

std::expected<std::optional<Socks5Request>, Socks5Reply> parse_socks5_request(std::span<const std::byte> received) {
  if (!received.empty() && received[0] != kSocks5Version) return SocksRefused(Socks5Reply::kFailed);
  if (received.size() <= kBeforeAddress) return std::nullopt;
  if (received[1] != kConnect) return SocksRefused(Socks5Reply::kCommandUnknown);

  std::span<const std::byte> rest = received.subspan(kBeforeAddress);
  std::size_t size = 0;
  switch (std::to_integer<int>(received[3])) {
    case 1: size = 4; break;
    case 4: size = 16; break;
    case 3:
      size = std::to_integer<std::size_t>(rest[0]);
      rest = rest.subspan(1);
      if (size == 0) return SocksRefused(Socks5Reply::kFailed);
      break;
    default: return SocksRefused(Socks5Reply::kAddressTypeUnknown);
  }
  if (rest.size() < size + kPortSize) return std::nullopt;

  Socks5Request request;
  const auto address = rest.first(size);
  if (received[3] == std::byte{3}) {
    request.host = text_of(address);
    if (request.host.contains('\0')) return SocksRefused(Socks5Reply::kFailed);
  } else {
    request.host = (size == 4 ? Address::v4(array_of<4>(address)) : Address::v6(array_of<16>(address))).to_string();
  }
  const auto port = rest.subspan(size);
  request.port =
      static_cast<std::uint16_t>((std::to_integer<unsigned>(port[0]) << 8U) | std::to_integer<unsigned>(port[1]));
  if (request.port == 0) return SocksRefused(Socks5Reply::kFailed);
  request.consumed = received.size() - rest.size() + size + kPortSize;
  return request;
}

std::string socks5_reply(Socks5Reply reply) {
  constexpr std::size_t kSize = 10;  // An IPv4 address and a port, both zero.
  std::string out(kSize, '\0');
  out[0] = '\x05';
  out[1] = static_cast<char>(reply);
  out[3] = '\x01';
  return out;
}

}  // namespace callout::wire
