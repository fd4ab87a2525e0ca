// SPDX-License-Identifier: Apache-2.0
#include "wire/crossing.h"

#include <algorithm>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

constexpr std::string_view kNoneMark = "callout/none";
constexpr std::string_view kOwnLoginMark = "callout/own-login";
constexpr std::string_view kAllow = "access-control-allow-origin";
constexpr std::string_view kAllowCredentials = "access-control-allow-credentials";
constexpr std::string_view kExpose = "access-control-expose-headers";

bool is_cors_field(std::string_view name) {
  return begins_ignoring_case(name, "access-control-");
}

/// The one value that browsers act on; two lines void each other.
std::string_view only_value(const Headers& headers, std::string_view name) {
  const auto lines = headers.all(name);
  return lines.size() == 1 ? trim(lines.front()) : std::string_view();
}

void vary_by_origin(Headers& headers) {
  if (headers.has_token("vary", "origin") || headers.has_token("vary", "*")) return;
  headers.add("Vary", "Origin, Accept");
}

/// `*` exposes everything only where no credentials went along.
void expose_by_name(Headers& headers) {
  if (!headers.has_token(kExpose, "*")) return;
  std::string names;
  for (const auto& [name, value] : headers) {
    if (is_cors_field(name) || same_name(name, "set-cookie") || same_name(name, "vary")) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  headers.set(kExpose, std::move(names));
}

/// What the browser sends of its own will when an element, not a script, asks: `crossorigin`.
bool is_part(const RequestHead& browser) {
  const std::string* dest = browser.headers.find("sec-fetch-dest");
  return dest != nullptr && *dest != "empty";
}

}  // namespace

Credentials take_credentials_mark(Headers& headers) {
  auto& lines = headers.lines();
  const auto accept = std::ranges::find_if(lines, [](const Header& line) { return same_name(line.name, "accept"); });
  if (accept == lines.end()) return Credentials::kAll;
  for (const auto& [mark, meaning] :
       {std::pair{kNoneMark, Credentials::kNone}, std::pair{kOwnLoginMark, Credentials::kOwnLogin}}) {
    std::string& value = accept->value;
    if (value.ends_with(", " + std::string(mark))) {
      value.resize(value.size() - mark.size() - 2);
      return meaning;
    }
    if (value != mark) continue;
    // The page named no types: then the browser's own `*/*` stands behind the type of the body.
    value = "*/*";
    const auto type =
        std::find_if(accept, lines.end(), [](const auto& line) { return same_name(line.name, "content-type"); });
    if (type != lines.end()) std::rotate(accept, accept + 1, type + 1);
    return meaning;
  }
  return Credentials::kAll;
}

void drop_credentials(Headers& request, Credentials credentials) {
  if (credentials == Credentials::kAll) return;
  request.remove("cookie");
  if (credentials == Credentials::kNone) request.remove("authorization");
}

bool is_preflight(const RequestHead& head) {
  return head.method == "OPTIONS" && head.headers.contains("origin") &&
         head.headers.contains("access-control-request-method");
}

void allow_reading(Headers& answer, const Origin& page) {
  answer.add("Access-Control-Allow-Origin", page.to_string());
  answer.add("Access-Control-Allow-Credentials", "true");
  answer.add("Vary", "Origin");
}

ResponseHead preflight_answer(const RequestHead& preflight, const Origin& page) {
  ResponseHead answer;
  answer.status = 204;
  allow_reading(answer.headers, page);
  const std::string* method = preflight.headers.find("access-control-request-method");
  if (method != nullptr && is_token(*method)) answer.headers.add("Access-Control-Allow-Methods", *method);
  if (const std::string* fields = preflight.headers.find("access-control-request-headers")) {
    answer.headers.add("Access-Control-Allow-Headers", *fields);
  }
  answer.headers.add("Access-Control-Max-Age", "600");
  answer.headers.add("Cache-Control", "no-store");
  return answer;
}

bool may_be_read(const Headers& answer, const Origin& page, Credentials credentials) {
  const std::string_view allowed = only_value(answer, kAllow);
  if (credentials != Credentials::kAll) return allowed == "*" || parse_origin(allowed) == page;
  return parse_origin(allowed) == page && only_value(answer, kAllowCredentials) == "true";
}

void translate_cors(Headers& answer, const RequestHead& browser, const SessionMap& map, Credentials credentials) {
  if (!answer.contains(kAllow)) return;
  const std::string* field = browser.headers.find("origin");
  const auto page = field != nullptr ? parse_origin(*field) : std::nullopt;
  if (field != nullptr && !(page && map.device_origin(*page))) {
    std::erase_if(answer.lines(), [](const Header& line) { return is_cors_field(line.name); });
    return;
  }
  vary_by_origin(answer);
  const std::string allowed(only_value(answer, kAllow));
  const bool only_ours = credentials != Credentials::kAll || (page && is_part(browser));
  const auto origin = parse_origin(allowed);
  if (const auto session = origin ? map.session_origin(*origin) : std::nullopt) {
    answer.set(kAllow, session->to_string());
  } else if (allowed == "*" && page && only_ours) {
    answer.set(kAllow, page->to_string());
  } else {
    if (allowed != "*") std::erase_if(answer.lines(), [](const Header& line) { return is_cors_field(line.name); });
    return;
  }
  if (!only_ours) return;
  answer.set(kAllowCredentials, "true");
  expose_by_name(answer);
}

}  // namespace callout::wire
