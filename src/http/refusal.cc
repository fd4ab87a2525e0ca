// SPDX-License-Identifier: Apache-2.0
#include "http/refusal.h"

namespace callout::http {

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return {};
  }
}

Page refusal_page(int status, std::string_view why) {
  Page page;
  page.head.status = status;
  page.head.reason = reason_of(status);
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
