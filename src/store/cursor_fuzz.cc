// SPDX-License-Identifier: Apache-2.0
// Whatever text is given as a cursor: parsing ends, and what is accepted is the one text of its key.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "store/page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto key = callout::store::parse_cursor(text)) callout::check(callout::store::cursor_of(*key) == text);
  if (const auto key = callout::store::parse_time_cursor(text)) callout::check(!key->second.empty());
  return 0;
}
