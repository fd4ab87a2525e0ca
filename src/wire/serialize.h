// SPDX-License-Identifier: Apache-2.0
// Strict serializers of HTTP/1.1 heads: requests toward devices (agent/), responses toward browsers (http/, relay/).
//
// Whatever the values hold, exactly one message comes out: no CR, LF, NUL or other control character ever reaches a
// line, and the framing fields are written from the BodyFraming, never copied from the headers. Pure functions, any
// thread.
#pragma once

#include <string>

#include "base/result.h"
#include "wire/framing.h"
#include "wire/http.h"

namespace callout::wire {

/// What the Connection field says.
enum class ConnectionField : std::uint8_t {
  kKeepAlive,  ///< Requests say `keep-alive` as browsers do; responses leave the field out, HTTP/1.1 implies it.
  kClose,
  kUpgrade,  ///< `Upgrade`; the Upgrade field itself comes from the headers.
};

/// The head in the order of a browser: request line, Host, Connection, Content-Length or Transfer-Encoding, then the
/// headers as they stand (see browser_order.h). Host, Connection, Keep-Alive, Proxy-Connection, Content-Length,
/// Transfer-Encoding and (unless upgrading) Upgrade lines among the headers are left out. kInvalid when method, target,
/// authority, a name or a value could not stand on the wire: a request is never repaired. A request is always HTTP/1.1.
Result<std::string> serialize_request(const RequestHead& head, BodyFraming body, ConnectionField connection);

/// Never fails: a line with a bad name is left out, control characters in values and reason become spaces, a status
/// outside 100..999 becomes 502. Framing, Connection, Keep-Alive and Proxy-Connection lines among the headers are left
/// out; with kNone (an answer to HEAD, 304) one valid Content-Length of the headers stays, as it tells the size that a
/// GET would have.
std::string serialize_response(const ResponseHead& head, BodyFraming body, ConnectionField connection);

}  // namespace callout::wire
