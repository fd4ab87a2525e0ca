// SPDX-License-Identifier: Apache-2.0
// However a body is split, the translator says the same, holds back no more than it may, and agrees with the rules
// looked up at every place; and what it wrote is not translated again. The first byte picks markup or not, the second
// seeds the borders.
#include <random>

#include <fuzzer/FuzzedDataProvider.h>

#include "base/check.h"
#include "wire/body_translator_testing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout::wire;
  if (size < 2) return 0;
  const bool markup = (data[0] & 1) != 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
  std::minstd_rand random(data[1] + 1U);
  const std::string whole = translated(text, markup);
  callout::check(whole == translated(text, markup, [&random](std::size_t) { return 1 + random() % 24; }));
  callout::check(whole == translated(text, markup, [](std::size_t) { return std::size_t{1}; }));
  callout::check(whole == translated_simply(text, markup));
  callout::check(translated(whole, false) == translated(translated(whole, false), false));
  return 0;
}
