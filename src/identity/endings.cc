// SPDX-License-Identifier: Apache-2.0
#include "identity/endings.h"

#include <fmt/format.h>

#include "identity/api_tokens.h"
#include "identity/sign_ins.h"

namespace callout::identity {

// Or ending all of them would leave some.
static_assert(kSignInsPerTechnician + kTokensPerTechnician < store::kSignInsListed);

model::AuditVia via_of(model::SignInKind kind) {
  switch (kind) {
    case model::SignInKind::kBrowser: return model::AuditVia::kBrowser;
    case model::SignInKind::kClient: return model::AuditVia::kCommandLine;
    case model::SignInKind::kToken: return model::AuditVia::kApiToken;
  }
  return model::AuditVia::kNone;
}

model::AuditActor actor_of(const model::Technician& technician, model::SignInKind kind, std::string_view address) {
  return {.kind = model::AuditActorKind::kTechnician,
          .technician = technician.id,
          .name = technician.name,
          .address = std::string(address),
          .via = via_of(kind)};
}

model::AuditRecord sign_in_record(model::AuditKind kind, const model::Technician& whose, const store::SignInInfo& which,
                                  std::string_view why) {
  model::AuditRecord record{.team = whose.team, .kind = kind, .technician = {whose.id, whose.name}};
  record.detail =
      fmt::format("{} {}", which.kind == model::SignInKind::kToken ? "API token" : "sign-in", which.id.str());
  if (!which.name.empty()) record.detail += fmt::format(" ({})", which.name);
  if (!why.empty()) record.detail += fmt::format(": {}", why);
  return record;
}

Result<> end_sign_in(store::Transaction& transaction, const Ending& ending, const model::Technician& whose,
                     const store::SignInInfo& which, std::string_view why, model::AuditKind kind) {
  if (auto removed = store::SignIns(transaction).remove(which.id); !removed) return removed;
  const bool token = which.kind == model::SignInKind::kToken;
  auto record = sign_in_record(token ? model::AuditKind::kTokenRemoved : kind, whose, which, why);
  record.actor = ending.by;
  return ending.journal.append(transaction, std::move(record));
}

Result<std::vector<model::SignInId>> end_sign_ins(store::Transaction& transaction, const Ending& ending,
                                                  const model::Technician& whose, const AllBut& which,
                                                  std::string_view why) {
  const auto all = store::SignIns(transaction).list(whose.id);
  if (!all) return fail(all);
  std::vector<model::SignInId> ended;
  for (const auto& info : *all) {
    if (info.id == which.keep || (info.kind == model::SignInKind::kToken && !which.tokens)) continue;
    if (auto done = end_sign_in(transaction, ending, whose, info, why); !done) return fail(done);
    ended.push_back(info.id);
  }
  return ended;
}

}  // namespace callout::identity
