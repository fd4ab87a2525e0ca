// SPDX-License-Identifier: Apache-2.0
#include "wire/cookie.h"

#include <algorithm>
#include <array>

#include "wire/ascii.h"
#include "wire/http.h"

namespace callout::wire {
namespace {

/// Takes the text up to the next `;` off the front of `rest`, trimmed.
std::string_view next_part(std::string_view& rest) {
  const std::size_t end = rest.find(';');
  const std::string_view part = trim(rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

CookiePair read_pair(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {{}, text, text};
  return {trim(text.substr(0, equals)), trim(text.substr(equals + 1)), text};
}

}  // namespace

std::vector<CookiePair> split_cookies(std::string_view field) {
  std::vector<CookiePair> pairs;
  while (!field.empty()) {
    const std::string_view part = next_part(field);
    if (!part.empty()) pairs.push_back(read_pair(part));
  }
  return pairs;
}

std::optional<std::string_view> find_cookie(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const CookiePair pair = read_pair(next_part(field));
    if (!pair.text.empty() && pair.name == name) return pair.value;
  }
  return std::nullopt;
}

std::string remove_cookies(std::string_view field, bool (*drop)(std::string_view name)) {
  const std::vector<CookiePair> pairs = split_cookies(field);
  // A pair without `=` is a nameless cookie to us, but a tiny server behind may take it for a name.
  const auto dropped = [drop](const CookiePair& pair) { return drop(pair.name.empty() ? pair.value : pair.name); };
  if (std::ranges::none_of(pairs, dropped)) return std::string(field);
  std::string kept;
  for (const CookiePair& pair : pairs) {
    if (dropped(pair)) continue;
    if (!kept.empty()) kept += "; ";
    kept += pair.text;
  }
  return kept;
}

bool is_callout_cookie(std::string_view name) {
  return begins_ignoring_case(name, "__host-http-callout") || begins_ignoring_case(name, "__host-callout");
}

std::string SetCookie::to_string() const {
  std::string text = has_name ? name + '=' + value : value;
  for (const CookieAttribute& attribute : attributes) {
    text.append("; ").append(attribute.name);
    if (attribute.value) text.append("=").append(*attribute.value);
  }
  return text;
}

std::optional<SetCookie> parse_set_cookie(std::string_view field) {
  std::string cleaned(field);
  std::erase_if(cleaned, is_control);
  std::string_view rest = cleaned;
  const std::string_view first = next_part(rest);
  if (first.empty()) return std::nullopt;
  const CookiePair pair = read_pair(first);
  SetCookie cookie{std::string(pair.name), std::string(pair.value), first.contains('='), {}};
  while (!rest.empty()) {
    const std::string_view part = next_part(rest);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    CookieAttribute& attribute =
        cookie.attributes.emplace_back(std::string(trim(part.substr(0, equals))), std::nullopt);
    if (equals != std::string_view::npos) attribute.value = trim(part.substr(equals + 1));
  }
  return cookie;
}

std::optional<std::string> rewrite_set_cookie(std::string_view field) {
  constexpr std::array<std::string_view, 3> kPromises = {"__host-", "__secure-", "__http-"};  // Also `__Host-Http-`.
  auto cookie = parse_set_cookie(field);
  if (!cookie) return std::nullopt;
  const std::string_view name = cookie->name.empty() ? cookie->value : cookie->name;
  const auto claims = [name](std::string_view prefix) { return begins_ignoring_case(name, prefix); };
  if (std::ranges::any_of(kPromises, claims)) return std::nullopt;
  std::erase_if(cookie->attributes,
                [](const CookieAttribute& attribute) { return same_name(attribute.name, "domain"); });
  return cookie->to_string();
}

}  // namespace callout::wire
