// SPDX-License-Identifier: Apache-2.0
// Whatever a device sends: pieces give what the whole gives, only clean names and values come out, and what is written
// toward the browser is exactly one head with the same meaning. The first byte picks the method and whether the device
// closes.
#include <algorithm>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/ascii.h"
#include "wire/response_parser.h"
#include "wire/serialize.h"

namespace callout::wire {

namespace {

using Outcome = Result<std::optional<ParsedResponse>>;

Outcome parse_in_pieces(std::string_view method, std::span<const std::byte> bytes, bool closed, std::size_t piece) {
  ResponseParser parser(method);
  for (std::size_t size = std::min(piece, bytes.size());; size = std::min(size + piece, bytes.size())) {
    const bool last = size == bytes.size();
    Outcome outcome = parser.parse(bytes.first(size), closed && last);
    if (!outcome || *outcome || last) return outcome;
  }
}

void check_same(const Outcome& a, const Outcome& b) {
  check(a.has_value() == b.has_value());
  if (!a) {
    check(a.error().code == b.error().code);
    return;
  }
  check(a->has_value() == b->has_value());
  if (!*a) return;
  check((*a)->consumed == (*b)->consumed && (*a)->head.headers == (*b)->head.headers && (*a)->body == (*b)->body);
  check((*a)->keep_alive == (*b)->keep_alive && (*a)->head.status == (*b)->head.status);
}

Headers without_framing(Headers headers) {
  for (const char* name :
       {"connection", "keep-alive", "proxy-connection", "content-length", "transfer-encoding", "upgrade"})
    headers.remove(name);
  return headers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view method = (data[0] & 1) != 0 ? "HEAD" : "GET";
  const bool closed = (data[0] & 2) != 0;
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  const Outcome whole = ResponseParser(method).parse(bytes, closed);
  check_same(whole, parse_in_pieces(method, bytes, closed, 1 + size / 5));
  check_same(whole, parse_in_pieces(method, bytes, closed, 1));
  if (!whole || !*whole) return 0;

  const ParsedResponse& response = **whole;
  check(response.consumed <= bytes.size());
  check(response.head.status >= 100 && response.head.status <= 999 && !has_control(response.head.reason));
  for (const Header& line : response.head.headers) check(is_token(line.name) && !has_control(line.value));
  if (response.body.kind == Framing::kUntilClose) check(!response.keep_alive);
  if (response.http_0_9) return 0;

  const std::string written = serialize_response(response.head, response.body, ConnectionField::kKeepAlive);
  const Outcome again = ResponseParser(method).parse(bytes_of(written));
  check(again.has_value() && again->has_value());
  const ParsedResponse& second = **again;
  check(second.consumed == written.size() && second.head.status == response.head.status);
  check(second.body == response.body);
  check(without_framing(second.head.headers) == without_framing(response.head.headers));
  return 0;
}

}  // namespace callout::wire
