// SPDX-License-Identifier: Apache-2.0
#include "http/refusal.h"

#include "wire/reason.h"

namespace callout::http {

Page refusal_page(int status, std::string_view why) {
  Page page;
  page.head.status = status;
  page.head.reason = wire::reason_of(status);
  page.head.headers.add("Content-Type", "text/plain; charset=utf-8");
  page.head.headers.add("Cache-Control", "no-store");
  page.head.headers.add("X-Content-Type-Options", "nosniff");
  if (status == 431) {
    // A hostile or clumsy page has filled the jar of its own host until requests don't fit: empty it, and start over.
    page.head.headers.add("Clear-Site-Data", "\"cookies\"");
    page.head.headers.add("Refresh", "1; url=/");
  }
  page.body = std::string(why) + "\n";
  return page;
}

}  // namespace callout::http
