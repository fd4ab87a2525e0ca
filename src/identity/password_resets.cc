// SPDX-License-Identifier: Apache-2.0
#include "identity/password_resets.h"

#include <algorithm>

#include "base/random.h"
#include "identity/endings.h"
#include "model/deadline.h"
#include "model/text.h"
#include "store/account_links.h"
#include "store/teams.h"

namespace callout::identity {

namespace {

auto no_reset() {
  return fail(Code::kNotFound, "This link is not valid any more: it was used or is too old. Ask for a new one.");
}

bool may_reset(const model::Technician& technician) {
  return technician.status == model::TechnicianStatus::kActive &&
         technician.state == model::TechnicianState::kActivated;
}

std::string recipient_key(std::string_view email) {
  return hash_of_secret(model::lower_ascii(email.substr(0, 254)));
}

}  // namespace

PasswordResets::PasswordResets(store::Store& store, audit::Journal& journal, const Passwords& passwords,
                               Notices& notices, const Clock& clock, Log& log)
    : store_(store),
      journal_(journal),
      passwords_(passwords),
      notices_(notices),
      clock_(clock),
      log_(log),
      recipients_(kRecipientRule, clock),
      addresses_(kAskingRule, clock),
      guesses_(AttemptGuard::kAddressRule, clock) {}

std::chrono::seconds PasswordResets::retry_after(std::string_view email, std::string_view address) const {
  return std::max({recipients_.wait(recipient_key(email)), addresses_.wait(address_key(address)),
                   guesses_.wait(address_key(address))});
}

Result<> PasswordResets::request(std::string_view email, std::string_view address) {
  if (!notices_.configured()) {
    return fail(Code::kUnavailable, "This server sends no mail: ask an administrator of your team for a new password.");
  }
  auto wait = addresses_.begin(address_key(address));
  if (wait == wait.zero()) wait = recipients_.begin(recipient_key(email));
  if (wait > wait.zero()) return fail(Code::kExhausted, "That was asked too often: wait {} s.", wait.count());
  std::scoped_lock lock(mutex_);
  if (queue_.size() < kResetsQueued) queue_.push_back(model::lower_ascii(email));
  return {};
}

void PasswordResets::work() {
  std::deque<std::string> queue;
  {
    std::scoped_lock lock(mutex_);
    queue.swap(queue_);
  }
  for (const auto& email : queue) {
    if (const auto mailed = mail(email); !mailed)
      log_.warn("a link for a new password was not sent", {{"error", mailed.error().message}});
  }
}

Result<> PasswordResets::mail(const std::string& email) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto found = store::find_technician_by_email(*transaction, email);
  if (!found) return fail(found);
  if (!*found || !may_reset((*found)->technician)) return {};
  const auto& technician = (*found)->technician;
  const std::string token = random_secret();
  const auto deadline = model::deadline_in(clock_, kResetTime);
  if (auto kept = store::PasswordResets(*transaction).put(technician.id, hash_of_secret(token), deadline); !kept)
    return kept;
  const mail::PasswordReset content{.expires = clock_.wall() + kResetTime, .link = notices_.link("/reset", token)};
  if (auto sent = notices_.send(*transaction, technician, content); !sent) return sent;
  log_.info("a link for a new password was asked for", {{"technician", technician.id.str()}});
  return transaction->commit();
}

Result<model::Technician> PasswordResets::complete(std::string_view token, std::string_view password,
                                                   std::string_view address, const Record& record) {
  const std::string from = address_key(address);
  if (const auto wait = guesses_.begin(from); wait > wait.zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  const auto password_hash = passwords_.hash(password);
  if (!password_hash) return fail(password_hash);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto found = store::PasswordResets(*transaction).find(hash_of_secret(token));
  if (!found) return fail(found);
  if (!*found || model::passed((*found)->deadline, clock_)) return no_reset();
  store::Technicians technicians(store::TeamScope(*transaction, (*found)->team));
  const auto technician = technicians.get((*found)->technician);
  if (!technician) return technician;
  if (!may_reset(*technician)) return no_reset();
  if (auto set = technicians.set_password_hash(technician->id, *password_hash); !set) return fail(set);
  const Ending ending{journal_, actor_of(*technician, model::SignInKind::kBrowser, address)};
  if (auto ended = end_sign_ins(*transaction, ending, *technician, {}, "a new password"); !ended) return fail(ended);
  notices_.tell(*transaction, *technician, mail::PasswordChanged{.when = clock_.wall(), .link = {}});
  if (record) {
    if (auto kept = record(*transaction, *technician); !kept) return fail(kept);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  guesses_.forgive_one(from);
  log_.info("a password was reset by mail", {{"technician", technician->id.str()}, {"address", address}});
  return *technician;
}

}  // namespace callout::identity
