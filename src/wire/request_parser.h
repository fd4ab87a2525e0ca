// SPDX-License-Identifier: Apache-2.0
// Strict parser of an HTTP/1.0 or 1.1 request head, toward browsers and API clients (RFC 9112). Called by http/ on the
// hot path, and by client/ as a proxy of one device.
//
// What two readers could understand differently is refused, so that no request can be smuggled past us: bare CR or LF,
// folded lines, space before a colon, control characters, several or odd Content-Length, Transfer-Encoding other than
// exactly `chunked`, both of them, no or several Host. Bounded by limits::kRequestHead and kRequestHeaders.
//
// One parser per connection, used on that connection's strand. It keeps no bytes: results own their strings.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "wire/framing.h"
#include "wire/http.h"

namespace callout::wire {

/// Why a request is not taken: answer with the status, then close the connection.
struct RequestRefusal {
  int status = 400;      ///< 400, 414 (target too long), 431 (head too large), 501 (method or coding), 505 (version).
  std::string_view why;  ///< One sentence, static storage.
};

struct ParsedRequest {
  RequestHead head;  ///< The target is origin-form, or `*` with OPTIONS; an absolute-form target was turned into these.
  std::size_t consumed = 0;      ///< Bytes of the head; the body or the next request begins there.
  BodyFraming body;              ///< kNone, kLength or kChunked.
  bool keep_alive = true;        ///< Whether the client allows another request on this connection.
  bool expect_continue = false;  ///< The client waits for `100 Continue` before its body.
  bool upgrade = false;          ///< `Connection: upgrade` with an Upgrade field, whose value is in head.headers.
};

/// What the requests are sent to, which says what a target looks like (RFC 9112 section 3.2).
enum class RequestsTo : std::uint8_t {
  kServer,
  /// CONNECT keeps its target, `host:port`, which is also the authority then; every other target is an absolute http
  /// URL, and became origin-form.
  kProxy,
};

class RequestParser {
 public:
  explicit RequestParser(RequestsTo to = RequestsTo::kServer) : to_(to) {}

  /// `received` is everything since the end of the previous message, growing from call to call. Gives the head once its
  /// last byte is there (and is then ready for the next head), nullopt while more is needed, or why the connection must
  /// end. The work of all calls together is linear in the length of the head, however small the pieces.
  std::expected<std::optional<ParsedRequest>, RequestRefusal> parse(std::span<const std::byte> received);

 private:
  RequestsTo to_;
  std::size_t scanned_ = 0;  ///< All before it holds whole lines and no end of head.
  std::size_t line_ = 0;     ///< Where the line that is still open begins.
  std::size_t lines_ = 0;    ///< Whole lines so far.
};

}  // namespace callout::wire
