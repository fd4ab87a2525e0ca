// SPDX-License-Identifier: Apache-2.0
#include "identity/registrations.h"

#include <algorithm>

#include "base/random.h"
#include "identity/password_resets.h"
#include "model/deadline.h"
#include "model/text.h"
#include "store/teams.h"

namespace callout::identity {

Registrations::Registrations(Parts parts)
    : parts_(parts),
      recipients_(kRecipientRule, parts.clock),
      addresses_(kAskingRule, parts.clock),
      guesses_(AttemptGuard::kAddressRule, parts.clock) {}

std::chrono::seconds Registrations::retry_after(std::string_view email, std::string_view address) const {
  const auto from = address_key(address);
  return std::max({recipients_.wait(hash_of_secret(email)), addresses_.wait(from), guesses_.wait(from)});
}

Result<> Registrations::request(const NewRegistration& registration, std::string_view address) {
  if (!enabled()) return fail(Code::kNotFound, "Registration is switched off.");
  auto email = model::email_from(registration.email);
  if (!email) return fail(email);
  auto person = model::changed(registration.person, {});
  if (!person) return fail(person);
  auto team = model::name_from(registration.team, "The team's name");
  if (!team) return fail(team);
  auto wait = addresses_.begin(address_key(address));
  if (wait == wait.zero()) wait = recipients_.begin(hash_of_secret(*email));
  if (wait > wait.zero()) return fail(Code::kExhausted, "That was asked too often: wait {} s.", wait.count());
  auto hash = parts_.passwords.hash(registration.password);
  if (!hash) return fail(hash);
  std::scoped_lock lock(mutex_);
  if (queue_.size() < kRegistrationsQueued) {
    queue_.push_back({.email = std::move(*email),
                      .team_name = std::move(*team),
                      .first_name = std::move(person->first_name),
                      .last_name = std::move(person->last_name),
                      .language = std::move(person->language),
                      .password_hash = std::move(*hash),
                      .deadline = model::deadline_in(parts_.clock, kRegistrationTime)});
  }
  return {};
}

void Registrations::work() {
  std::deque<store::RegistrationRecord> queue;
  {
    std::scoped_lock lock(mutex_);
    queue.swap(queue_);
  }
  for (const auto& registration : queue) {
    if (const auto mailed = mail(registration); !mailed)
      parts_.log.warn("a registration was not mailed", {{"error", mailed.error().message}});
  }
}

Result<> Registrations::mail(const store::RegistrationRecord& registration) {
  auto transaction = parts_.store.write();
  if (!transaction) return fail(transaction);
  const auto taken = store::find_technician_by_email(*transaction, registration.email);
  if (!taken) return fail(taken);
  Notices& notices = parts_.notices;
  if (*taken) {
    const mail::AccountExists content{.when = parts_.clock.wall(), .link = {}};
    if (auto sent = notices.send(*transaction, (*taken)->technician, content); !sent) return sent;
    return transaction->commit();
  }
  store::Registrations repository(*transaction);
  const auto all = repository.all();
  if (!all) return fail(all);
  if (all->size() >= kRegistrationsWaiting) return fail(Code::kExhausted, "too many registrations wait");
  const std::string token = random_secret();
  if (auto kept = repository.put(registration, hash_of_secret(token)); !kept) return kept;
  const mail::Registration content{.team = registration.team_name,
                                   .expires = parts_.clock.wall() + kRegistrationTime,
                                   .link = notices.link("/register", token)};
  if (auto sent = notices.send_to_stranger(*transaction, registration.email, registration.language, content); !sent)
    return sent;
  return transaction->commit();
}

Result<NewTeam> Registrations::confirm(std::string_view token, std::string_view address,
                                       const Accounts::RecordTeam& record) {
  if (!enabled()) return fail(Code::kNotFound, "Registration is switched off.");
  const std::string from = address_key(address);
  if (const auto wait = guesses_.begin(from); wait > wait.zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  auto transaction = parts_.store.write();
  if (!transaction) return fail(transaction);
  store::Registrations repository(*transaction);
  const auto found = repository.find(hash_of_secret(token));
  if (!found) return fail(found);
  if (!*found || model::passed((*found)->deadline, parts_.clock))
    return fail(Code::kNotFound, "This link is not valid any more: it was used or is too old. Register again.");
  guesses_.forgive_one(from);
  model::Person person;
  person.first_name = (*found)->first_name;
  person.last_name = (*found)->last_name;
  person.language = (*found)->language;
  const auto made = parts_.accounts.add_team(*transaction, (*found)->team_name,
                                             {.email = (*found)->email, .person = person}, (*found)->password_hash);
  if (!made) return made;
  if (auto removed = repository.remove((*found)->email); !removed) return fail(removed);
  if (record) {
    if (auto kept = record(*transaction, *made); !kept) return fail(kept);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  parts_.log.info("a team was registered", {{"team", made->team.id.str()}, {"address", address}});
  return made;
}

Result<> Registrations::tidy() {
  auto transaction = parts_.store.write();
  if (!transaction) return fail(transaction);
  store::Registrations repository(*transaction);
  const auto all = repository.all();
  if (!all) return fail(all);
  for (const auto& registration : *all) {
    if (!model::passed(registration.deadline, parts_.clock)) continue;
    if (auto removed = repository.remove(registration.email); !removed) return removed;
  }
  return transaction->commit();
}

}  // namespace callout::identity
