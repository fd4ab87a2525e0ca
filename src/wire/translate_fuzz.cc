// SPDX-License-Identifier: Apache-2.0
// Whatever headers a device sends, the browser is never led off the session's hosts, gets no cookie beyond its host,
// and always gets the security headers; whatever a browser sends, the device never sees the session's hosts or cookies.
#include <fuzzer/FuzzedDataProvider.h>

#include "base/check.h"
#include "wire/cookie.h"
#include "wire/crossing.h"
#include "wire/serialize.h"
#include "wire/translate.h"
#include "wire/url.h"

namespace callout::wire {

namespace {

const SessionMap& map() {
  static const SessionMap map_of_device{
      {"http", "192.168.1.20", 80}, {"https", "aaaa.session.example", 443}, {"printer.local"}};
  return map_of_device;
}

EndpointHosts at(std::size_t endpoint) {
  return endpoint == 0 ? map().own_hosts() : *map().hosts_of({true, 8443});
}

Headers some_headers(FuzzedDataProvider& provider) {
  constexpr const char* kNames[] = {"Location",
                                    "Refresh",
                                    "Link",
                                    "Set-Cookie",
                                    "Cache-Control",
                                    "Content-Location",
                                    "Connection",
                                    "Origin",
                                    "Referer",
                                    "Cookie",
                                    "Accept-Encoding",
                                    "Sec-Fetch-Site",
                                    "Access-Control-Allow-Origin",
                                    "Content-Security-Policy",
                                    "X-Other"};
  Headers headers;
  for (int i = provider.ConsumeIntegralInRange(0, 5); i > 0; --i) {
    const char* name = provider.PickValueInArray(kNames);
    headers.add(name, provider.ConsumeRandomLengthString(80));
  }
  return headers;
}

void check_stays_in_session(std::string_view text) {
  const Reference reference = parse_reference(text, "https");
  check(reference.kind != Reference::Kind::kOther);
  if (reference.kind == Reference::Kind::kRelative) return;
  check(reference.scheme == "https");
  const auto session = parse_origin("https://" + reference.authority);
  check(session && map().device_origin(*session));
}

void check_response(FuzzedDataProvider& provider, std::size_t endpoint) {
  ResponseHead head{provider.ConsumeIntegralInRange(200, 399), "", some_headers(provider)};
  const auto away = translate_response(head, map(), at(endpoint), true);
  const RequestHead browser{"GET", "/", "aaaa.session.example", false, "", some_headers(provider)};
  const std::string* origin = browser.headers.find("origin");
  translate_cors(head.headers, browser, map(), Credentials{provider.ConsumeIntegralInRange<std::uint8_t>(0, 2)});
  for (const std::string_view value : head.headers.all("access-control-allow-origin")) {
    const auto allowed = parse_origin(value);
    check(value == "*" || (allowed && map().device_origin(*allowed)));
    check(origin == nullptr || (parse_origin(*origin) && map().device_origin(*parse_origin(*origin))));
  }
  for (const std::string_view value : head.headers.all("location")) check_stays_in_session(value);
  if (const std::string* refresh = head.headers.find("refresh"); refresh != nullptr && refresh->contains("; url=")) {
    check_stays_in_session(std::string_view(*refresh).substr(refresh->find("; url=") + 6));
  }
  for (const std::string_view value : head.headers.all("set-cookie")) check(rewrite_set_cookie(value) == value);
  check(head.headers.all("content-security-policy").back().starts_with("default-src 'self'"));
  check(head.headers.all("referrer-policy").size() == 1);
  check(!head.headers.contains("connection"));
  check(!serialize_response(head, {}, ConnectionField::kClose).empty());
}

void check_request(FuzzedDataProvider& provider, std::size_t endpoint) {
  RequestHead head{"GET", "/", "aaaa.session.example", false, "", some_headers(provider)};
  translate_request(head, map(), at(endpoint));
  check(head.authority == at(endpoint).device.authority());
  for (const std::string_view value : head.headers.all("origin")) {
    check(value == "null" || value == "http://192.168.1.20" || value == "https://192.168.1.20:8443");
  }
  for (const std::string_view value : head.headers.all("referer")) {
    const auto url = parse_absolute_url(value);
    check(url.has_value() && (url->authority == "192.168.1.20" || url->authority == "192.168.1.20:8443"));
  }
  for (const std::string_view value : head.headers.all("cookie")) {
    for (const CookiePair& pair : split_cookies(value)) check(!is_callout_cookie(pair.name));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider provider(data, size);
  const std::size_t endpoint = provider.ConsumeBool() ? 1 : 0;
  if (provider.ConsumeBool()) {
    check_request(provider, endpoint);
  } else {
    check_response(provider, endpoint);
  }
  return 0;
}

}  // namespace callout::wire
