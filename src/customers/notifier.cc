// SPDX-License-Identifier: Apache-2.0
#include "customers/notifier.h"

#include <algorithm>

#include "base/limits.h"
#include "base/random.h"
#include "customers/journal_links.h"
#include "mail/message.h"
#include "rights/naming.h"
#include "store/entities.h"
#include "store/journal_links.h"
#include "store/teams.h"

namespace callout::customers {
namespace {

std::string access_of(const model::Session& session) {
  if (session.kind == model::SessionKind::kPorts) return "ports";
  return session.read_only ? "webpage_read_only" : "webpage";
}

mail::SessionFacts facts_of(const model::Session& session) {
  return {.device = session.device_name,
          .technician = session.technician_name,
          .access = access_of(session),
          .started = session.active_at.value_or(session.created_at)};
}

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::floor<std::chrono::seconds>(std::max(std::chrono::milliseconds(0), time));
}

/// The hour to count in: a new one when the last is over, or began before the wall clock was put back. What was held
/// back in the last is summed up first.
store::MailWindow window_at(store::MailWindow window, WallMs now) {
  if (window.held == 0 && (now - window.began >= kMailWindow || now < window.began)) {
    window.began = now;
    window.mails = 0;
  }
  return window;
}

}  // namespace

void Notifier::session_opened(store::Transaction& transaction, const model::Session& session) {
  const store::TeamScope scope(transaction, session.team);
  const auto noted = store::SessionPlaces(scope).note(session);
  if (!noted) return report(fail(noted), session);
  mail::SessionStarted content{.session = facts_of(session)};
  // A team's session length is in minutes, and a moment of it has passed.
  content.lasts = std::chrono::ceil<std::chrono::minutes>(session.remaining.value_or(std::chrono::milliseconds(0)));
  content.most = limits::kSessionMost;
  report(tell(transaction, session, std::move(content)), session);
}

void Notifier::session_ended(store::Transaction& transaction, const model::Session& session) {
  mail::SessionEnded content{.session = facts_of(session)};
  content.ended = session.closed_at.value_or(clock_.wall());
  content.duration = whole_seconds(content.ended - content.session.started);
  if (session.closed_reason) content.cause = model::to_string(*session.closed_reason);
  content.sent = mail::bytes_text(session.bytes_up);
  content.received = mail::bytes_text(session.bytes_down);
  report(tell(transaction, session, std::move(content)), session);
}

template <class Content>
Result<> Notifier::tell(store::Transaction& transaction, const model::Session& session, Content content) {
  if (!configured()) return {};
  const store::TeamScope scope(transaction, session.team);
  // Only of a session whose start is stored: one that was never active has no place.
  const auto place = store::SessionPlaces(scope).of(session.id);
  if (!place) return fail(place);
  if (!*place) return {};
  content.session.site = (*place)->site;
  content.session.identity = (*place)->identity;
  store::Contacts contacts(scope);
  const auto all = contacts.mailed_above((*place)->lineage);
  if (!all) return fail(all);
  const WallMs now = clock_.wall();
  for (const auto& each : *all) {
    auto window = window_at(each.window, now);
    Result<> sent = fail(Code::kExhausted, "enough for this hour");
    if (window.held == 0 && window.mails < kMailsAnHour) sent = mail(scope, transaction, each.contact, content);
    if (sent) {
      ++window.mails;
    } else {
      if (sent.error().code != Code::kExhausted) report(sent, session);
      if (window.held++ == 0) window.held_since = now;
    }
    const auto hash = hash_of_secret(secrets_.unsubscribe(each.contact.id));
    if (auto kept = contacts.set_window(each.contact.id, window, hash); !kept) return kept;
  }
  return {};
}

template <class Content>
Result<> Notifier::mail(const store::TeamScope& scope, store::Transaction& transaction, const model::Contact& contact,
                        Content content) {
  const auto team = store::Teams(scope).get();
  if (!team) return fail(team);
  const auto entity = store::Entities(scope).get(contact.entity);
  if (!entity) return fail(entity);
  content.contact = {
      .entity = entity->name, .team = team->name, .added_by = contact.added_by, .zone = contact.time_zone};
  auto link = journal_link(scope, contact);
  if (!link) return fail(link);
  content.link = std::move(*link);
  content.unsubscribe = secrets_.unsubscribe_link(secrets_.unsubscribe(contact.id));
  const auto message = mail::compose(contact.email, contact.language, content);
  if (!message) return fail(message);
  const auto left = outbox_.enqueue(transaction, scope.team_id(), *message, kContactMailsPerTeam);
  if (!left) return fail(left);
  return {};
}

/// Empty for who has none. Each mail renews it.
Result<std::string> Notifier::journal_link(const store::TeamScope& scope, const model::Contact& contact) {
  store::JournalLinks links(scope);
  const auto link = links.of(contact.id);
  if (!link) return fail(link);
  if (!*link) return std::string();
  const std::string secret = secrets_.journal((*link)->id);
  const auto deadline = model::deadline_in(clock_, kJournalLinkTime);
  if (auto renewed = links.renew((*link)->id, hash_of_secret(secret), deadline); !renewed) return fail(renewed);
  return secrets_.journal_link(secret);
}

Result<> Notifier::sum_up(store::Transaction& transaction, const model::TeamId& team,
                          const store::MailedContact& mailed) {
  const store::TeamScope scope(transaction, team);
  const WallMs now = clock_.wall();
  mail::SessionsSummary content;
  content.count = std::to_string(mailed.window.held);
  content.from = std::min(mailed.window.held_since, now);
  content.to = now;
  if (auto sent = mail(scope, transaction, mailed.contact, content); !sent) return sent;
  return store::Contacts(scope).set_window(mailed.contact.id, {.began = now, .mails = 1},
                                           hash_of_secret(secrets_.unsubscribe(mailed.contact.id)));
}

void Notifier::work() {
  if (!configured()) return;
  {
    std::scoped_lock lock(mutex_);
    const Steady now = clock_.steady();
    if (now - looked_ < kLookEvery) return;
    looked_ = now;
  }
  const auto done = [&]() -> Result<> {
    const WallMs now = clock_.wall();
    std::vector<std::pair<model::TeamId, store::MailedContact>> due;
    {
      auto transaction = store_.read();
      if (!transaction) return fail(transaction);
      auto found = store::contacts_to_sum_up(*transaction, now - kMailWindow, now, kSummariesAtOnce);
      if (!found) return fail(found);
      due = std::move(*found);
    }
    if (due.empty()) return {};
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    for (const auto& [team, mailed] : due) {
      const auto sent = sum_up(*transaction, team, mailed);
      // No room in the outbox: with the next round.
      if (!sent && sent.error().code != Code::kExhausted) return sent;
    }
    return transaction->commit();
  }();
  if (!done) log_.warn("contacts were not told of sessions", {{"error", done.error().message}});
}

void Notifier::report(const Result<>& told, const model::Session& session) {
  if (!told)
    log_.warn("contacts were not told of a session", {{"session", session.id.str()}, {"error", told.error().message}});
}

}  // namespace callout::customers
