// SPDX-License-Identifier: Apache-2.0
// Fields that hold for one connection only (RFC 9110 section 7.6.1). Used by translate.h, and by tunnel/ and http/
// before a head goes into HTTP/2, where these fields are forbidden. Pure functions, any thread.
#pragma once

#include "wire/http.h"

namespace callout::wire {

/// Removes Connection and what it names, Keep-Alive, Proxy-*, TE, Trailer, Transfer-Encoding and Upgrade.
/// Content-Length, Host, Cookie, Set-Cookie and Authorization stay even if Connection names them: removing those would
/// change what the message says.
void remove_hop_by_hop(Headers& headers);

}  // namespace callout::wire
