// SPDX-License-Identifier: Apache-2.0
#include "mail/pattern.h"

#include <algorithm>

#include "base/check.h"

namespace callout::mail {
namespace {

bool is_place_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

Result<> collect_places(std::string_view text, std::set<std::string, std::less<>>& names) {
  while (!text.empty()) {
    const std::size_t open = text.find_first_of("{}");
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (text[open] == '}' || close == std::string_view::npos || !is_place_name(text.substr(open + 1, close - open - 1)))
      return fail(Code::kInvalid, "There is a brace that is not part of a place such as {{team}}.");
    names.emplace(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return {};
}

std::string fill(std::string_view text, const Values& values) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find('}', open);
    check(close != std::string_view::npos);
    const auto value = values.find(text.substr(open + 1, close - open - 1));
    check(value != values.end());
    out += value->second;
    text.remove_prefix(close + 1);
  }
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace callout::mail
