// SPDX-License-Identifier: Apache-2.0
#include "wire/address.h"

#include <algorithm>
#include <vector>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

/// Takes a number of 0..255 without leading zeros off the front of `text`.
std::optional<std::uint8_t> take_byte(std::string_view& text) {
  unsigned value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && digits < 3 && is_digit(text[digits]); ++digits) {
    value = value * 10 + static_cast<unsigned>(text[digits] - '0');
  }
  if (digits == 0 || value > 255 || (digits > 1 && text.front() == '0')) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<std::uint8_t>(value);
}

/// Groups of 1..4 hex digits between colons, appended to `groups`; an empty text has none.
bool parse_groups(std::string_view text, std::vector<std::uint16_t>& groups) {
  if (text.empty()) return true;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view digits = text.substr(0, colon);
    if (digits.empty() || digits.size() > 4 || groups.size() == 8) return false;
    int value = 0;
    for (const char c : digits) {
      const int digit = hex_value(c);
      if (digit < 0) return false;
      value = value * 16 + digit;
    }
    groups.push_back(static_cast<std::uint16_t>(value));
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

std::optional<std::array<std::uint8_t, 16>> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  std::vector<std::uint16_t> front, back;
  if (gap == std::string_view::npos) {
    if (!parse_groups(text, front) || front.size() != 8) return std::nullopt;
  } else {
    if (!parse_groups(text.substr(0, gap), front) || !parse_groups(text.substr(gap + 2), back)) return std::nullopt;
    if (front.size() + back.size() > 7) return std::nullopt;
  }
  std::array<std::uint8_t, 16> bytes{};
  const auto put = [&bytes](std::size_t at, std::uint16_t group) {
    bytes[2 * at] = static_cast<std::uint8_t>(group >> 8);
    bytes[2 * at + 1] = static_cast<std::uint8_t>(group & 0xFF);
  };
  for (std::size_t i = 0; i < front.size(); ++i) put(i, front[i]);
  for (std::size_t i = 0; i < back.size(); ++i) put(8 - back.size() + i, back[i]);
  return bytes;
}

std::uint16_t group_of(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[2 * at] << 8 | bytes[2 * at + 1]);
}

std::string v6_text(std::span<const std::uint8_t> bytes) {
  std::size_t gap = 8, gap_size = 1;  // The first longest run of two or more zero groups becomes `::`.
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t size = 0;
    while (i + size < 8 && group_of(bytes, i + size) == 0) ++size;
    if (size > gap_size) {
      gap = i;
      gap_size = size;
    }
  }
  std::string text;
  for (std::size_t i = 0; i < 8;) {
    if (i == gap) {
      text += "::";
      i += gap_size;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += fmt::format("{:x}", group_of(bytes, i));
    ++i;
  }
  return text;
}

}  // namespace

Address Address::v4(std::array<std::uint8_t, 4> bytes) {
  Address address;
  std::ranges::copy(bytes, address.bytes_.begin());
  return address;
}

Address Address::v6(std::array<std::uint8_t, 16> bytes) {
  Address address;
  address.is_v4_ = false;
  address.bytes_ = bytes;
  return address;
}

std::string Address::to_string() const {
  if (!is_v4_) return v6_text(bytes_);
  return fmt::format("{}.{}.{}.{}", bytes_[0], bytes_[1], bytes_[2], bytes_[3]);
}

std::optional<Address> parse_v4(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    const auto byte = take_byte(text);
    if (!byte) return std::nullopt;
    bytes[i] = *byte;
  }
  if (!text.empty()) return std::nullopt;
  return Address::v4(bytes);
}

Result<Address> parse_address(std::string_view text) {
  if (const auto address = parse_v4(text)) return *address;
  if (const auto groups = parse_v6(text)) {
    const Address address = Address::v6(*groups);
    const auto embedded = embedded_v4(address);
    if (!embedded || embedded->how != Embedding::kMapped) return address;
    return fail(Code::kInvalid, "IPv4-mapped IPv6 addresses are not accepted; write the IPv4 address itself.");
  }
  return fail(Code::kInvalid, "This is neither a dotted IPv4 address nor an IPv6 address.");
}

}  // namespace callout::wire
