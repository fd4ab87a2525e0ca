// SPDX-License-Identifier: Apache-2.0
#include "wire/address_range.h"

#include <algorithm>
#include <charconv>

namespace callout::wire {
namespace {

bool bit_of(const Address& address, unsigned index) {
  return (address.bytes()[index / 8] >> (7 - index % 8)) & 1U;
}

}  // namespace

Result<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address)
    return fail(Code::kInvalid, "\"{}\" is not an address or CIDR; write it like 192.0.2.7, 10.0.0.0/8 or ::1.", text);
  const auto width = static_cast<unsigned>(address->bytes().size() * 8);
  unsigned bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view count = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), bits);
    if (count.empty() || error != std::errc{} || end != count.data() + count.size() || bits > width) {
      return fail(Code::kInvalid, "\"{}\" has no prefix length from 0 to {} after its slash.", text, width);
    }
  }
  for (unsigned i = bits; i < width; ++i) {
    if (bit_of(*address, i))
      return fail(Code::kInvalid, "\"{}\" has bits set behind its prefix of {}; clear them.", text, bits);
  }
  return AddressRange(*address, bits);
}

bool AddressRange::contains(const Address& address) const {
  if (address.is_v4() != base_.is_v4()) return false;
  for (unsigned i = 0; i < bits_; ++i) {
    if (bit_of(address, i) != bit_of(base_, i)) return false;
  }
  return true;
}

bool any_contains(const std::vector<AddressRange>& ranges, std::string_view ip) {
  const auto address = parse_address(ip);
  return address && std::ranges::any_of(ranges, [&](const AddressRange& range) { return range.contains(*address); });
}

}  // namespace callout::wire
