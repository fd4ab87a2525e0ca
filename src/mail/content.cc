// SPDX-License-Identifier: Apache-2.0
#include "mail/content.h"

#include <utility>

namespace callout::mail {
namespace {

template <std::size_t... kIndex>
std::vector<KindRule> rules_of(std::index_sequence<kIndex...>) {
  std::vector<KindRule> rules;
  const auto add = [&]<class T>(const T& content) {
    KindRule rule{T::kKind, {}, T::kLink};
    for (const Field& field : content.fields()) rule.placeholders.push_back(field.name);
    rules.push_back(std::move(rule));
  };
  (add(std::variant_alternative_t<kIndex, Content>{}), ...);
  return rules;
}

}  // namespace

Fields Invitation::fields() const {
  return {{"team", team}, {"inviter", inviter}, {"role", role}, {"expires", expires}};
}

Fields PasswordReset::fields() const {
  return {{"expires", expires}};
}

Fields PasswordChanged::fields() const {
  return {{"when", when}};
}

Fields RecoveryCodeUsed::fields() const {
  return {{"left", left}, {"when", when}};
}

Fields Registration::fields() const {
  return {{"team", team}, {"expires", expires}};
}

Fields AccountExists::fields() const {
  return {{"when", when}};
}

Fields TwoFactorReset::fields() const {
  return {{"by", by}, {"when", when}};
}

Fields TemporaryPermission::fields() const {
  return {{"site", site}, {"by", by}, {"team", team}, {"from", from}, {"to", to}};
}

Fields SessionStarted::fields() const {
  return {{"device", device}, {"site", site}, {"technician", technician}, {"team", team}, {"started", started}};
}

Fields SessionEnded::fields() const {
  return {{"device", device},   {"site", site},   {"technician", technician}, {"team", team},
          {"started", started}, {"ended", ended}, {"duration", duration}};
}

Fields TestMessage::fields() const {
  return {{"server", server}, {"when", when}};
}

std::vector<KindRule> kind_rules() {
  return rules_of(std::make_index_sequence<std::variant_size_v<Content>>{});
}

}  // namespace callout::mail
