// SPDX-License-Identifier: Apache-2.0
#include "wire/url.h"

#include <algorithm>

#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/http.h"

namespace callout::wire {
namespace {

constexpr bool is_slash(char c) {
  return c == '/' || c == '\\';
}

/// The scheme before the first colon if the text begins with one, else empty.
std::string_view scheme_of(std::string_view text) {
  if (text.empty() || !is_alpha(text.front())) return {};
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return {};
  }
  return {};
}

/// What a browser removes before it reads a URL: control characters and spaces at both ends, tabs and line ends
/// anywhere.
std::string clean(std::string_view text) {
  const auto outer = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  std::string result(text);
  std::erase_if(result, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return result;
}

/// `text` begins after the scheme's colon or, without one, at the slashes.
Reference read_host(std::string_view text, std::string scheme) {
  while (!text.empty() && is_slash(text.front())) text.remove_prefix(1);
  const std::size_t end = std::min(text.find_first_of("/\\?#"), text.size());
  if (!parse_authority(text.substr(0, end))) return {Reference::Kind::kOther, std::move(scheme), {}, {}};
  Reference reference{Reference::Kind::kHost, std::move(scheme), std::string(text.substr(0, end)),
                      std::string(text.substr(end))};
  if (reference.rest.starts_with('\\')) reference.rest.front() = '/';
  return reference;
}

}  // namespace

std::optional<AbsoluteUrl> parse_absolute_url(std::string_view text) {
  const std::string_view scheme = scheme_of(text);
  if (default_port(scheme) == 0) return std::nullopt;
  std::string_view after = text.substr(scheme.size() + 1);
  if (!after.starts_with("//")) return std::nullopt;
  after.remove_prefix(2);
  const std::size_t end = std::min(after.find_first_of("/?#"), after.size());
  const AbsoluteUrl url{scheme, after.substr(0, end), after.substr(end)};
  if (!parse_authority(url.authority) || !std::ranges::all_of(url.rest, is_visible)) return std::nullopt;
  return url;
}

Reference parse_reference(std::string_view text, std::string_view base_scheme) {
  const std::string cleaned = clean(text);
  const std::string_view whole = cleaned;
  if (std::ranges::any_of(whole, is_control)) return {Reference::Kind::kOther, to_lower(scheme_of(whole)), {}, {}};

  const std::string_view scheme = scheme_of(whole);
  if (scheme.empty()) {
    if (whole.size() >= 2 && is_slash(whole[0]) && is_slash(whole[1]))
      return read_host(whole, std::string(base_scheme));
    return {Reference::Kind::kRelative, {}, {}, cleaned};
  }
  const std::string lower_scheme = to_lower(scheme);
  if (lower_scheme != "http" && lower_scheme != "https") return {Reference::Kind::kOther, lower_scheme, {}, {}};

  const std::string_view after = whole.substr(scheme.size() + 1);
  const bool opens_host = after.size() >= 2 && is_slash(after[0]) && is_slash(after[1]);
  if (opens_host || lower_scheme != base_scheme) return read_host(after, lower_scheme);
  if (after.empty()) return {Reference::Kind::kOther, lower_scheme, {}, {}};
  // `http:page` on an http base: what follows is a path, which must not be taken for a scheme of its own now.
  const bool stands_alone = is_slash(after.front()) || after.front() == '?' || after.front() == '#';
  return {Reference::Kind::kRelative, {}, {}, stands_alone ? std::string(after) : "./" + std::string(after)};
}

}  // namespace callout::wire
