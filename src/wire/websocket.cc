// SPDX-License-Identifier: Apache-2.0
// Handshake values, masking and frame encoding; websocket_decoder.cc has the other direction.
#include "wire/websocket.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/encoding.h"

namespace callout::wire {
namespace {

/// base64 of RFC 4648 section 4, with padding, from the URL-safe form of base/.
std::string base64(std::span<const std::byte> bytes) {
  std::string text = base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

constexpr std::size_t kMostControlPayload = 125;

}  // namespace

std::string websocket_key(std::span<const std::byte, 16> random) {
  return base64(random);
}

bool valid_websocket_key(std::string_view key) {
  if (key.size() != 24 || !key.ends_with("==")) return false;
  if (key.contains('-') || key.contains('_')) return false;
  std::string url_safe(key.substr(0, 22));
  std::ranges::replace(url_safe, '+', '-');
  std::ranges::replace(url_safe, '/', '_');
  return from_base64url(url_safe).has_value();
}

std::string websocket_accept(std::string_view key, Sha1 sha1) {
  const auto digest = sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  return base64(digest);
}

void apply_mask(std::span<std::byte> data, Mask mask, std::uint64_t offset) {
  std::array<std::byte, 8> pattern;
  for (std::size_t i = 0; i < 8; ++i) pattern[i] = mask[(offset + i) & 3];
  std::uint64_t word_mask;
  std::memcpy(&word_mask, pattern.data(), 8);
  std::byte* p = data.data();
  std::size_t left = data.size();
  for (; left >= 8; p += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    word ^= word_mask;
    std::memcpy(p, &word, 8);
  }
  for (std::size_t i = 0; i < left; ++i) p[i] ^= pattern[i];
}

FrameHeader::FrameHeader(Opcode opcode, bool final, std::uint64_t length, std::optional<Mask> mask) {
  const std::byte mask_bit{mask ? std::uint8_t{0x80} : std::uint8_t{0}};
  buffer_[0] = std::byte{static_cast<std::uint8_t>(opcode)} | (final ? std::byte{0x80} : std::byte{0});
  const std::size_t extra = length < 126 ? 0 : length <= 0xFFFF ? 2 : 8;
  buffer_[1] = mask_bit | std::byte{static_cast<std::uint8_t>(extra == 0 ? length : extra == 2 ? 126 : 127)};
  size_ = 2;
  for (std::size_t i = extra; i-- > 0;) buffer_[size_++] = static_cast<std::byte>(length >> (8 * i) & 0xFF);
  if (!mask) return;
  std::ranges::copy(*mask, buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += mask->size();
}

std::string encode_frame(Opcode opcode, std::string_view payload, std::optional<Mask> mask) {
  check(opcode < Opcode::kClose || payload.size() <= kMostControlPayload);
  const FrameHeader header(opcode, true, payload.size(), mask);
  std::string frame(text_of(header.bytes()));
  frame += payload;
  if (mask) apply_mask(std::as_writable_bytes(std::span(frame)).subspan(header.bytes().size()), *mask);
  return frame;
}

std::string encode_close(std::uint16_t code, std::string_view reason, std::optional<Mask> mask) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  payload += reason.substr(0, kMostControlPayload - 2);
  return encode_frame(Opcode::kClose, payload, mask);
}

}  // namespace callout::wire
