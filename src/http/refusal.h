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

}  // namespace callout::http
