// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace callout {
namespace {

constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";

/// Writes the bytes as digits of `bits` bits each, most significant first; a last short digit is filled with zero bits.
std::string digits(std::span<const std::byte> bytes, unsigned bits, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t held = 0;
  unsigned held_bits = 0;
  for (const std::byte byte : bytes) {
    held = held << 8 | std::to_integer<std::uint32_t>(byte);
    for (held_bits += 8; held_bits >= bits;) {
      held_bits -= bits;
      out += alphabet[held >> held_bits & ((1u << bits) - 1)];
    }
  }
  if (held_bits > 0) out += alphabet[held << (bits - held_bits) & ((1u << bits) - 1)];
  return out;
}

}  // namespace

std::string hex(std::span<const std::byte> bytes) {
  return digits(bytes, 4, "0123456789abcdef");
}
std::string base64url(std::span<const std::byte> bytes) {
  return digits(bytes, 6, kBase64Url);
}
std::string base32(std::span<const std::byte> bytes) {
  return digits(bytes, 5, kBase32);
}

bool is_base64url(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t held = 0;
  unsigned held_bits = 0;
  for (const char c : text) {
    const auto digit = kBase64Url.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<std::uint32_t>(digit);
    held_bits += 6;
    if (held_bits >= 8) {
      held_bits -= 8;
      out += static_cast<char>(held >> held_bits & 0xff);
    }
  }
  // Two texts for the same bytes would let a token be used twice under another name.
  if ((held & ((1u << held_bits) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace callout
