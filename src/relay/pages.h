// SPDX-License-Identifier: Apache-2.0
// Callout's own pages on session hosts: why a visit ended, which hop failed, a redirect that leaves the device. Pure:
// any thread.
//
// They say who speaks (Callout, not the device), what happened, and what to do, in English or Portuguese by
// Accept-Language. Everything that came from a device, an agent or a URL is escaped text. The status is never 200, so
// that no program takes a failure for a page.
#pragma once

#include <string>
#include <string_view>

#include "model/job.h"
#include "model/session.h"
#include "sessions/lease.h"
#include "wire/http.h"
#include "wire/translate.h"

namespace callout::relay {

struct Page {
  wire::ResponseHead head;
  std::string body;
};

/// What every page knows: the reader's language and the way back to the console.
struct PageContext {
  std::string_view accept_language;
  std::string_view console_url;  ///< "https://console.example"
};

/// 410: the session is over; the console's opening tab of that session offers to start again.
Page ended_page(const PageContext& context, model::ClosedReason reason, std::string_view session_id);
/// 421: no such host; nobody learns whether it ever existed.
Page unknown_host_page(const PageContext& context);
/// 403: this browser holds no cookie of the session.
Page not_yours_page(const PageContext& context);
/// 502, 503 or 504: the hop that failed, with what the agent or the tunnel said, and what it asks for as a button.
Page failure_page(const PageContext& context, int status, const model::Failure& failure,
                  const sessions::LeaseTerms& visited);
/// 403 for what a device page may not do: a service worker, a foreign origin.
Page refused_page(const PageContext& context, std::string_view what);
/// 403: a path that the device's profile does not allow.
Page path_closed_page(const PageContext& context);
/// 403: the session may only read, and this was no request to read.
Page read_only_page(const PageContext& context);
/// 404: a path of the client's, asked for by somebody else, or any of a session that has no page.
Page no_page(const PageContext& context);
/// 502: the device sends the browser elsewhere; the address is shown, never followed.
Page elsewhere_page(const PageContext& context, const wire::RedirectAway& away, const sessions::LeaseTerms& visited);

/// Escapes for HTML text and double-quoted attributes; control characters become U+FFFD.
std::string escape_html(std::string_view text);
/// Whether the reader prefers Portuguese over English (RFC 9110 section 12.5.4, reduced to what browsers send).
bool prefers_portuguese(std::string_view accept_language);

}  // namespace callout::relay
