// SPDX-License-Identifier: Apache-2.0
#include "wire/translate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

const SessionMap& map() {
  static const SessionMap map_of_printer{
      {"http", "192.168.1.20", 80}, {"https", "aaaa.session.example", 443}, {"printer.local", "fd00::20"}};
  return map_of_printer;
}

/// 0: the endpoint that the session was opened to; 1: https on 8443.
EndpointHosts at(std::size_t endpoint) {
  return endpoint == 0 ? map().own_hosts() : *map().hosts_of({true, 8443});
}

Headers headers_of(std::initializer_list<Header> lines) {
  Headers headers;
  for (const Header& line : lines) headers.add(line.name, line.value);
  return headers;
}

RequestHead to_device(std::initializer_list<Header> lines, std::size_t endpoint = 0) {
  RequestHead head{"POST", "/a//b", "aaaa.session.example", false, "", headers_of(lines)};
  translate_request(head, map(), at(endpoint));
  return head;
}

struct ToBrowser {
  ResponseHead head;
  std::optional<RedirectAway> away;
  std::string value(std::string_view name) const {
    const std::string* found = head.headers.find(name);
    return found == nullptr ? "(none)" : *found;
  }
};
ToBrowser to_browser(std::initializer_list<Header> lines, int status = 302, std::size_t endpoint = 0) {
  ToBrowser result{{status, "", headers_of(lines)}, {}};
  result.away = translate_response(result.head, map(), at(endpoint), true);
  return result;
}

TEST(Origin, IsReadAndWrittenWithoutDefaultPort) {
  EXPECT_EQ(parse_origin("HTTPS://A.Example:443")->to_string(), "https://a.example");
  EXPECT_EQ(parse_origin("http://[FD00:0::20]:8080")->to_string(), "http://[fd00::20]:8080");
  for (const char* text : {"null", "", "http://a/", "ws://a", "http://u@a", "http://a http://b"}) {
    EXPECT_FALSE(parse_origin(text).has_value()) << text;
  }
}

TEST(TranslateRequest, LooksLikeABrowserBesideTheDevice) {
  RequestHead head = to_device({{"Origin", "https://aaaa.session.example"},
                                {"Referer", "https://aaaa.session.example/x?y=/z"},
                                {"Cookie", "a=1; __Host-Http-callout=secret; b=2"},
                                {"Authorization", "Basic eDp5"},
                                {"Accept-Encoding", "gzip, deflate, br;q=0.5, zstd"},
                                {"Sec-Fetch-Site", "same-origin"},
                                {"sec-ch-ua", "x"},
                                {"Sec-WebSocket-Version", "13"},
                                {"Connection", "keep-alive, X-Hop"},
                                {"X-Hop", "x"},
                                {"Upgrade", "h2c"},
                                {"TE", "trailers"},
                                {"X-Forwarded-For", "x"},
                                {"X-Forwarded-Host", "x"},
                                {"Forwarded", "x"},
                                {"Via", "x"},
                                {"X-Real-IP", "x"},
                                {"Content-Length", "5"}});
  EXPECT_EQ(head.authority, "192.168.1.20");
  EXPECT_EQ(head.target, "/a//b");
  EXPECT_THAT(head.headers.lines(),
              testing::ElementsAre(Header{"Origin", "http://192.168.1.20"},
                                   Header{"Referer", "http://192.168.1.20/x?y=/z"}, Header{"Cookie", "a=1; b=2"},
                                   Header{"Authorization", "Basic eDp5"}, Header{"Accept-Encoding", "gzip, deflate"},
                                   Header{"Sec-WebSocket-Version", "13"}, Header{"Content-Length", "5"}));
}

