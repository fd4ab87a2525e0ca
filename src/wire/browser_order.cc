// SPDX-License-Identifier: Apache-2.0
#include "wire/browser_order.h"

#include <algorithm>
#include <array>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

/// Names that Chromium 156 writes otherwise than with capital first letters, as captured from its requests.
constexpr std::array<std::string_view, 3> kLowerPrefixes = {"sec-ch-", "device-memory", "rtt"};
struct OddName {
  std::string_view lower, written;
};
constexpr OddName kOddNames[] = {
    {"content-md5", "Content-MD5"},
    {"dnt", "DNT"},
    {"etag", "ETag"},
    {"sec-gpc", "Sec-GPC"},
    {"sec-websocket-extensions", "Sec-WebSocket-Extensions"},
    {"sec-websocket-key", "Sec-WebSocket-Key"},
    {"sec-websocket-protocol", "Sec-WebSocket-Protocol"},
    {"sec-websocket-version", "Sec-WebSocket-Version"},
    {"soapaction", "SOAPAction"},
    {"te", "TE"},
    {"www-authenticate", "WWW-Authenticate"},
    {"x-csrftoken", "X-CSRFToken"},
    {"x-csrf-token", "X-CSRF-Token"},
    {"x-xsrf-token", "X-XSRF-TOKEN"},
};

/// The lines of a WebSocket handshake after Host and Connection, in Chromium's order.
constexpr std::array<std::string_view, 13> kHandshakeOrder = {"pragma",
                                                              "cache-control",
                                                              "user-agent",
                                                              "upgrade",
                                                              "origin",
                                                              "sec-websocket-version",
                                                              "accept-encoding",
                                                              "accept-language",
                                                              "cookie",
                                                              "authorization",
                                                              "sec-websocket-key",
                                                              "sec-websocket-extensions",
                                                              "sec-websocket-protocol"};

std::size_t handshake_rank(std::string_view name) {
  const auto at =
      std::ranges::find_if(kHandshakeOrder, [name](std::string_view known) { return same_name(known, name); });
  return static_cast<std::size_t>(at - kHandshakeOrder.begin());
}

void sort_handshake(std::vector<Header>& lines) {
  std::vector<Header> sorted;
  sorted.reserve(lines.size());
  for (std::size_t rank = 0; rank <= kHandshakeOrder.size(); ++rank) {
    for (const Header& line : lines) {
      if (handshake_rank(line.name) == rank) sorted.push_back(line);
    }
  }
  lines = std::move(sorted);
}

void join_cookies(Headers& headers) {
  const auto is_cookie = [](const Header& line) { return same_name(line.name, "cookie"); };
  if (std::ranges::count_if(headers, is_cookie) < 2) return;
  std::string joined;
  std::size_t lines = 0;
  for (const std::string_view crumb : headers.all("cookie")) {
    if (lines++ > 0) joined += "; ";
    joined += crumb;
  }
  std::vector<Header>& all = headers.lines();
  std::erase_if(all, [&](const Header& line) { return is_cookie(line) && --lines > 0; });
  headers.set("cookie", std::move(joined));
}

/// `user-agent` to `User-Agent`, `sec-ch-ua` stays, `dnt` to `DNT`; a name that Chromium does not write itself gets
/// capital first letters, as scripts usually set it. A name that already holds a capital is kept.
void write_in_browser_case(std::string& name) {
  if (std::ranges::any_of(name, [](char c) { return c >= 'A' && c <= 'Z'; })) return;
  if (std::ranges::any_of(kLowerPrefixes, [&name](std::string_view prefix) { return name.starts_with(prefix); }))
    return;
  for (const OddName& odd : kOddNames) {
    if (odd.lower != name) continue;
    name = odd.written;
    return;
  }
  bool first = true;
  for (char& c : name) {
    if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
    first = c == '-';
  }
}

}  // namespace

void restore_browser_form(Headers& headers) {
  join_cookies(headers);
  if (headers.contains("upgrade") && headers.contains("sec-websocket-key")) {
    sort_handshake(headers.lines());
  }
  for (Header& line : headers.lines()) write_in_browser_case(line.name);
}

}  // namespace callout::wire
