// SPDX-License-Identifier: Apache-2.0
// Bytes as text: hex, base64url without padding (RFC 4648 section 5) and lower-case base32 without padding (section 6).
// Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace callout {

std::string hex(std::span<const std::byte> bytes);
std::string base64url(std::span<const std::byte> bytes);
std::string base32(std::span<const std::byte> bytes);
/// nullopt unless the whole text is canonical base64url without padding.
std::optional<std::string> from_base64url(std::string_view text);
/// Whether all of it is of the alphabet of base64url (RFC 4648 section 5), without padding.
bool is_base64url(std::string_view text);

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace callout
