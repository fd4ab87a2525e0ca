// SPDX-License-Identifier: Apache-2.0
// Repository of sign-ins: who holds which sign-in cookie, known here only as its hash. Used by identity::SignIns;
// sessions only asks whether sign-ins have ended. One transaction, one thread. Not scoped by a team: the cookie is what
// tells the team.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/deadline.h"
#include "model/permission.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::store {

struct SignInRecord {
  model::SignInId id;
  model::Technician technician;
  model::Deadline idle;      ///< Moves with use.
  model::Deadline absolute;  ///< Never moves.
  model::SignInKind kind = model::SignInKind::kBrowser;
  std::string name{};                         ///< What a client calls its machine, or the technician a token.
  std::string address{};                      ///< Where it was made from.
  std::optional<model::Permissions> scope{};  ///< Of a token.
  WallMs expires{};                           ///< Of a token, to be shown; `absolute` decides.
};

/// A line of the list of a technician's sign-ins.
struct SignInInfo {
  model::SignInId id;
  model::SignInKind kind = model::SignInKind::kBrowser;
  std::string name{};
  std::string address{};
  WallMs created_at{};
  WallMs used_at{};  ///< To the minute.
  std::optional<model::Permissions> scope{};
  WallMs expires{};  ///< Of a token.
};

struct SignInDeadlines {
  model::SignInId id;
  model::TeamId team;
  model::SignInKind kind = model::SignInKind::kBrowser;
  model::Deadline idle;
  model::Deadline absolute;
};

inline constexpr int kSignInsListed = 200;

class SignIns {
 public:
  explicit SignIns(Transaction& transaction) : transaction_(&transaction) {}
  Result<> insert(const SignInRecord& record, std::string_view secret_hash, WallMs now);
  Result<std::optional<SignInRecord>> find(std::string_view secret_hash);
  Result<std::optional<SignInRecord>> get(const model::SignInId& id);
  /// It was used now.
  Result<> set_idle(const model::SignInId& id, const model::Deadline& idle, WallMs now);
  Result<> remove(const model::SignInId& id);
  /// Those of the technician, newest first; at most kSignInsListed.
  Result<std::vector<SignInInfo>> list(const model::TechnicianId& technician);
  Result<std::int64_t> count(const model::TechnicianId& technician, model::SignInKind kind);
  /// The technician's oldest sign-ins beyond `keep`, tokens aside: what has to go, so that a table can't grow with
  /// failed tidying of browsers.
  Result<std::vector<SignInInfo>> oldest_of(const model::TechnicianId& technician, int keep);
  Result<std::vector<SignInDeadlines>> all();

 private:
  Result<std::optional<SignInRecord>> read(std::string_view column, std::string_view value);
  Result<std::vector<SignInInfo>> list(const model::TechnicianId& technician, std::string_view where, std::int64_t most,
                                       std::int64_t beyond);
  Transaction* transaction_;
};

/// Whether all of these have not ended; false for none at all. For sessions, which end with them.
Result<bool> sign_ins_exist(Transaction& transaction, std::span<const model::SignInId> ids);

}  // namespace callout::store
