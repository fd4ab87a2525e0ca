// SPDX-License-Identifier: Apache-2.0
#include "identity/sign_ins.h"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "base/random.h"
#include "model/standing.h"
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

/// Why the account signs nobody in, though the password was right; empty when it does. As people read it in the
/// journal.
Result<std::string_view> obstacle(store::Transaction& transaction, const model::Technician& technician) {
  const store::TeamScope scope(transaction, technician.team);
  const auto team = store::Teams(scope).get();
  if (!team) return fail(team);
  std::vector<model::Technician> all{technician};
  if (team->technician_limit) {
    auto read = store::Technicians(scope).all();
    if (!read) return fail(read);
    all = std::move(*read);
  }
  const auto standings = model::standings(all, team->technician_limit);
  const auto at = std::ranges::find(all, technician.id, &model::Technician::id);
  if (at == all.end()) return "the account was removed";
  switch (standings[static_cast<std::size_t>(at - all.begin())]) {
    case model::Standing::kActive: return "";
    case model::Standing::kDisabled: return "the account is disabled";
    case model::Standing::kDisabledByPlan: return "the account is disabled by the team's plan";
    case model::Standing::kInvited: return "the invitation was not accepted yet";
  }
  return "the account is in no state that is known";
}

store::SignInInfo info_of(const store::SignInRecord& record) {
  return {.id = record.id, .kind = record.kind, .name = record.name};
}

/// Of a SignInDeadlines or a SignInRecord. A token does not end by lying idle.
template <class SignIn>
bool expired(const SignIn& sign_in, const Clock& clock) {
  return model::passed(sign_in.absolute, clock) ||
         (sign_in.kind != model::SignInKind::kToken && model::passed(sign_in.idle, clock));
}

}  // namespace

SignIns::SignIns(store::Store& store, audit::Journal& journal, const Passwords& passwords, const Clock& clock, Log& log)
    : store_(store),
      journal_(journal),
      passwords_(passwords),
      clock_(clock),
      log_(log),
      refusals_(store, journal, log),
      accounts_(AttemptGuard::kAccountRule, clock),
      addresses_(AttemptGuard::kAddressRule, clock) {}

std::chrono::seconds SignIns::retry_after(std::string_view email, std::string_view address) const {
  return std::max(accounts_.wait(account_key(email)), addresses_.wait(address_key(address)));
}

Result<PasswordChecked> SignIns::check_password(std::string_view email, std::string_view password,
                                                std::string_view address) {
  const std::string account = account_key(email), from = address_key(address);
  const auto refuse = [&](std::string_view why) {
    refused({.email = std::string(email), .address = std::string(address), .why = std::string(why)});
    return wrong();
  };
  auto wait = addresses_.begin(from);
  bool first = wait > wait.zero() && addresses_.first_refusal(from);
  if (wait == wait.zero()) {
    wait = accounts_.begin(account);
    first = wait > wait.zero() && accounts_.first_refusal(account);
  }
  if (first) std::ignore = refuse("too many attempts failed: more are refused for a while");
  if (wait > wait.zero())
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
    return refuse(found ? "no password is set: the invitation was not accepted yet" : "there is no such account");
  }
  if (!passwords_.verify(found->password_hash, password)) return refuse("wrong password");
  {
    // Only who has the right password could tell the time that this takes.
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    const auto why = obstacle(*transaction, found->technician);
    if (!why) return fail(why);
    if (!why->empty()) return refuse(*why);
  }
  accounts_.forget(account);
  addresses_.forgive_one(from);
  return PasswordChecked{std::move(found->technician), std::move(found->password_hash), second_factor};
}

Result<NewSignIn> SignIns::sign_in(std::string_view email, std::string_view password, std::string_view address) {
  const auto checked = check_password(email, password, address);
  if (!checked) return fail(checked);
  return open_checked(*checked, false, "with the password", address);
}

