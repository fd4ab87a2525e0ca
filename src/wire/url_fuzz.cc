// SPDX-License-Identifier: Apache-2.0
// A reference that was read as relative stays relative on every base when it is written out; one that names a host
// still names that host; and the strict reading never disagrees with the browser's. The first byte picks the base.
#include "base/check.h"
#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/url.h"

namespace callout::wire {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view base = (data[0] & 1) != 0 ? "https" : "http";
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const Reference reference = parse_reference(text, base);
  for (const std::string_view other : {"http", "https"}) {
    switch (reference.kind) {
      case Reference::Kind::kRelative: {
        const Reference again = parse_reference(reference.rest, other);
        check(again.kind == Reference::Kind::kRelative && again.rest == reference.rest);
        break;
      }
      case Reference::Kind::kHost: {
        check(parse_authority(reference.authority).has_value());
        check(reference.scheme == "http" || reference.scheme == "https");
        const Reference again = parse_reference(reference.scheme + "://" + reference.authority + reference.rest, other);
        check(again.kind == Reference::Kind::kHost && again.scheme == reference.scheme &&
              again.authority == reference.authority);
        check(again.rest == reference.rest);
        break;
      }
      case Reference::Kind::kOther: break;
    }
  }
  if (const auto url = parse_absolute_url(text)) {
    check(text == std::string(url->scheme) + "://" + std::string(url->authority) + std::string(url->rest));
    if (lower(url->scheme.front()) == 'h') {
      check(reference.kind == Reference::Kind::kHost && reference.authority == url->authority &&
            reference.rest == url->rest);
    }
  }
  return 0;
}

}  // namespace callout::wire
