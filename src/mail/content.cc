// SPDX-License-Identifier: Apache-2.0
#include "mail/content.h"

#include <utility>

#include <fmt/format.h>

#include "model/session.h"

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

Fields fields_of(const ContactFacts& contact) {
  return {{"entity", contact.entity}, {"team", contact.team}, {"added_by", contact.added_by}};
}

Fields fields_of(const ContactFacts& contact, const SessionFacts& session) {
  Fields out = fields_of(contact);
  out.push_back({"device", session.device});
  out.push_back({"identity", session.identity});
  out.push_back({"site", session.site});
  out.push_back({"technician", session.technician});
  out.push_back({"access", Word{session.access}});
  out.push_back({"started", ZonedTime{session.started, contact.zone}});
  return out;
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
  Fields out = fields_of(contact, session);
  out.push_back({"lasts", lasts});
  out.push_back({"most", most});
  return out;
}

Fields SessionEnded::fields() const {
  Fields out = fields_of(contact, session);
  out.push_back({"ended", ZonedTime{ended, contact.zone}});
  out.push_back({"duration", duration});
  out.push_back({"cause", Word{cause}});
  out.push_back({"sent", sent});
  out.push_back({"received", received});
  return out;
}

Fields SessionsSummary::fields() const {
  Fields out = fields_of(contact);
  out.push_back({"count", count});
  out.push_back({"from", ZonedTime{from, contact.zone}});
  out.push_back({"to", ZonedTime{to, contact.zone}});
  return out;
}

Fields TestMessage::fields() const {
  return {{"server", server}, {"when", when}};
}

std::vector<std::string_view> words() {
  std::vector<std::string_view> out{"webpage", "webpage_read_only", "ports"};
  for (const auto& [reason, name] : model::Names<model::ClosedReason>::kTable) out.push_back(name);
  return out;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::string_view kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < std::size(kUnits); ++unit) bytes /= 1000;
  return fmt::format("{} {}", bytes, kUnits[unit]);
}

std::vector<KindRule> kind_rules() {
  return rules_of(std::make_index_sequence<std::variant_size_v<Content>>{});
}

}  // namespace callout::mail
