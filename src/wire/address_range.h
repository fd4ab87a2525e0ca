// SPDX-License-Identifier: Apache-2.0
// An address or CIDR of a configuration list: metrics.allow of api, the trusted proxies of http. Plain value; any
// thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/address.h"

namespace callout::wire {

class AddressRange {
 public:
  /// "10.0.0.0/8", "::1", "192.0.2.7". Bits behind the prefix must be zero: a range written wrong is not guessed at.
  static Result<AddressRange> parse(std::string_view text);
  bool contains(const Address& address) const;

 private:
  AddressRange(Address base, unsigned bits) : base_(base), bits_(bits) {}
  Address base_;
  unsigned bits_;
};

/// Whether any range holds the address; false for a text that is no address.
bool any_contains(const std::vector<AddressRange>& ranges, std::string_view ip);

}  // namespace callout::wire
