// SPDX-License-Identifier: Apache-2.0
#include "identity/enrolments.h"

#include "base/limits.h"
#include "base/random.h"
#include "identity/agent_keys.h"
#include "identity/enrolment_token.h"
#include "store/installs.h"

namespace callout::identity {

namespace {

auto refused(std::string_view why) {
  return fail(Code::kDenied, "The enrolment token {}: make a new one in the console.", why);
}

}  // namespace

Enrolments::Enrolments(store::Store& store, model::EventSink& events, const Clock& clock, Log& log, std::string pin)
    : store_(store),
      events_(events),
      clock_(clock),
      log_(log),
      pin_(std::move(pin)),
      addresses_(AttemptGuard::kAddressRule, clock) {}

std::chrono::seconds Enrolments::retry_after(std::string_view address) const {
  return addresses_.wait(address_key(address));
}

Result<IssuedToken> Enrolments::issue(const model::TeamId& team, const model::InstallId& install) {
  const EnrolmentToken token{random_secret(), pin_};
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  auto kept =
      store::Installs(store::TeamScope(*transaction, team))
          .set_enrolment(install, hash_of_secret(token.secret), model::deadline_in(clock_, limits::kEnrolmentTime));
  if (!kept) return fail(kept);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return IssuedToken{token.text(), clock_.wall() + limits::kEnrolmentTime};
}

Result<Enrolled> Enrolments::enroll(const EnrolRequest& request) {
  const std::string from = address_key(request.agent.remote_address);
  if (const auto wait = addresses_.begin(from); wait > std::chrono::seconds::zero()) {
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  }
  const auto token = parse_enrolment_token(request.token);
  if (!token) return refused("is malformed");
  if (token->pin != pin_) return refused("is another server's");
  const std::string message = std::string("callout enroll v1") + '\0' + request.token;
  if (!signature_holds(request.public_key, message, request.proof))
    return fail(Code::kDenied, "The proof of the agent's key is wrong.");

  const std::string hash = hash_of_secret(token->secret);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  auto enrolment = store::find_enrolment(*transaction, hash);
  if (!enrolment) return fail(enrolment);
  if (!*enrolment) return refused("is not known, or was replaced by a newer one");
  auto first = store::use_enrolment(*transaction, hash);
  if (!first) return fail(first);
  if (!*first) {
    log_.warn("a used enrolment token was tried again",
              {{"install", (*enrolment)->install.str()}, {"address", request.agent.remote_address}});
    return refused("was used already");
  }
  if (model::passed((*enrolment)->deadline, clock_)) return refused("has expired");
  store::Installs installs(store::TeamScope(*transaction, (*enrolment)->team));
  if (auto set = installs.set_key((*enrolment)->install, request.public_key); !set) return fail(set);
  if (auto seen = installs.seen((*enrolment)->install, request.agent, clock_.wall()); !seen) return fail(seen);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  addresses_.forgive_one(from);
  log_.info("agent enrolled", {{"install", (*enrolment)->install.str()}, {"address", request.agent.remote_address}});
  events_.publish((*enrolment)->team, {model::EventKind::kInstall, (*enrolment)->install.str()});
  return Enrolled{(*enrolment)->team, (*enrolment)->install, (*enrolment)->install_name};
}

}  // namespace callout::identity