TEST(TranslateRequest, WhatScriptsPutIntoTheHeadIsTheDevicesOwn) {
  RequestHead head{
      "MOVE",
      "/a//b?next=https%3A%2F%2Faaaa.session.example%2F..%2Fx&u=https://aaaa-8443s.session.example/",
      "aaaa.session.example",
      false,
      "",
      headers_of({{"Destination", "https://aaaa.session.example/dav//x"},
                  {"SOAPAction", "\"https://aaaa-8443s.session.example/control#Set\""},
                  {"X-Host", "aaaa.session.example"},
                  {"Referer", "https://aaaa.session.example/p?u=https%3A%2F%2Faaaa.session.example%2F"},
                  {"Cookie", "back=https%3A%2F%2Faaaa.session.example%2Fx; __Host-Http-callout=s; b=\"2\""},
                  {"Authorization", "Bearer https://aaaa.session.example/"}})};
  translate_request(head, map(), at(0));
  EXPECT_EQ(head.target, "/a//b?next=http%3A%2F%2F192.168.1.20%2F..%2Fx&u=https://192.168.1.20:8443/");
  EXPECT_THAT(head.headers.lines(),
              testing::ElementsAre(Header{"Destination", "http://192.168.1.20/dav//x"},
                                   Header{"SOAPAction", "\"https://192.168.1.20:8443/control#Set\""},
                                   Header{"X-Host", "192.168.1.20"},
                                   Header{"Referer", "http://192.168.1.20/p?u=http%3A%2F%2F192.168.1.20%2F"},
                                   Header{"Cookie", "back=http%3A%2F%2F192.168.1.20%2Fx; b=\"2\""},
                                   Header{"Authorization", "Bearer https://aaaa.session.example/"}));
}

TEST(TranslateRequest, ATargetThatTheBrowserSignedStays) {
  constexpr std::string_view kTarget = "/x?u=https://aaaa.session.example/";
  for (const auto& [scheme, signs] : {std::pair{"Digest username=\"u\"", true},
                                      {"digest a=b", true},
                                      {"Basic eDp5", false},
                                      {"NTLM TlRMTVNTUAAB", false}}) {
    RequestHead head{
        "GET", std::string(kTarget), "aaaa.session.example", false, "", headers_of({{"Authorization", scheme}})};
    translate_request(head, map(), at(0));
    EXPECT_EQ(head.target, signs ? kTarget : "/x?u=http://192.168.1.20/") << scheme;
  }
}

TEST(TranslateRequest, PortIsInHostOnlyWhenNotTheDefault) {
  EXPECT_EQ(to_device({}, 1).authority, "192.168.1.20:8443");
}

TEST(TranslateRequest, CookieLineThatHeldOnlyOursGoes) {
  EXPECT_TRUE(to_device({{"cookie", "__Host-callout-state=1"}, {"cookie", "__Host-Http-callout=2"}}).headers.empty());
}

