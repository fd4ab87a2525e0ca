// SPDX-License-Identifier: Apache-2.0
// A time that is read is written in one form, and that form is read as the same time.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/clock.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout;
  const auto time = parse_rfc3339({reinterpret_cast<const char*>(data), size});
  if (!time) return 0;
  const auto text = rfc3339(*time);
  check(text.size() == 24);
  check(parse_rfc3339(text) == time);
  return 0;
}
