// SPDX-License-Identifier: Apache-2.0
#include "identity/half_open.h"

#include <algorithm>

#include "base/random.h"

namespace callout::identity {

namespace {

auto over() {
  return fail(Code::kClosed, "This took too long or failed too often: sign in again.");
}

}  // namespace

HalfOpenSignIns::HalfOpenSignIns(store::Store& store, SignIns& sign_ins, const TwoFactors& two_factors,
                                 Notices& notices, const Clock& clock, Log& log)
    : store_(store),
      sign_ins_(sign_ins),
      two_factors_(two_factors),
      notices_(notices),
      clock_(clock),
      log_(log),
      codes_(kCodeRule, clock) {}

void HalfOpenSignIns::forget_old() {
  while (!order_.empty()) {
    const auto oldest = half_open_.find(order_.front());
    if (oldest != half_open_.end() && order_.size() <= kHalfOpenSignIns &&
        clock_.steady() - oldest->second.made < kHalfOpenTime)
      break;
    if (oldest != half_open_.end()) half_open_.erase(oldest);
    order_.pop_front();
  }
}

void HalfOpenSignIns::make_room(const model::TechnicianId& technician) {
  std::size_t theirs = 0;
  for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
    const auto found = half_open_.find(*at);
    if (found == half_open_.end() || found->second.checked.technician.id != technician) continue;
    if (++theirs >= kHalfOpenPerTechnician) half_open_.erase(found);
  }
}

Result<HalfOpenSignIns::Begun> HalfOpenSignIns::begin(std::string_view email, std::string_view password,
                                                      std::string_view address) {
  auto checked = sign_ins_.check_password(email, password, address);
  if (!checked) return fail(checked);
  if (!checked->second_factor) {
    auto made = sign_ins_.open_checked(*checked, false, "with the password", address);
    if (!made) return fail(made);
    return Begun{.made = std::move(*made)};
  }
  Begun begun{.made = {}, .challenge = random_secret(), .cookie = random_secret()};
  const std::string hash = hash_of_secret(begun.challenge);
  std::scoped_lock lock(mutex_);
  forget_old();
  make_room(checked->technician.id);
  half_open_.emplace(hash, HalfOpen{std::move(*checked), hash_of_secret(begun.cookie), clock_.steady()});
  order_.push_back(hash);
  forget_old();
  return begun;
}

Result<HalfOpenSignIns::HalfOpen> HalfOpenSignIns::take_try(std::string_view challenge, std::string_view cookie,
                                                            std::string_view address) {
  std::scoped_lock lock(mutex_);
  forget_old();
  const auto found = half_open_.find(hash_of_secret(challenge));
  if (found == half_open_.end() || !equal_secrets(found->second.cookie_hash, hash_of_secret(cookie))) return over();
  const auto& technician = found->second.checked.technician;
  if (const auto wait = codes_.begin(technician.id.str()); wait > wait.zero()) {
    if (codes_.first_refusal(technician.id.str()))
      refused(technician, address, "too many second factors were wrong: more are refused for a while");
    return fail(Code::kExhausted, "Too many codes were wrong: wait {} s and try again.", wait.count());
  }
  // Counted before it is looked at, so that parallel guesses count too.
  if (++found->second.wrong > kWrongCodes) {
    half_open_.erase(found);
    return over();
  }
  return found->second;
}

void HalfOpenSignIns::refused(const model::Technician& technician, std::string_view address, std::string_view why) {
  sign_ins_.refused({.email = technician.email, .address = std::string(address), .why = std::string(why)});
}

void HalfOpenSignIns::end(std::string_view challenge) {
  std::scoped_lock lock(mutex_);
  half_open_.erase(hash_of_secret(challenge));
}

std::chrono::seconds HalfOpenSignIns::retry_after(std::string_view challenge) const {
  std::scoped_lock lock(mutex_);
  const auto found = half_open_.find(hash_of_secret(challenge));
  return found == half_open_.end() ? std::chrono::seconds::zero()
                                   : codes_.wait(found->second.checked.technician.id.str());
}

Result<NewSignIn> HalfOpenSignIns::finish(std::string_view challenge, std::string_view cookie, std::string_view code,
                                          std::string_view address) {
  const auto half = take_try(challenge, cookie, address);
  if (!half) return fail(half);
  const auto& technician = half->checked.technician;
  std::string_view how = "with the password and a code";
  {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    const auto proof = two_factors_.prove(*transaction, technician.id, code);
    if (!proof) return fail(proof);
    if (*proof == TwoFactors::Proof::kWrong) {
      refused(technician, address, "the second factor was wrong");
      if (half->wrong >= kWrongCodes) {
        end(challenge);
        return over();
      }
      return fail(Code::kDenied, "The code is not right: give the one that your app shows now, or a recovery code.");
    }
    if (*proof == TwoFactors::Proof::kRecoveryCode) {
      const auto state = TwoFactors::state(*transaction, technician.id);
      if (!state) return fail(state);
      how = "with the password and a recovery code";
      log_.warn("a recovery code was used", {{"technician", technician.id.str()}, {"address", address}});
      notices_.tell(
          *transaction, technician,
          mail::RecoveryCodeUsed{.left = std::to_string(state->recovery_codes), .when = clock_.wall(), .link = {}});
    }
    // What was given is used up, whatever comes now.
    if (auto committed = transaction->commit(); !committed) return fail(committed);
  }
  end(challenge);
  codes_.forget(technician.id.str());
  return sign_ins_.open_checked(half->checked, true, how, address);
}

}  // namespace callout::identity
