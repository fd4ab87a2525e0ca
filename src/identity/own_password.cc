// SPDX-License-Identifier: Apache-2.0
#include "identity/own_password.h"

#include "base/random.h"
#include "identity/endings.h"
#include "store/teams.h"

namespace callout::identity {

Result<std::string> OwnPassword::checked_hash(const SignedIn& who, std::string_view password) {
  const auto& key = who.technician.id.str();
  if (const auto wait = technicians_.begin(key); wait > wait.zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  std::string hash;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    const auto found = store::find_technician_by_email(*transaction, who.technician.email);
    if (!found) return fail(found);
    if (*found) hash = (*found)->password_hash;
  }
  if (!passwords_.verify(hash, password)) return fail(Code::kDenied, "Your current password is another: try again.");
  technicians_.forget(key);
  return hash;
}

Result<> OwnPassword::check(const SignedIn& who, std::string_view password) {
  const auto hash = checked_hash(who, password);
  if (!hash) return fail(hash);
  return {};
}

Result<NewSignIn> OwnPassword::change(const SignedIn& who, std::string_view current, std::string_view next,
                                      std::string_view address, const Record& record) {
  const auto before = checked_hash(who, current);
  if (!before) return fail(before);
  const auto after = passwords_.hash(next);
  if (!after) return fail(after);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  // Read again: the password may have been changed, or the account disabled, while this one was hashed.
  const auto still = store::find_technician_by_email(*transaction, who.technician.email);
  if (!still) return fail(still);
  if (!*still || (*still)->password_hash != *before || (*still)->technician.status != model::TechnicianStatus::kActive)
    return fail(Code::kDenied, "Your account was changed meanwhile: sign in again.");
  const auto& technician = (*still)->technician;
  store::Technicians technicians(store::TeamScope(*transaction, technician.team));
  if (auto set = technicians.set_password_hash(technician.id, *after); !set) return fail(set);
  const Ending ending{journal_, actor_of(technician, who.kind, address)};
  if (auto ended = end_sign_ins(*transaction, ending, technician, {}, "a new password"); !ended) return fail(ended);
  auto made = sign_ins_.open(*transaction, sign_ins_.record_of(technician, model::SignInKind::kBrowser, "", address),
                             random_secret(), "with a new password");
  if (!made) return made;
  notices_.tell(*transaction, technician, mail::PasswordChanged{.when = clock_.wall(), .link = {}});
  if (record) {
    if (auto kept = record(*transaction, technician); !kept) return fail(kept);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

}  // namespace callout::identity
