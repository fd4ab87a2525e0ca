// SPDX-License-Identifier: Apache-2.0
#include "identity/agent_keys.h"

#include <fmt/format.h>
#include <sodium.h>

#include "base/encoding.h"
#include "store/installs.h"

namespace callout::identity {

namespace {

constexpr char kNul = '\0';
constexpr std::int64_t kRotationSkewS = 300;

// One sentence for every cause, so that none tells which installs exist.
auto refused() {
  return fail(Code::kDenied, "This is not the agent of that install: enrol it again with a new token.");
}

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

bool signature_holds(std::string_view public_key, std::string_view message, std::string_view signature) {
  const auto key = from_base64url(public_key), signed_by = from_base64url(signature);
  if (!key || key->size() != crypto_sign_PUBLICKEYBYTES || !signed_by || signed_by->size() != crypto_sign_BYTES)
    return false;
  return crypto_sign_verify_detached(raw(*signed_by), raw(message), message.size(), raw(*key)) == 0;
}

AgentKeys::AgentKeys(store::Store& store, model::EventSink& events, const Clock& clock, Log& log)
    : store_(store), events_(events), clock_(clock), log_(log) {}

Result<AgentIdentity> AgentKeys::rotate(const KeyRotation& rotation) {
  const std::int64_t now_s = std::chrono::floor<std::chrono::seconds>(clock_.wall()).time_since_epoch().count();
  // Compared without subtracting: the time comes from outside and may be anything.
  if (rotation.time < now_s - kRotationSkewS || rotation.time > now_s + kRotationSkewS) {
    return fail(Code::kDenied, "The time of the rotation is more than {} s from the server's: set the machine's clock.",
                kRotationSkewS);
  }
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  auto key = store::find_install_key(*transaction, rotation.install);
  if (!key) return fail(key);
  if (!*key || (*key)->public_key.empty()) return refused();
  const std::string message = std::string("callout rotate v1") + kNul + rotation.install.str() + kNul +
                              std::to_string(rotation.time) + kNul + rotation.public_key;
  if (rotation.public_key == (*key)->public_key || !signature_holds((*key)->public_key, message, rotation.proof_old) ||
      !signature_holds(rotation.public_key, message, rotation.proof_new)) {
    log_.warn("key rotation refused", {{"install", rotation.install.str()}});
    return refused();
  }
  auto set =
      store::Installs(store::TeamScope(*transaction, (*key)->team)).set_key(rotation.install, rotation.public_key);
  if (!set) return fail(set);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  log_.info("agent key rotated", {{"install", rotation.install.str()}});
  events_.publish((*key)->team, {model::EventKind::kInstall, rotation.install.str()});
  return AgentIdentity{(*key)->team, rotation.install, (*key)->name};
}

Result<> AgentKeys::mark_duplicate(const AgentIdentity& agent) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  auto marked = store::Installs(store::TeamScope(*transaction, agent.team)).set_duplicate_key(agent.install, true);
  if (!marked) return marked;
  if (auto committed = transaction->commit(); !committed) return committed;
  log_.warn("an agent's key is live from two machines", {{"install", agent.install.str()}});
  events_.publish(agent.team, {model::EventKind::kInstall, agent.install.str()});
  return {};
}

}  // namespace callout::identity
