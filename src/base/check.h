// SPDX-License-Identifier: Apache-2.0
// check(): our own bugs, in every build. Never for what a peer, a device, a browser or a disk can cause: that is a
// Result. Any thread.
#pragma once

#include <source_location>

namespace callout {

/// Prints the place and aborts.
[[noreturn]] void check_failed(std::source_location where);

inline void check(bool holds, std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    check_failed(where);
}

}  // namespace callout
