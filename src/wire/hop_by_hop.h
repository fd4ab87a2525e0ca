// SPDX-License-Identifier: Apache-2.0
// Fields that hold for one connection only (RFC 9110 section 7.6.1). Used by translate.h, and by tunnel/ and http/
// before a head goes into HTTP/2, where these fields are forbidden. Plain values, any thread.
#pragma once

#include <string>

#include "wire/http.h"

namespace callout::wire {

/// Knows which lines of one message are hop-by-hop: Connection and what it names, Keep-Alive, Proxy-*, TE, Trailer,
/// Transfer-Encoding and Upgrade. Never Content-Length, Host, Cookie, Set-Cookie and Authorization, even if Connection
/// names them: without those the message would say something else.
class HopByHop {
 public:
  explicit HopByHop(const Headers& headers);
  bool operator()(const Header& line) const;

 private:
  std::string named_;  ///< What Connection names beyond the fixed fields, as a list.
};

void remove_hop_by_hop(Headers& headers);

}  // namespace callout::wire
