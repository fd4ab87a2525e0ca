// SPDX-License-Identifier: Apache-2.0
// Lenient parser of an HTTP/1 response head from a device. Called by agent/ on site, so that odd bytes end there: what
// comes out has only well-formed names and values without control characters.
//
// Accepts at least what Chromium renders: any minor version, a missing reason or status, up to 4 bytes of junk before
// `HTTP/`, bare LF (and CR) as line end, folded lines, space before the colon, none after it, Latin-1; drops lines
// without colon and names with spaces. Refuses NUL, conflicting Content-Length, a status outside 100..999.
// Content-Length beside chunked: chunked wins, no reuse. Bounded by limits::kResponseHead and kResponseHeaders.
//
// One parser per request, on one strand. It keeps no bytes: results own their strings.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/framing.h"
#include "wire/http.h"

namespace callout::wire {

struct ParsedResponse {
  ResponseHead head;
  std::size_t consumed = 0;  ///< Bytes of the head and of interim (1xx) heads before it; 0 with http_0_9.
  BodyFraming body;
  bool keep_alive = false;  ///< Whether the connection may carry another request, provided nothing follows the body.
  bool http_0_9 = false;    ///< No status line at all: the whole answer is the body, until close. The caller decides.
  bool truncated =
      false;  ///< The device closed within the head; what had come was taken, as Chromium does over plain HTTP.
};

class ResponseParser {
 public:
  /// The method of the request that is being answered: a HEAD has no body whatever the head says.
  explicit ResponseParser(std::string_view request_method);

  /// `received` is everything since the request was sent, growing from call to call; `closed` says that no more will
  /// come. Gives the final head (101 counts as one, other 1xx are skipped), nullopt while more is needed, or kProtocol
  /// / kExhausted. The work of all calls together is linear in the length of the head.
  Result<std::optional<ParsedResponse>> parse(std::span<const std::byte> received, bool closed = false);

 private:
  bool to_head_request_;
  std::size_t start_ = 0;    ///< Where the current head begins: after skipped interim heads.
  std::size_t scanned_ = 0;  ///< How far the end of the head was looked for.
  bool status_line_found_ = false;
  bool any_interim_ = false;
};

}  // namespace callout::wire
