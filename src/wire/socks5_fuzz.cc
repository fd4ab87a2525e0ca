// SPDX-License-Identifier: Apache-2.0
// What is read of a greeting or request depends on its own bytes only, never on how many came at once nor on what
// follows it, and stays within what the protocol can hold.
#include "base/check.h"
#include "wire/socks5.h"

namespace callout::wire {
namespace {

constexpr std::size_t kLongest = 262;  ///< A request with a name of 255 bytes.

template <class Parse>
void check_prefixes(Parse parse, std::span<const std::byte> bytes) {
  const auto whole = parse(bytes);
  if (!whole) return;
  if (!*whole) {
    check(bytes.size() < kLongest);
    return;
  }
  const std::size_t size = (*whole)->consumed;
  check(size > 0 && size <= bytes.size() && size <= kLongest);
  for (std::size_t i = 0; i < size; ++i) {
    const auto part = parse(bytes.first(i));
    check(part.has_value() && !part->has_value());
  }
  check((*parse(bytes.first(size)))->consumed == size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  check_prefixes(parse_socks5_greeting, bytes);
  check_prefixes(parse_socks5_request, bytes);
  const auto request = parse_socks5_request(bytes);
  if (request && *request) check((*request)->port != 0 && !(*request)->host.empty() && (*request)->host.size() <= 255);
  return 0;
}

}  // namespace callout::wire
