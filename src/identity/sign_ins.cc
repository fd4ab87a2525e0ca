// SPDX-License-Identifier: Apache-2.0
#include "identity/sign_ins.h"

#include <algorithm>
#include <span>

#include "base/random.h"
#include "model/text.h"
#include "store/sign_ins.h"
#include "store/teams.h"
#include "store/two_factors.h"

namespace callout::identity {

namespace {

/// The idle end is written again only after this: a request costs no disk flush.
constexpr auto kIdleStep = std::chrono::minutes(1);

// One sentence for every cause, so that none tells which e-mails have an account.
auto wrong() {
  return fail(Code::kDenied, "The e-mail address or the password is wrong.");
}
auto signed_out() {
  return fail(Code::kDenied, "You are signed out: sign in again.");
}

std::string csrf_of(std::string_view secret) {
  return hash_of_secret("callout csrf v1 " + std::string(secret));
}

/// Where a failed attempt is counted. What is no e-mail is still a key of bounded size.
std::string account_key(std::string_view email) {
  return hash_of_secret(model::lower_ascii(email.substr(0, 254)));
}

bool may_sign_in(const model::Technician& technician) {
  return technician.status == model::TechnicianStatus::kActive &&
         technician.state == model::TechnicianState::kActivated;
}

std::chrono::milliseconds left_of(const store::SignInDeadlines& deadlines, const Clock& clock) {
  if (deadlines.kind == model::SignInKind::kToken) return model::remaining(deadlines.absolute, clock);
  return std::min(model::remaining(deadlines.idle, clock), model::remaining(deadlines.absolute, clock));
}

}  // namespace

SignIns::SignIns(store::Store& store, const Passwords& passwords, const Clock& clock, Log& log)
    : store_(store),
      passwords_(passwords),
      clock_(clock),
      log_(log),
      accounts_(AttemptGuard::kAccountRule, clock),
      addresses_(AttemptGuard::kAddressRule, clock) {}

std::chrono::seconds SignIns::retry_after(std::string_view email, std::string_view address) const {
  return std::max(accounts_.wait(account_key(email)), addresses_.wait(address_key(address)));
}

Result<PasswordChecked> SignIns::check_password(std::string_view email, std::string_view password,
                                                std::string_view address) {
  const std::string account = account_key(email), from = address_key(address);
  auto wait = addresses_.begin(from);
  if (wait == std::chrono::seconds::zero()) wait = accounts_.begin(account);
  if (wait > std::chrono::seconds::zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());

  std::optional<store::TechnicianWithPassword> found;
  bool second_factor = false;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    auto technician = store::find_technician_by_email(*transaction, model::lower_ascii(email));
    if (!technician) return fail(technician);
    found = std::move(*technician);
    if (found) {
      const auto factor = store::TwoFactors(*transaction, found->technician.id).get();
      if (!factor) return fail(factor);
      second_factor = *factor && (*factor)->confirmed;
    }
  }
  // Hashing holds no connection, and takes as long for an unknown e-mail, a disabled and an invited account as for a
  // wrong password.
  if (!found || found->password_hash.empty()) {
    passwords_.verify_nobody(password);
    return wrong();
  }
  if (!passwords_.verify(found->password_hash, password) || !may_sign_in(found->technician)) {
    log_.info("sign-in refused", {{"technician", found->technician.id.str()}, {"address", address}});
    return wrong();
  }
  accounts_.forget(account);
  addresses_.forgive_one(from);
  return PasswordChecked{std::move(found->technician), std::move(found->password_hash), second_factor};
}

Result<NewSignIn> SignIns::sign_in(std::string_view email, std::string_view password, std::string_view address) {
  const auto checked = check_password(email, password, address);
  if (!checked) return fail(checked);
  return open_checked(*checked, false, address);
}

Result<NewSignIn> SignIns::open_checked(const PasswordChecked& checked, bool proven, std::string_view address) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  // Read again: the account may have been disabled, or got another password or a second factor meanwhile.
  auto still = store::find_technician_by_email(*transaction, checked.technician.email);
  if (!still) return fail(still);
  const auto factor = store::TwoFactors(*transaction, checked.technician.id).get();
  if (!factor) return fail(factor);
  if (!*still || !may_sign_in((*still)->technician) || (*still)->password_hash != checked.password_hash ||
      (*factor && (*factor)->confirmed && !proven))
    return wrong();
  auto made =
      open(*transaction, record_of((*still)->technician, model::SignInKind::kBrowser, "", address), random_secret());
  if (!made) return made;
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

Result<NewSignIn> SignIns::sign_in_client(const SignedIn& browser, std::string_view name, std::string_view address) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto lives = store::sign_ins_exist(*transaction, std::span(&browser.id, 1));
  if (!lives) return fail(lives);
  if (!*lives) return signed_out();
  const store::TeamScope team(*transaction, browser.technician.team);
  const auto technician = store::Technicians(team).get(browser.technician.id);
  if (!technician && technician.error().code != Code::kNotFound) return fail(technician);
  if (!technician || technician->status != model::TechnicianStatus::kActive) return signed_out();
  auto made = open(*transaction, record_of(*technician, model::SignInKind::kClient, name, address),
                   std::string(kClientSecretPrefix) + random_secret());
  if (!made) return made;
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

