// SPDX-License-Identifier: Apache-2.0
#include "mail/message.h"

#include <algorithm>

#include "base/check.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/language.h"
#include "mail/pattern.h"
#include "model/text.h"

namespace callout::mail {
namespace {

constexpr std::size_t kValueMost = 300;  // Bytes of one value: a name has at most 200 characters.
constexpr std::size_t kLinkMost = 2000;  // Bytes.

std::string value_of(const Field& field, const Language& language) {
  if (const auto* time = std::get_if<WallMs>(&field.value)) return language.written(*time);
  if (const auto* duration = std::get_if<std::chrono::seconds>(&field.value)) return language.written(*duration);
  if (const auto* zoned = std::get_if<ZonedTime>(&field.value)) return language.written(*zoned);
  if (const auto* word = std::get_if<Word>(&field.value)) return language.written(*word);
  std::string text = model::clean_text(std::get<std::string>(field.value), kValueMost);
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at))
    text.replace(at, 3, ": //");
  return text;
}

Result<> check_link(std::string_view link, LinkRule rule) {
  if (link.empty()) {
    if (rule == LinkRule::kNeeded)
      return fail(Code::kInvalid, "This message needs a link: give the console's address.");
    return {};
  }
  const bool web = link.starts_with("https://") || link.starts_with("http://");
  const bool clean = std::ranges::all_of(link, [](char c) { return c > 0x20 && c < 0x7F; });
  if (rule == LinkRule::kNone || !web || !clean || link.size() > kLinkMost)
    return fail(Code::kInvalid, "The link of this message is none that can be mailed: give one of https.");
  return {};
}

std::vector<std::string> filled(const std::vector<std::string>& patterns, const Values& values) {
  std::vector<std::string> out;
  for (const std::string& pattern : patterns) out.push_back(fill(pattern, values));
  return out;
}

/// The link that stops mails like this one; empty for a kind that has none.
template <class T>
std::string unsubscribe_of(const T& content) {
  if constexpr (requires { content.unsubscribe; }) return content.unsubscribe;
  return {};
}

Body body_of(const Language& language, const MessageTexts& texts, const Values& values, const std::string& link) {
  Body body;
  body.language = language.tag;
  body.heading = fill(texts.heading, values);
  body.before = filled(texts.before, values);
  for (const auto& [label, pattern] : texts.facts) {
    if (std::string value = fill(pattern, values); !value.empty())
      body.facts.emplace_back(fill(label, values), std::move(value));
  }
  if (!link.empty()) {
    body.action = texts.action;
    body.link = link;
    body.link_hint = language.link_hint;
  }
  body.after = filled(texts.after, values);
  body.reason = fill(texts.reason, values);
  body.automatic = language.automatic;
  return body;
}

}  // namespace

Result<Message> compose(std::string_view to, std::string_view language_tag, const Content& content) {
  auto address = address_from(to);
  if (!address) return fail(address);
  const Language& language = language_for(language_tag);
  return std::visit(
      [&]<class T>(const T& each) -> Result<Message> {
        if (const auto right = check_link(each.link, T::kLink); !right) return fail(right);
        const std::string unsubscribe = unsubscribe_of(each);
        if (const auto right = check_link(unsubscribe, LinkRule::kOptional); !right) return fail(right);
        Values values;
        for (const Field& field : each.fields()) values.emplace(field.name, value_of(field, language));
        const auto texts = language.messages.find(T::kKind);
        check(texts != language.messages.end());
        Body body = body_of(language, texts->second, values, each.link);
        if (!unsubscribe.empty()) {
          body.unsubscribe = language.unsubscribe;
          body.unsubscribe_link = unsubscribe;
        }
        return Message{.to = std::move(*address),
                       .language = language.tag,
                       .kind = std::string(T::kKind),
                       .text = {fill(texts->second.subject, values), plain_text(body), html(body), unsubscribe}};
      },
      content);
}

}  // namespace callout::mail
