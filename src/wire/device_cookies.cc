// SPDX-License-Identifier: Apache-2.0
#include "wire/device_cookies.h"

#include <algorithm>

#include "wire/ascii.h"
#include "wire/cookie.h"
#include "wire/cookie_date.h"

namespace callout::wire {
namespace {

/// RFC 6265 section 5.1.4.
bool path_matches(std::string_view path, std::string_view of_cookie) {
  if (!path.starts_with(of_cookie)) return false;
  return path.size() == of_cookie.size() || of_cookie.ends_with('/') || path[of_cookie.size()] == '/';
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find_first_of("?#"));
}

struct Attributes {
  std::string path;  ///< Empty: of the request; we take all paths.
  bool secure = false;
  bool removes = false;
};
Attributes attributes_of(const SetCookie& cookie, std::chrono::sys_seconds now) {
  Attributes result;
  bool has_age = false;  // Max-Age beats Expires (RFC 6265 section 5.3).
  for (const auto& attribute : cookie.attributes) {
    const std::string_view value = attribute.value ? std::string_view(*attribute.value) : std::string_view();
    if (same_name(attribute.name, "secure")) result.secure = true;
    if (same_name(attribute.name, "path")) result.path = value.starts_with('/') ? value : std::string_view();
    if (same_name(attribute.name, "max-age")) {
      has_age = true;
      result.removes = value == "0" || value.starts_with('-');
    }
    if (same_name(attribute.name, "expires") && !has_age) {
      const auto date = parse_cookie_date(value);
      result.removes = date && *date <= now;
    }
  }
  return result;
}

}  // namespace

void DeviceCookies::keep(Kept kept) {
  std::erase_if(kept_, [&kept](const Kept& each) { return each.name == kept.name && each.path == kept.path; });
  if (kept_.size() >= kMost) kept_.erase(kept_.begin());
  kept_.push_back(std::move(kept));
}

void DeviceCookies::note_response(const std::optional<WebEndpoint>& kept_at, const Headers& headers,
                                  std::chrono::sys_seconds now) {
  for (const std::string_view field : headers.all("set-cookie")) {
    auto cookie = parse_set_cookie(field);
    if (!cookie || cookie->name.empty()) continue;
    auto attributes = attributes_of(*cookie, now);
    if (cookie->name.size() + cookie->value.size() + attributes.path.size() > kLongest) continue;
    keep({std::move(cookie->name), std::move(cookie->value), std::move(attributes.path), attributes.secure,
          attributes.removes, kept_at});
  }
}

std::string* DeviceCookies::last_sent_at(const WebEndpoint& endpoint) {
  const auto found = std::ranges::find(last_sent_, endpoint, &std::pair<WebEndpoint, std::string>::first);
  if (found != last_sent_.end()) return &found->second;
  return last_sent_.size() < kEndpointsMost ? &last_sent_.emplace_back(endpoint, std::string()).second : nullptr;
}

void DeviceCookies::complete_request(const WebEndpoint& at, const WebEndpoint& to, std::string_view target,
                                     Headers& headers) {
  const std::string* field = headers.find("cookie");
  std::string* last = last_sent_at(at);
  if (last == nullptr) return;
  const std::string_view own = field == nullptr ? std::string_view() : std::string_view(*field);
  if (own.size() <= kLongest && *last != own) *last = own;
  if (last_sent_.size() < 2 && at == to) return;

  const auto applies = [&](const Kept& kept) {
    return kept.from != at && (!kept.secure || to.https) && path_matches(path_of(target), kept.path);
  };
  const auto must_stay = [&](std::string_view name) {
    return !to.https && std::ranges::any_of(kept_, [&](const Kept& kept) { return kept.name == name && kept.secure; });
  };
  const auto kept_elsewhere = [&](std::string_view name) {
    const auto found =
        std::ranges::find_if(kept_, [&](const Kept& kept) { return kept.name == name && applies(kept); });
    return found == kept_.end() ? nullptr : &*found;
  };
  std::string complete;
  std::vector<std::string_view> names;
  const auto add = [&](std::string_view name, std::string_view text) {
    if (complete.size() + text.size() > 2 * kLongest && !own.contains(text)) return;
    names.push_back(name);
    if (!complete.empty()) complete += "; ";
    complete += text;
  };
  for (const CookiePair& pair : split_cookies(own)) {
    const Kept* newer = kept_elsewhere(pair.name);
    if (newer == nullptr && !must_stay(pair.name)) add(pair.name, pair.text);
  }
  for (const Kept& kept : kept_) {
    if (applies(kept) && !kept.removed) add(kept.name, kept.name + '=' + kept.value);
  }
  // What scripts have made on the other hosts, as the browser sent it there last.
  for (const auto& [endpoint, sent] : last_sent_) {
    if (endpoint == at) continue;
    for (const CookiePair& pair : split_cookies(sent)) {
      const bool known = std::ranges::find(names, pair.name) != names.end() ||
                         std::ranges::find(kept_, pair.name, &Kept::name) != kept_.end();
      if (!known && !pair.name.empty()) add(pair.name, pair.text);
    }
  }
  if (complete.empty()) {
    headers.remove("cookie");
  } else if (complete != own) {
    headers.set("cookie", std::move(complete));
  }
}

}  // namespace callout::wire