Result<NewSignIn> SignIns::open_checked(const PasswordChecked& checked, bool proven, std::string_view how,
                                        std::string_view address) {
  const auto changed = [&] {
    refused({.email = checked.technician.email,
             .address = std::string(address),
             .why = "the account was changed while it was being signed in to"});
    return wrong();
  };
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  // Read again: the account may have been disabled, or got another password or a second factor meanwhile.
  auto still = store::find_technician_by_email(*transaction, checked.technician.email);
  if (!still) return fail(still);
  const auto factor = store::TwoFactors(*transaction, checked.technician.id).get();
  if (!factor) return fail(factor);
  if (!*still || (*still)->password_hash != checked.password_hash || (*factor && (*factor)->confirmed && !proven))
    return changed();
  const auto why = obstacle(*transaction, (*still)->technician);
  if (!why) return fail(why);
  if (!why->empty()) return changed();
  auto made = open(*transaction, record_of((*still)->technician, model::SignInKind::kBrowser, "", address),
                   random_secret(), how);
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
  if (!technician) return signed_out();
  const auto why = obstacle(*transaction, *technician);
  if (!why) return fail(why);
  if (!why->empty()) return signed_out();
  auto made = open(*transaction, record_of(*technician, model::SignInKind::kClient, name, address),
                   std::string(kClientSecretPrefix) + random_secret(), "allowed in the console");
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

Result<NewSignIn> SignIns::open(store::Transaction& transaction, store::SignInRecord record, std::string secret,
                                std::string_view how) {
  store::SignIns repository(transaction);
  if (auto inserted = repository.insert(record, hash_of_secret(secret), clock_.wall()); !inserted)
    return fail(inserted);
  const auto oldest = repository.oldest_of(record.technician.id, kSignInsPerTechnician);
  if (!oldest) return fail(oldest);
  std::vector<model::SignInId> displaced;
  for (const auto& info : *oldest) {
    const Ending ending{journal_, model::AuditActor::system()};
    if (auto ended = end_sign_in(transaction, ending, record.technician, info, "displaced by a newer one"); !ended)
      return fail(ended);
    displaced.push_back(info.id);
  }
  if (record.kind != model::SignInKind::kToken) {
    auto signed_in = sign_in_record(model::AuditKind::kSignedIn, record.technician, info_of(record), how);
    signed_in.actor = actor_of(record.technician, record.kind, record.address);
    if (auto kept = journal_.append(transaction, std::move(signed_in)); !kept) return fail(kept);
  }
  std::string csrf_token = csrf_of(secret);
  return NewSignIn{{record.id, std::move(record.technician), std::move(csrf_token), record.kind, record.scope},
                   std::move(secret),
                   std::move(displaced)};
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
  if (expired(*record, clock_)) return signed_out();
  // Of a token the idle end tells only when its use is written down again.
  if (model::remaining(record->idle, clock_) < kSignInIdle - kIdleStep) {
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

Result<> SignIns::sign_out(std::string_view secret, std::string_view address, std::string_view why) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto found = store::SignIns(*transaction).find(hash_of_secret(secret));
  if (!found) return fail(found);
  if (!*found) return {};
  const auto& whose = (*found)->technician;
  const Ending ending{journal_, actor_of(whose, (*found)->kind, address)};
  if (auto ended = end_sign_in(*transaction, ending, whose, info_of(**found), why, model::AuditKind::kSignedOut);
      !ended)
    return ended;
  return transaction->commit();
}

Result<> SignIns::end(const model::SignInId& sign_in, const model::AuditActor& by, std::string_view why) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto found = store::SignIns(*transaction).get(sign_in);
  if (!found) return fail(found);
  if (!*found) return {};
  if (auto ended = end_sign_in(*transaction, {journal_, by}, (*found)->technician, info_of(**found), why); !ended)
    return ended;
  return transaction->commit();
}

Result<std::vector<store::SignInInfo>> SignIns::list(const model::TechnicianId& technician) {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  return store::SignIns(*transaction).list(technician);
}

Result<> SignIns::end_of(const model::Technician& technician, const model::SignInId& sign_in, bool token,
                         const model::AuditActor& by) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto found = store::SignIns(*transaction).get(sign_in);
  if (!found) return fail(found);
  if (!*found || (*found)->technician.id != technician.id || ((*found)->kind == model::SignInKind::kToken) != token)
    return fail(Code::kNotFound, "There is no such sign-in.");
  if (auto ended = end_sign_in(*transaction, {journal_, by}, technician, info_of(**found), "ended by its technician");
      !ended)
    return ended;
  return transaction->commit();
}

Result<std::vector<model::SignInId>> SignIns::tidy() {
  std::map<model::TeamId, std::vector<model::SignInId>> due;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    const auto all = store::SignIns(*transaction).all();
    if (!all) return fail(all);
    for (const auto& sign_in : *all) {
      if (expired(sign_in, clock_)) due[sign_in.team].push_back(sign_in.id);
    }
  }
  std::vector<model::SignInId> ended;
  for (const auto& [team, theirs] : due) {
    const auto done = tidy(theirs);
    // One team's journal that does not hold must not keep the others' from being tidied.
    if (!done)
      log_.error("expired sign-ins can't be removed", {{"team", team.str()}, {"error", done.error().message}});
    else
      ended.insert(ended.end(), done->begin(), done->end());
  }
  return ended;
}

Result<std::vector<model::SignInId>> SignIns::tidy(const std::vector<model::SignInId>& due) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  std::vector<model::SignInId> ended;
  for (const auto& id : due) {
    const auto found = store::SignIns(*transaction).get(id);
    if (!found) return fail(found);
    // A request that was under way may have moved its idle end.
    if (!*found || !expired(**found, clock_)) continue;
    const Ending ending{journal_, model::AuditActor::system()};
    if (auto done = end_sign_in(*transaction, ending, (*found)->technician, info_of(**found), "expired"); !done)
      return fail(done);
    ended.push_back(id);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return ended;
}

}  // namespace callout::identity
