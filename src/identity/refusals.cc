// SPDX-License-Identifier: Apache-2.0
#include "identity/refusals.h"

#include "model/text.h"
#include "store/teams.h"

namespace callout::identity {

void Refusals::add(Refusal refusal) {
  constexpr std::size_t kEmailMost = 254;
  if (refusal.email.size() > kEmailMost) refusal.email.resize(kEmailMost);
  {
    std::scoped_lock lock(mutex_);
    if (queue_.size() < kRefusalsQueued) {
      queue_.push_back(std::move(refusal));
      return;
    }
  }
  log_.error("a refused sign-in is not recorded: too many wait", {{"address", refusal.address}});
}

void Refusals::work() {
  std::deque<Refusal> queue;
  {
    std::scoped_lock lock(mutex_);
    queue.swap(queue_);
  }
  for (const auto& refusal : queue) {
    if (const auto written = write(refusal); !written) {
      log_.error("a refused sign-in could not be recorded",
                 {{"address", refusal.address}, {"why", refusal.why}, {"error", written.error().message}});
    }
  }
}

Result<> Refusals::write(const Refusal& refusal) {
  const std::string email = model::lower_ascii(refusal.email);
  model::AuditRecord record{.kind = model::AuditKind::kSignInRefused, .outcome = model::AuditOutcome::kRefused};
  {
    // Guesses at what has no account do not wait for the writer.
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    const auto found = store::find_technician_by_email(*transaction, email);
    if (!found) return fail(found);
    if (!*found) {
      // A password that was typed into the wrong field is not written down.
      log_.info("sign-in refused: no such account",
                {{"email", model::email_from(refusal.email).value_or("(not an e-mail address)")},
                 {"address", refusal.address},
                 {"why", refusal.why}});
      return {};
    }
    record.team = (*found)->technician.team;
    record.technician = {(*found)->technician.id, (*found)->technician.name};
  }
  log_.info("sign-in refused",
            {{"technician", record.technician.id.str()}, {"address", refusal.address}, {"why", refusal.why}});
  // Whoever it was, it was not proven: only what they said is known.
  record.actor = {
      .kind = model::AuditActorKind::kUnknown, .name = refusal.email, .address = refusal.address, .via = refusal.via};
  record.detail = refusal.why;
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  if (auto kept = journal_.append(*transaction, std::move(record)); !kept) return kept;
  return transaction->commit();
}

}  // namespace callout::identity