store::SignInRecord SignIns::record_of(const model::Technician& technician, model::SignInKind kind,
                                       std::string_view name, std::string_view address) const {
  return {.id = model::SignInId::make(),
          .technician = technician,
          .idle = model::deadline_in(clock_, kSignInIdle),
          .absolute = model::deadline_in(clock_, kSignInMost),
          .kind = kind,
          .name = std::string(name),
          .address = std::string(address)};
}

Result<NewSignIn> SignIns::open(store::Transaction& transaction, store::SignInRecord record, std::string secret) {
  store::SignIns repository(transaction);
  if (auto inserted = repository.insert(record, hash_of_secret(secret), clock_.wall()); !inserted)
    return fail(inserted);
  auto displaced = repository.remove_oldest_of(record.technician.id, kSignInsPerTechnician);
  if (!displaced) return fail(displaced);
  std::string csrf_token = csrf_of(secret);
  return NewSignIn{{record.id, std::move(record.technician), std::move(csrf_token), record.kind, record.scope},
                   std::move(secret),
                   std::move(*displaced)};
}

Result<SignedIn> SignIns::find(std::string_view secret) {
  std::optional<store::SignInRecord> record;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    auto found = store::SignIns(*transaction).find(hash_of_secret(secret));
    if (!found) return fail(found);
    record = std::move(*found);
  }
  if (!record || !may_sign_in(record->technician)) return signed_out();
  // A token does not end by lying idle; the idle end tells only when its use is written down again.
  const auto idle = model::remaining(record->idle, clock_);
  const bool token = record->kind == model::SignInKind::kToken;
  if ((idle == idle.zero() && !token) || model::passed(record->absolute, clock_)) return signed_out();
  if (idle < kSignInIdle - kIdleStep) {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    auto moved =
        store::SignIns(*transaction).set_idle(record->id, model::deadline_in(clock_, kSignInIdle), clock_.wall());
    if (!moved) return fail(moved);
    if (auto committed = transaction->commit(); !committed) return fail(committed);
  }
  return SignedIn{record->id, record->technician, csrf_of(secret), record->kind, record->scope};
}

bool SignIns::csrf_matches(const SignedIn& signed_in, std::string_view token) {
  return equal_secrets(signed_in.csrf_token, token);
}

Result<> SignIns::sign_out(std::string_view secret) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  store::SignIns repository(*transaction);
  auto found = repository.find(hash_of_secret(secret));
  if (!found) return fail(found);
  if (!*found) return {};
  if (auto removed = repository.remove((*found)->id); !removed) return removed;
  return transaction->commit();
}

Result<> SignIns::end(const model::SignInId& sign_in) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  if (auto removed = store::SignIns(*transaction).remove(sign_in); !removed) return removed;
  return transaction->commit();
}

Result<std::vector<store::SignInInfo>> SignIns::list(const model::TechnicianId& technician) {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  return store::SignIns(*transaction).list(technician);
}

Result<> SignIns::end_of(const model::TechnicianId& technician, const model::SignInId& sign_in, bool token) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  store::SignIns repository(*transaction);
  const auto all = repository.list(technician);
  if (!all) return fail(all);
  const bool theirs = std::ranges::any_of(*all, [&](const store::SignInInfo& info) {
    return info.id == sign_in && (info.kind == model::SignInKind::kToken) == token;
  });
  if (!theirs) return fail(Code::kNotFound, "There is no such sign-in.");
  if (auto removed = repository.remove(sign_in); !removed) return removed;
  return transaction->commit();
}

Result<std::vector<model::SignInId>> SignIns::end_all_of(store::Transaction& transaction,
                                                         const model::TechnicianId& technician,
                                                         const std::optional<model::SignInId>& keep, bool tokens) {
  store::SignIns repository(transaction);
  const auto all = repository.list(technician);
  if (!all) return fail(all);
  std::vector<model::SignInId> ended;
  for (const auto& info : *all) {
    if (info.id == keep || (info.kind == model::SignInKind::kToken && !tokens)) continue;
    if (auto removed = repository.remove(info.id); !removed) return fail(removed);
    ended.push_back(info.id);
  }
  return ended;
}

Result<std::vector<model::SignInId>> SignIns::tidy() {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  store::SignIns repository(*transaction);
  auto all = repository.all();
  if (!all) return fail(all);
  std::vector<model::SignInId> ended;
  for (const auto& sign_in : *all) {
    if (left_of(sign_in, clock_) > std::chrono::milliseconds::zero()) continue;
    if (auto removed = repository.remove(sign_in.id); !removed) return fail(removed);
    ended.push_back(sign_in.id);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return ended;
}

}  // namespace callout::identity
