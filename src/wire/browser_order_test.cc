// SPDX-License-Identifier: Apache-2.0
#include "wire/browser_order.h"

#include <gtest/gtest.h>

#include "wire/serialize.h"

namespace callout::wire {
namespace {

/// The lines' names, as they come out behind Host, Connection and Content-Length.
std::string names_of(const Headers& headers) {
  std::string names;
  for (const Header& line : headers) names += line.name + ' ';
  return names;
}

Headers lower_case(std::initializer_list<std::string_view> names) {
  Headers headers;
  for (const std::string_view name : names) headers.add(std::string(name), "x");
  return headers;
}

TEST(BrowserOrder, NamesAreWrittenAsChromiumDoes) {
  // Captured from Chromium 156 on HTTP/1.1: a form post to a page on localhost.
  Headers headers = lower_case({"cache-control",
                                "sec-ch-ua",
                                "sec-ch-ua-mobile",
                                "sec-ch-ua-platform",
                                "upgrade-insecure-requests",
                                "content-type",
                                "user-agent",
                                "origin",
                                "accept",
                                "sec-fetch-site",
                                "sec-fetch-mode",
                                "sec-fetch-dest",
                                "referer",
                                "accept-encoding",
                                "accept-language",
                                "cookie",
                                "if-none-match",
                                "range",
                                "dnt",
                                "x-requested-with",
                                "x-csrftoken",
                                "soapaction",
                                "X-KeptAsItIs"});
  restore_browser_form(headers);
  EXPECT_EQ(names_of(headers),
            "Cache-Control sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform Upgrade-Insecure-Requests Content-Type "
            "User-Agent Origin Accept "
            "Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Accept-Language Cookie If-None-Match "
            "Range DNT "
            "X-Requested-With X-CSRFToken SOAPAction X-KeptAsItIs ");
}

TEST(BrowserOrder, WebSocketHandshakeHasChromiumsOrder) {
  Headers headers = lower_case({"sec-websocket-key", "upgrade", "sec-websocket-protocol", "cookie", "x-other", "origin",
                                "user-agent", "sec-websocket-version", "pragma", "accept-language", "accept-encoding",
                                "cache-control", "sec-websocket-extensions"});
  restore_browser_form(headers);
  EXPECT_EQ(
      names_of(headers),
      "Pragma Cache-Control User-Agent Upgrade Origin Sec-WebSocket-Version Accept-Encoding Accept-Language Cookie "
      "Sec-WebSocket-Key Sec-WebSocket-Extensions Sec-WebSocket-Protocol X-Other ");
}

TEST(BrowserOrder, CookieCrumbsBecomeOneLine) {
  Headers headers;
  headers.add("cookie", "a=1");
  headers.add("accept", "x");
  headers.add("cookie", "b=2");
  headers.add("cookie", "c=3");
  headers.add("range", "y");
  restore_browser_form(headers);
  EXPECT_EQ(names_of(headers), "Accept Cookie Range ");
  EXPECT_EQ(*headers.find("cookie"), "a=1; b=2; c=3");
}

TEST(BrowserOrder, WholeHeadIsWhatChromiumSends) {
  RequestHead head{"POST", "/login?x", "192.168.1.20:8000", false, "", {}};
  head.headers.add("content-length", "99");
  head.headers.add("user-agent", "U");
  head.headers.add("cookie", "a=b");
  restore_browser_form(head.headers);
  EXPECT_EQ(serialize_request(head, {Framing::kLength, 3}, ConnectionField::kKeepAlive),
            "POST /login?x HTTP/1.1\r\nHost: 192.168.1.20:8000\r\nConnection: keep-alive\r\nContent-Length: 3\r\n"
            "User-Agent: U\r\nCookie: a=b\r\n\r\n");
}

}  // namespace
}  // namespace callout::wire
