// SPDX-License-Identifier: Apache-2.0
// Gives header names and order, which HTTP/2 lower-cased and thinned out, the form in which Chromium writes them on
// HTTP/1.1: some devices compare names byte by byte, or read only the first lines. Called by agent/ before
// serialize_request. Pure, any thread.
#pragma once

#include "wire/http.h"

namespace callout::wire {

/// Names as Chromium writes them; Cookie crumbs of HTTP/2 joined into one line at the place of the last (RFC 9113
/// section 8.2.3); in a WebSocket handshake (an Upgrade line is there) the lines in Chromium's order, else in the order
/// in which the browser sent them.
void restore_browser_form(Headers& headers);

}  // namespace callout::wire
