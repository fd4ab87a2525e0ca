// SPDX-License-Identifier: Apache-2.0
// What was percent-decoded can be encoded and decoded again; pairs are bounded and findable.
#include "base/check.h"
#include "wire/query.h"

namespace callout::wire {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto decoded = percent_decode(text)) check(percent_decode(percent_encode(*decoded)) == *decoded);
  const auto query = Query::parse(text);
  if (!query) return 0;
  check(query->size() <= Query::kMostPairs);
  std::string written;
  for (const auto& [name, value] : *query) {
    check(query->find(name) != nullptr);
    written += percent_encode(name) + '=' + percent_encode(value) + '&';
  }
  const auto again = Query::parse(written);
  check(again.has_value() && std::equal(again->begin(), again->end(), query->begin(), query->end()));
  return 0;
}

}  // namespace callout::wire
