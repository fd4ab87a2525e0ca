// SPDX-License-Identifier: Apache-2.0
// The small plain pages that the front answers by itself: requests that it can't take, and handlers that gave no
// answer. Pure functions, any thread.
#pragma once

#include <string_view>

#include "wire/http.h"

namespace callout::http {

struct Page {
  wire::ResponseHead head;
  std::string body;
};
/// `why` is one sentence of ours, never bytes of a peer.
Page refusal_page(int status, std::string_view why);

/// The usual phrase of a status that Callout itself answers with; empty for others.
std::string_view reason_of(int status);

}  // namespace callout::http