TEST(TranslateRequest, OriginOfAnotherEndpointIsThatEndpointsAndAStrangersIsNull) {
  EXPECT_EQ(*to_device({{"Origin", "https://aaaa-8443s.session.example"}}).headers.find("origin"),
            "https://192.168.1.20:8443");
  EXPECT_EQ(*to_device({{"Origin", "https://console.example"}}).headers.find("origin"), "null");
  EXPECT_EQ(*to_device({{"Origin", "http://aaaa.session.example"}}).headers.find("origin"), "null");
  EXPECT_EQ(*to_device({{"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}}).headers.find("origin"), "null");
  EXPECT_FALSE(to_device({{"Referer", "https://console.example/devices"}}).headers.contains("referer"));
}

TEST(TranslateRequest, NothingIsAddedThatTheBrowserDidNotSend) {
  const RequestHead head = to_device({{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(*head.headers.find("origin"), "null");
  EXPECT_FALSE(head.headers.contains("referer"));
}

TEST(TranslateRequest, HttpsDeviceSeesSecureFieldsAndATypedAddress) {
  const RequestHead head =
      to_device({{"Sec-Fetch-Site", "cross-site"}, {"Accept-Encoding", "gzip, br"}, {"sec-ch-ua", "x"}}, 1);
  EXPECT_EQ(*head.headers.find("sec-fetch-site"), "none");
  EXPECT_EQ(*head.headers.find("accept-encoding"), "gzip, br");
  EXPECT_TRUE(head.headers.contains("sec-ch-ua"));
}

TEST(TranslateRequest, ServiceWorkerScriptIsRecognised) {
  RequestHead head{"GET", "/sw.js", "a", false, "", headers_of({{"Service-Worker", "script"}})};
  EXPECT_TRUE(is_service_worker_script(head));
  head.headers.remove("service-worker");
  EXPECT_FALSE(is_service_worker_script(head));
}

TEST(TranslateResponse, RedirectsWithinTheDeviceStayInTheSession) {
  struct Case {
    std::string_view location, written;
  };
  const Case cases[] = {
      {"/login?a=b", "/login?a=b"},
      {"login.html", "login.html"},
      {"", ""},
      {"http://192.168.1.20/x//y", "https://aaaa.session.example/x//y"},
      {"http://192.168.1.20:80", "https://aaaa.session.example"},
      {"HTTP://192.168.1.20?a", "https://aaaa.session.example?a"},
      {"//192.168.1.20/x", "https://aaaa.session.example/x"},
      {"https://192.168.1.20:8443/x#f", "https://aaaa-8443s.session.example/x#f"},
      {"http://Printer.Local/x", "https://aaaa.session.example/x"},
      {"http://[fd00:0:0::20]/x", "https://aaaa.session.example/x"},
      {"http:/x", "/x"},
      {"\\\\192.168.1.20\\x", "https://aaaa.session.example/x"},
  };
  for (const Case& c : cases) {
    for (const char* name : {"Location", "Content-Location"}) {
      const ToBrowser response = to_browser({{name, std::string(c.location)}});
      EXPECT_FALSE(response.away.has_value()) << c.location;
      EXPECT_EQ(response.value(name), c.written) << c.location;
    }
  }
}

TEST(TranslateResponse, RedirectToAnotherPortOfTheDeviceGoesToThatPortsHost) {
  const ToBrowser response = to_browser({{"Location", "https://printer.local/secure?x"}});
  EXPECT_FALSE(response.away.has_value());
  EXPECT_EQ(response.value("Location"), "https://aaaa-443s.session.example/secure?x");
}

TEST(TranslateResponse, RedirectToAPortThatBrowsersAvoidIsTakenOut) {
  const ToBrowser response = to_browser({{"Location", "http://192.168.1.20:22/"}});
  ASSERT_TRUE(response.away.has_value());
  EXPECT_TRUE(response.away->own_device);
  EXPECT_EQ(response.value("Location"), "(none)");
}

TEST(TranslateResponse, RedirectElsewhereIsTakenOut) {
  for (const std::string location : {"https://evil.example/", "//evil.example", "\\/evil.example", "https:evil.example",
                                     "javascript:x", "http://192.168.1.20@evil.example/", "http://192.168.1.21/",
                                     "http://aaaa.session.example/", "data:,x", "/\t/evil.example"}) {
    const ToBrowser response = to_browser({{"Location", location}});
    ASSERT_TRUE(response.away.has_value()) << location;
    EXPECT_FALSE(response.away->own_device) << location;
    EXPECT_EQ(response.value("Location"), "(none)") << location;
    const ToBrowser refresh = to_browser({{"Refresh", "0; url=" + location}}, 200);
    EXPECT_TRUE(refresh.away.has_value()) << location;
    EXPECT_EQ(refresh.value("Refresh"), "(none)") << location;
  }
  EXPECT_EQ(to_browser({{"Location", "http://evil.example/\x01<"}}).away->url, "http://evil.example/<");
}

TEST(TranslateResponse, LocationCountsOnlyWithARedirectStatus) {
  const ToBrowser created = to_browser({{"Location", "http://evil.example/"}}, 201);
  EXPECT_FALSE(created.away.has_value());
  EXPECT_EQ(created.value("Location"), "(none)");
}

TEST(TranslateResponse, SecondLocationIsNotLeftBehind) {
  const ToBrowser response = to_browser({{"Location", "/a"}, {"location", "http://evil.example/"}});
  EXPECT_THAT(response.head.headers.all("location"), testing::ElementsAre("/a"));
}

TEST(TranslateResponse, RefreshIsTranslatedInAllItsForms) {
  struct Case {
    std::string_view field, written;
  };
  const Case cases[] = {
      {"5", "5"},
      {"5; url=/a", "5; url=/a"},
      {"0;URL = 'http://192.168.1.20/a'", "0; url=https://aaaa.session.example/a"},
      {"1.5, url=\"http://192.168.1.20/a\"x", "1.5; url=https://aaaa.session.example/a"},
      {"3; http://192.168.1.20/a", "3; url=https://aaaa.session.example/a"},
      {"5;", "5"},
      {"soon", "(none)"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(to_browser({{"Refresh", std::string(c.field)}}, 200).value("refresh"), c.written) << c.field;
}

TEST(TranslateResponse, LinkNamesTheSessionHost) {
  const ToBrowser response = to_browser(
      {{"Link", "<http://192.168.1.20/a.css>; rel=preload, </b>; rel=x, <https://cdn.example/c>; rel=y"}}, 200);
  EXPECT_EQ(response.value("link"),
            "<https://aaaa.session.example/a.css>; rel=preload, </b>; rel=x, <https://cdn.example/c>; rel=y");
}

TEST(TranslateResponse, FieldsThatReachBeyondThePageAreStripped) {
  for (const char* name : {"Strict-Transport-Security", "Public-Key-Pins", "Alt-Svc", "Clear-Site-Data", "NEL",
                           "Report-To", "Reporting-Endpoints", "Service-Worker-Allowed", "Connection", "Keep-Alive",
                           "Transfer-Encoding", "Upgrade", "Trailer", "Proxy-Authenticate"}) {
    EXPECT_EQ(to_browser({{name, "x"}}).value(name), "(none)") << name;
  }
}

TEST(TranslateResponse, AuthenticationCookiesAndFramingPassInOrder) {
  const ToBrowser response = to_browser({{"WWW-Authenticate", "Digest a"},
                                         {"Set-Cookie", "a=1; Domain=192.168.1.20; Path=/"},
                                         {"WWW-Authenticate", "Basic b"},
                                         {"Set-Cookie", "__Host-Http-callout=x"},
                                         {"Set-Cookie", "b=2"},
                                         {"X-Frame-Options", "DENY"},
                                         {"Content-Length", "5"}},
                                        401);
  EXPECT_THAT(response.head.headers.all("www-authenticate"), testing::ElementsAre("Digest a", "Basic b"));
  EXPECT_THAT(response.head.headers.all("set-cookie"), testing::ElementsAre("a=1; Path=/", "b=2"));
  EXPECT_EQ(response.value("x-frame-options"), "DENY");
  EXPECT_EQ(response.value("content-length"), "5");
}

TEST(TranslateResponse, CachesAreMadePrivate) {
  struct Case {
    std::string_view field, written;
  };
  const Case cases[] = {
      {"public, max-age=60, s-maxage=600", "max-age=60, private"},
      {"max-age=60", "max-age=60, private"},
      {"private, max-age=1", "private, max-age=1"},
      {"no-store", "no-store"},
      {"private=\"x\"", "private=\"x\", private"},
      {"Public", "private"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(to_browser({{"Cache-Control", std::string(c.field)}}).value("cache-control"), c.written) << c.field;
  EXPECT_EQ(to_browser({}).value("cache-control"), "(none)");
  EXPECT_EQ(to_browser({{"Cache-Control", "public"}, {"cache-control", "max-age=1"}}).value("cache-control"),
            "max-age=1, private");
}

TEST(SecurityHeaders, PolicyStandsBesideTheDevicesOwn) {
  Headers headers = headers_of({{"Content-Security-Policy", "script-src 'none'"},
                                {"Referrer-Policy", "unsafe-url"},
                                {"Cross-Origin-Opener-Policy", "unsafe-none"},
                                {"Origin-Agent-Cluster", "?0"}});
  add_security_headers(headers, map(), false);
  EXPECT_THAT(
      headers.all("content-security-policy"),
      testing::ElementsAre(
          "script-src 'none'",
          "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; form-action 'self'; "
          "frame-ancestors 'self'; base-uri 'self'; worker-src 'self' blob:"));
  EXPECT_THAT(headers.all("referrer-policy"), testing::ElementsAre("same-origin"));
  EXPECT_THAT(headers.all("cross-origin-opener-policy"), testing::ElementsAre("same-origin"));
  EXPECT_THAT(headers.all("origin-agent-cluster"), testing::ElementsAre("?1"));
}

TEST(SecurityHeaders, ADocumentMayReachTheSessionsOtherHosts) {
  Headers headers;
  add_security_headers(headers, map(), true);
  EXPECT_EQ(*headers.find("content-security-policy"), map().page_policy());
}

TEST(SecurityHeaders, ADocumentsPolicyCanBeRenewed) {
  SessionMap grown = map();
  Headers headers = headers_of({{"Content-Security-Policy", "script-src 'none'"}});
  add_security_headers(headers, grown, true);
  ASSERT_TRUE(grown.list({true, 9443}));
  renew_policy(headers, grown);
  EXPECT_THAT(headers.all("content-security-policy"), testing::ElementsAre("script-src 'none'", grown.page_policy()));
}

TEST(TranslateRequest, APartAskedForByAPageOfAnotherPortIsOfTheSameSite) {
  const auto site_of = [](std::string mode, std::string site) {
    return *to_device({{"Sec-Fetch-Site", std::move(site)}, {"Sec-Fetch-Mode", std::move(mode)}}, 1)
                .headers.find("sec-fetch-site");
  };
  EXPECT_EQ(site_of("no-cors", "same-site"), "same-site");
  EXPECT_EQ(site_of("navigate", "same-site"), "none");
  EXPECT_EQ(site_of("navigate", "cross-site"), "none");
  EXPECT_EQ(site_of("cors", "same-origin"), "same-origin");
}

}  // namespace
}  // namespace callout::wire
