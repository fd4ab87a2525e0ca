// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/cookie.h"
#include "wire/hop_by_hop.h"
#include "wire/translate.h"
#include "wire/url.h"

namespace callout::wire {
namespace {

/// Fields by which a device would act beyond its own page, or on the browser as a whole.
bool reaches_beyond_the_page(std::string_view name) {
  constexpr std::array<std::string_view, 9> kFields = {"strict-transport-security",
                                                       "public-key-pins",
                                                       "public-key-pins-report-only",
                                                       "alt-svc",
                                                       "clear-site-data",
                                                       "nel",
                                                       "report-to",
                                                       "reporting-endpoints",
                                                       "service-worker-allowed"};
  return std::ranges::any_of(kFields, [name](std::string_view field) { return same_name(name, field); });
}

std::string without_controls(std::string_view text) {
  std::string result(text);
  std::erase_if(result, is_control);
  return result;
}

/// A reference of the device, read and, where it is the device's own, put into terms of the session.
struct Translated {
  std::optional<std::string> text;  ///< What to write instead; nullopt when the reference leads away.
  std::optional<RedirectAway> away;
};

class Translator {
 public:
  Translator(const SessionMap& map, const EndpointHosts& here) : map_(map), device_(here.device) {}

  Translated translate(std::string_view text) const {
    Reference reference = parse_reference(text, device_.scheme);
    if (reference.kind == Reference::Kind::kRelative) return {std::move(reference.rest), std::nullopt};
    RedirectAway away{without_controls(text), false};
    if (reference.kind == Reference::Kind::kOther) return {std::nullopt, std::move(away)};
    const Origin origin = *parse_origin(reference.scheme + "://" + reference.authority);
    if (const auto session = map_.session_origin(origin)) {
      return {session->to_string() + reference.rest, std::nullopt};
    }
    away.own_device = map_.is_device_host(origin.host);
    return {std::nullopt, std::move(away)};
  }

 private:
  const SessionMap& map_;
  const Origin& device_;
};

/// `5; url=http://...` split; nullopt when a browser would not follow it.
struct Refresh {
  std::string_view delay;
  std::string_view url;  ///< Empty: the page reloads itself.
};
std::optional<Refresh> parse_refresh(std::string_view text) {
  text = trim(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  if (digits == 0) return std::nullopt;
  Refresh refresh{text.substr(0, digits), {}};
  std::string_view rest = trim(text.substr(digits));
  if (rest.empty()) return refresh;
  if (rest.front() == ';' || rest.front() == ',') rest = trim(rest.substr(1));
  if (rest.size() >= 3 && equal_ignoring_case(rest.substr(0, 3), "url")) {
    const std::string_view after = trim(rest.substr(3));
    if (after.starts_with('=')) rest = trim(after.substr(1));
  }
  if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
    const std::size_t close = rest.find(rest.front(), 1);
    rest = rest.substr(1, close == std::string_view::npos ? close : close - 1);
  }
  refresh.url = rest;
  return refresh;
}

/// Link: the references between < and > are translated, one that leads away is left to the policy that we add.
std::string translate_link(std::string_view value, const Translator& translator) {
  std::string result;
  while (!value.empty()) {
    const std::size_t open = value.find('<');
    const std::size_t close = open == std::string_view::npos ? open : value.find('>', open);
    if (close == std::string_view::npos) break;
    result += value.substr(0, open + 1);
    const std::string_view url = value.substr(open + 1, close - open - 1);
    result += translator.translate(url).text.value_or(std::string(url));
    value.remove_prefix(close);
  }
  result += value;
  return result;
}

/// Shared caches must not keep what a session gave: `public` and `s-maxage` go, `private` comes.
void make_private(Headers& headers) {
  const auto lines = headers.all("cache-control");
  if (lines.empty()) return;
  std::string kept;
  bool closed_already = false;
  for (std::string_view rest : lines) {
    while (!rest.empty()) {
      const std::string_view directive = next_in_list(rest);
      const std::string name = to_lower(trim(directive.substr(0, directive.find('='))));
      if (directive.empty() || name == "public" || name == "s-maxage") continue;
      if (directive.size() == name.size() && (name == "private" || name == "no-store")) closed_already = true;
      if (!kept.empty()) kept += ", ";
      kept += directive;
    }
  }
  if (!closed_already) kept += kept.empty() ? "private" : ", private";
  headers.set("cache-control", std::move(kept));
}

/// Drops what must not pass and rewrites cookies, in one walk over the lines.
void sift(Headers& headers) {
  const HopByHop hop_by_hop(headers);
  std::erase_if(headers.lines(), [&hop_by_hop](Header& line) {
    if (!same_name(line.name, "set-cookie")) return hop_by_hop(line) || reaches_beyond_the_page(line.name);
    auto rewritten = rewrite_set_cookie(line.value);
    if (!rewritten) return true;
    line.value = std::move(*rewritten);
    return false;
  });
}

/// Translates the field's only or first line in place and removes further ones, as browsers act on one.
std::optional<RedirectAway> translate_field(Headers& headers, std::string_view name, const Translator& translator) {
  const std::string* value = headers.find(name);
  if (value == nullptr) return std::nullopt;
  Translated translated = translator.translate(*value);
  if (!translated.text) {
    headers.remove(name);
    return std::move(translated.away);
  }
  headers.set(name, std::move(*translated.text));
  return std::nullopt;
}

std::optional<RedirectAway> translate_refresh(Headers& headers, const Translator& translator) {
  const std::string* value = headers.find("refresh");
  if (value == nullptr) return std::nullopt;
  const auto refresh = parse_refresh(*value);
  if (!refresh) {
    headers.remove("refresh");
    return std::nullopt;
  }
  std::string written(refresh->delay);
  if (!refresh->url.empty()) {
    Translated translated = translator.translate(refresh->url);
    if (!translated.text) {
      headers.remove("refresh");
      return std::move(translated.away);
    }
    written += "; url=" + *translated.text;
  }
  headers.set("refresh", std::move(written));
  return std::nullopt;
}

}  // namespace

std::optional<RedirectAway> translate_response(ResponseHead& head, const SessionMap& map, const EndpointHosts& here,
                                               bool document) {
  const Translator translator(map, here);
  Headers& headers = head.headers;
  sift(headers);
  make_private(headers);

  auto away = translate_field(headers, "location", translator);
  if (head.status < 300 || head.status > 399) away.reset();  // Browsers follow it with a redirect status only.
  translate_field(headers, "content-location", translator);
  auto refresh_away = translate_refresh(headers, translator);
  if (!away) away = std::move(refresh_away);
  for (Header& line : headers.lines()) {
    if (equal_ignoring_case(line.name, "link")) line.value = translate_link(line.value, translator);
  }
  add_security_headers(headers, map, document);
  return away;
}

}  // namespace callout::wire
