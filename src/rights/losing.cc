// SPDX-License-Identifier: Apache-2.0
#include "rights/losing.h"

#include <set>
#include <string>

#include "rights/giving.h"
#include "rights/naming.h"
#include "rights/recording.h"

namespace callout::rights {
namespace {

constexpr std::size_t kNamed = 5;

/// "Ann, Bert and 3 others"
std::string names_of(const Change& change, const std::vector<model::AccessRight>& rights) {
  std::set<model::Holder> holders;
  for (const auto& right : rights) holders.insert(right.holder);
  std::string names;
  std::size_t named = 0;
  for (const auto& holder : holders) {
    if (named == kNamed) break;
    names += (named++ == 0 ? "" : ", ") + name_of(change.scope, holder);
  }
  if (holders.size() > named) names += fmt::format(" and {} others", holders.size() - named);
  return names;
}

}  // namespace

Result<> lose_rights(Change& change, const Actor& by, const store::AccessRightFilter& filter, std::int64_t expected,
                     std::string_view what) {
  store::AccessRights repository(change.scope);
  const auto rights = repository.all(filter);
  if (!rights) return fail(rights);
  const auto count = static_cast<std::int64_t>(rights->size());
  if (count != expected) {
    if (count == 0)
      return fail(Code::kConflict, "{} has no access rights any more: remove it with access_rights=0.", what);
    return fail(Code::kConflict, "{} goes with {} access rights, of {}: to remove it with them, say access_rights={}.",
                what, count, names_of(change, *rights), count);
  }
  for (const auto& right : *rights) {
    if (access::is_own(change.snapshot, by, right.holder))
      return fail(Code::kDenied, "A right of your own would go, and nobody changes their own rights.");
    if (auto held = must_hold(change, by, right); !held) return held;
    change.holders.push_back(right.holder);
    if (auto kept = record_right(change, model::AuditKind::kRightRemoved, right); !kept) return kept;
  }
  return repository.remove_all(filter);
}

}  // namespace callout::rights
