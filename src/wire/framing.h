// SPDX-License-Identifier: Apache-2.0
// How the end of an HTTP/1 body is known (RFC 9112 section 6.3). Parsers say it, serializers write it; it is the only
// truth about a body's length from then on: Content-Length and Transfer-Encoding fields are never looked at again.
// Plain values, any thread.
#pragma once

#include <cstdint>

namespace callout::wire {

enum class Framing : std::uint8_t {
  kNone,        ///< No body can follow: a request without one, an answer to HEAD, 1xx, 204, 304.
  kLength,      ///< Exactly `length` bytes, which may be 0.
  kChunked,     ///< Chunked transfer coding; see chunked.h.
  kUntilClose,  ///< Responses only: the body ends with the connection.
};

struct BodyFraming {
  Framing kind = Framing::kNone;
  std::uint64_t length = 0;  ///< Bytes; of meaning with kLength only.
  bool operator==(const BodyFraming&) const = default;
};

}  // namespace callout::wire
