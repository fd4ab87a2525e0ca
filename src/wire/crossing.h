// SPDX-License-Identifier: Apache-2.0
// CORS between the hosts of one session (Fetch standard, section 3.3; ADR 0062). On site a page asks another port of
// its device and the device says by CORS whether the page may read the answer. Here both are hosts of one session, and
// the request must carry our cookie, which browsers send across origins only with "credentials". So the address script
// asks with credentials whatever the page asked for, marks what the page did not want to send, and the answer is put
// right. Called by relay/. Pure, any thread.
//
// The mark stands in Accept: of the fields that a script may set without a preflight it is the one that every kind of
// request has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/http.h"
#include "wire/session_map.h"

namespace callout::wire {

/// What the page wanted to go along with its request.
enum class Credentials : std::uint8_t {
  kAll,
  kNone,      ///< No cookies and no login of the browser, either way.
  kOwnLogin,  ///< The same, but Authorization is the page's own and goes along.
};
/// Reads the script's mark and takes it out of Accept.
Credentials take_credentials_mark(Headers& headers);
/// Takes out of the request what does not go along.
void drop_credentials(Headers& request, Credentials credentials);

/// A CORS preflight (OPTIONS with Origin and Access-Control-Request-Method), which browsers send without cookies.
bool is_preflight(const RequestHead& head);
/// Lets the page at the session's host `page` ask what the preflight asks for. Says nothing of the device.
ResponseHead preflight_answer(const RequestHead& preflight, const Origin& page);
/// Lets the page at `page` see that its request was answered.
void allow_reading(Headers& answer, const Origin& page);

/// Whether the device's own answer lets the page at its own origin `page` read it: for requests that the browser took
/// for the page's own host, so that it does not ask.
bool may_be_read(const Headers& answer, const Origin& page, Credentials credentials);

/// Puts the device's CORS fields into terms of the session, for the browser that asked so. The session's hosts get what
/// the device gave to its own origins; `*` becomes the exact origin where the credentials are only ours. Every other
/// Origin, `null` too, gets none.
void translate_cors(Headers& answer, const RequestHead& browser, const SessionMap& map, Credentials credentials);

}  // namespace callout::wire
