// SPDX-License-Identifier: Apache-2.0
// A fixed set of field names, for the few that a head's every line is compared with. Used by the other files of this
// folder. Plain values, any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "wire/ascii.h"

namespace callout::wire {

template <std::size_t N>
class NameSet {
 public:
  /// Names in lower case, shorter than 64 characters.
  template <class... Names>
  consteval explicit NameSet(Names... names) : names_{names...} {
    for (const std::string_view name : names_) lengths_ |= std::uint64_t{1} << name.size();
  }

  /// Ignores case. Length alone rules out most names, without a look at their letters.
  bool contains(std::string_view name) const {
    return name.size() < 64 && (lengths_ >> name.size() & 1) != 0 &&
           std::ranges::any_of(names_, [name](std::string_view known) { return same_name(name, known); });
  }

 private:
  std::array<std::string_view, N> names_;
  std::uint64_t lengths_ = 0;  ///< Bit n: a name of n characters is in the set.
};
template <class... Names>
NameSet(Names...) -> NameSet<sizeof...(Names)>;

}  // namespace callout::wire
