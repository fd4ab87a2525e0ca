// SPDX-License-Identifier: Apache-2.0
// Whatever bytes come: pieces give what the whole gives, and a request that is taken, written again, is exactly one
// request that says the same. That is what makes smuggling through us impossible.
#include "base/check.h"
#include "base/encoding.h"
#include "wire/authority.h"
#include "wire/request_parser.h"
#include "wire/serialize.h"

namespace callout::wire {

namespace {

using Outcome = std::expected<std::optional<ParsedRequest>, RequestRefusal>;

Outcome parse_in_pieces(std::span<const std::byte> bytes, std::size_t piece) {
  RequestParser parser;
  for (std::size_t size = std::min(piece, bytes.size());; size = std::min(size + piece, bytes.size())) {
    Outcome outcome = parser.parse(bytes.first(size));
    if (!outcome || *outcome || size == bytes.size()) return outcome;
  }
}

void check_same(const Outcome& a, const Outcome& b) {
  check(a.has_value() == b.has_value());
  if (!a) {
    check(a.error().status == b.error().status);
    return;
  }
  check(a->has_value() == b->has_value());
  if (!*a) return;
  check((*a)->consumed == (*b)->consumed && (*a)->head.headers == (*b)->head.headers && (*a)->body == (*b)->body);
}

/// What the serializer writes by itself is taken from both sides before they are compared.
Headers without_framing(Headers headers) {
  for (const char* name :
       {"connection", "keep-alive", "proxy-connection", "content-length", "transfer-encoding", "upgrade"})
    headers.remove(name);
  return headers;
}

/// A proxy's requests name where they go, and go on as a server's request or as a tunnel.
void check_proxy(std::span<const std::byte> bytes) {
  const Outcome outcome = RequestParser(RequestsTo::kProxy).parse(bytes);
  if (!outcome || !*outcome) return;
  const ParsedRequest& request = **outcome;
  const auto authority = parse_authority(request.head.authority);
  check(authority.has_value());
  if (request.head.method == "CONNECT") {
    check(authority->port.has_value() && request.body.kind == Framing::kNone);
  } else {
    check(request.head.target.starts_with('/') || request.head.target == "*");
    check(serialize_request(request.head, request.body, ConnectionField::kClose).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  check_proxy(bytes);
  const Outcome whole = RequestParser().parse(bytes);
  check_same(whole, parse_in_pieces(bytes, 1 + size / 7));
  check_same(whole, parse_in_pieces(bytes, 1));
  if (!whole || !*whole) return 0;

  const ParsedRequest& request = **whole;
  const auto written = serialize_request(request.head, request.body, ConnectionField::kKeepAlive);
  if (request.head.authority.empty()) {  // HTTP/1.0 without Host: it goes nowhere.
    check(!written.has_value());
    return 0;
  }
  check(written.has_value());
  const Outcome again = RequestParser().parse(bytes_of(*written));
  check(again.has_value() && again->has_value());
  const ParsedRequest& second = **again;
  check(second.consumed == written->size());
  check(second.head.method == request.head.method && second.head.target == request.head.target);
  check(second.head.authority == request.head.authority && second.body == request.body);
  check(without_framing(second.head.headers) == without_framing(request.head.headers));
  return 0;
}

}  // namespace callout::wire
