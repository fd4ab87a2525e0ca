// SPDX-License-Identifier: Apache-2.0
// The cookie that admits a browser on a session host, and the redirects of Callout's own paths there. For ticket.cc and
// join.cc. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "wire/http.h"

namespace callout::relay {

/// The cookie that admits, and the one that binds a sign-in to the browser that began it. Empty when the request has
/// none.
std::string session_cookie_of(const wire::RequestHead& request);
std::string state_cookie_of(const wire::RequestHead& request);

/// Values of Set-Cookie.
std::string session_cookie_line(std::string_view secret);
std::string state_cookie_line(std::string_view state);
std::string no_state_cookie_line();

/// `path` where it stays on this host: no scheme, no authority, nothing a browser would read as one, none of our own
/// paths but the way to another host of the session; else `/`.
std::string_view own_path(std::string_view path);

/// Whether the browser asks for a page to show in the tab.
bool is_navigation(const wire::RequestHead& request);

/// Kept by no cache.
wire::ResponseHead redirect(int status, std::string location);

}  // namespace callout::relay
