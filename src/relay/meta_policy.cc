// SPDX-License-Identifier: Apache-2.0
#include "relay/meta_policy.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "relay/pages.h"
#include "wire/ascii.h"

namespace callout::relay {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\f";

struct Attribute {
  std::string_view name;
  std::string_view value;
  std::size_t value_at = 0;  ///< In the element, with its quotes.
  std::size_t value_end = 0;
};

/// Of a start tag, `<meta` to `>`; as the HTML standard's tokenizer reads them.
std::vector<Attribute> attributes_of(std::string_view element) {
  std::vector<Attribute> found;
  const auto skip = [element](std::size_t at, std::string_view what) {
    return std::min(element.find_first_not_of(what, at), element.size());
  };
  std::size_t at = element.find_first_of(" \t\n\r\f/>");
  const std::size_t last = element.size() - 1;
  for (;;) {
    at = skip(at, " \t\n\r\f/");
    if (at >= last) return found;
    const auto name_end = std::min(element.find_first_of(" \t\n\r\f/>=", at + 1), last);
    Attribute attribute{element.substr(at, name_end - at), {}, 0, 0};
    at = skip(name_end, kBlanks);
    if (at < last && element[at] == '=') {
      at = skip(at + 1, kBlanks);
      attribute.value_at = at;
      const char quote = at < last ? element[at] : '>';
      if (quote == '"' || quote == '\'') {
        const auto end = std::min(element.find(quote, at + 1), last);
        attribute.value = element.substr(at + 1, end - at - 1);
        at = std::min(end + 1, last);
      } else {
        const auto end = std::min(element.find_first_of(" \t\n\r\f>", at), last);
        attribute.value = element.substr(at, end - at);
        at = end;
      }
      attribute.value_end = at;
    }
    found.push_back(attribute);
  }
}

/// Where the tag that begins the text ends, `>` included; npos while it does not.
std::size_t end_of_tag(std::string_view text) {
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && text[text.find_last_not_of(kBlanks, at - 1)] == '=') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

/// The references by which pages write quotes and ampersands.
std::string unescaped(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 6> kKnown = {
      {{"&#39;", '\''}, {"&#x27;", '\''}, {"&#X27;", '\''}, {"&apos;", '\''}, {"&quot;", '"'}, {"&amp;", '&'}}};
  std::string result;
  while (!text.empty()) {
    const auto known = std::ranges::find_if(kKnown, [&text](const auto& each) { return text.starts_with(each.first); });
    result += known == kKnown.end() ? text.front() : known->second;
    text.remove_prefix(known == kKnown.end() ? 1 : known->first.size());
  }
  return result;
}

/// Whether the text begins the tag of that name: nullopt while more must come to tell.
std::optional<bool> begins_tag(std::string_view text, std::string_view tag) {
  const auto common = std::min(text.size(), tag.size());
  if (!wire::equal_ignoring_case(text.substr(0, common), tag.substr(0, common))) return false;
  if (text.size() <= tag.size()) return std::nullopt;
  return (kBlanks.contains(text[tag.size()]) || text[tag.size()] == '>' || text[tag.size()] == '/');
}

}  // namespace

std::string MetaPolicy::rewritten(std::string_view element) const {
  const auto attributes = attributes_of(element);
  const auto find = [&attributes](std::string_view name) {
    return std::ranges::find_if(attributes, [name](const auto& each) { return wire::same_name(each.name, name); });
  };
  const auto kind = find("http-equiv");
  const auto content = find("content");
  if (kind == attributes.end() || content == attributes.end() || content->value_at == 0 ||
      !wire::same_name(kind->value, "content-security-policy")) {
    return std::string(element);
  }
  return std::string(element.substr(0, content->value_at)) + '"' + escape_html(translate_(unescaped(content->value))) +
         '"' + std::string(element.substr(content->value_end));
}

std::string_view MetaPolicy::feed(std::string_view text) {
  if (done_) return text;
  held_ += text;
  written_.clear();
  std::string_view rest = held_;
  while (!rest.empty() && !done_) {
    const auto at = std::min(rest.find('<'), rest.size());
    written_ += rest.substr(0, at);
    rest.remove_prefix(at);
    if (rest.empty()) break;
    const auto meta = begins_tag(rest, "<meta");
    const auto body = begins_tag(rest, "<body");
    const auto head = begins_tag(rest, "</head");
    if (body.value_or(false) || head.value_or(false)) {
      done_ = true;
    } else if (!meta || !body || !head) {
      break;
    } else if (*meta) {
      // No further than kLongest, and never twice over the same bytes: a page may be made of nothing but such tags.
      const auto end = end_of_tag(rest.substr(0, kLongest));
      if (end == std::string_view::npos && rest.size() < kLongest) break;
      const auto looked_at = rest.substr(0, std::min(end, kLongest));
      written_ += end == std::string_view::npos ? std::string(looked_at) : rewritten(looked_at);
      rest.remove_prefix(looked_at.size());
    } else {
      written_ += '<';
      rest.remove_prefix(1);
    }
  }
  if (done_) {
    written_ += rest;
    rest = {};
  }
  held_ = std::string(rest);
  return written_;
}

}  // namespace callout::relay
