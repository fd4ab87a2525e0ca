// SPDX-License-Identifier: Apache-2.0
#include "agent/lease_table.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"

namespace callout::agent {

Membership::Membership(std::shared_ptr<Session> session, Cuttable& member)
    : session_(std::move(session)), member_(member), next_(session_->members_), place_in_list_(&session_->members_) {
  check(!session_->ended_);
  *place_in_list_ = this;
  if (next_ != nullptr) next_->place_in_list_ = &next_;
}

Membership::~Membership() {
  if (session_->ended_) return;
  *place_in_list_ = next_;
  if (next_ != nullptr) next_->place_in_list_ = place_in_list_;
}

std::chrono::milliseconds LeaseTable::deadline_after(std::chrono::milliseconds time) const {
  return clock_.boot() + std::clamp<std::chrono::milliseconds>(time, std::chrono::milliseconds(0), limits::kLeaseTime);
}

Result<void> LeaseTable::open(const std::string& id, const std::string& device, SessionKind kind,
                              std::chrono::milliseconds time) {
  sweep();
  if (const auto found = sessions_.find(id); found != sessions_.end()) {
    if (found->second->device_ != device) return fail(Code::kConflict, "The session is for another device.");
    if (found->second->kind_ != kind) return fail(Code::kConflict, "The session is of another kind.");
    found->second->deadline_ = deadline_after(time);
    return {};
  }
  if (sessions_.size() >= kSessionsMost)
    return fail(Code::kExhausted, "This agent holds {} sessions already.", kSessionsMost);
  auto session = std::make_shared<Session>(id, device, kind);
  session->deadline_ = deadline_after(time);
  sessions_.emplace(id, std::move(session));
  return {};
}

bool LeaseTable::renew(std::string_view id, std::chrono::milliseconds time) {
  sweep();
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return false;
  found->second->deadline_ = deadline_after(time);
  return true;
}

Result<std::shared_ptr<Session>> LeaseTable::find(std::string_view id) const {
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || expired(*found->second)) {
    return fail(Code::kDenied, "There is no live session of that name on this agent.");
  }
  return found->second;
}

void LeaseTable::end(std::string_view id) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  const auto session = found->second;
  sessions_.erase(found);
  cut(*session);
}

void LeaseTable::sweep() {
  for (auto each = sessions_.begin(); each != sessions_.end();) {
    if (!expired(*each->second)) {
      ++each;
      continue;
    }
    const auto session = each->second;
    each = sessions_.erase(each);
    cut(*session);
  }
}

void LeaseTable::end_all() {
  while (!sessions_.empty()) end(std::string(sessions_.begin()->first));
}

void LeaseTable::cut(Session& session) {
  session.ended_ = true;
  // Members leave by themselves later; nobody joins an ended session, so the list holds still while it is walked.
  for (Membership* each = session.members_; each != nullptr; each = each->next_) each->member_.cut();
}

}  // namespace callout::agent
