// SPDX-License-Identifier: Apache-2.0
// The current access snapshot of each team, and the one way to change what it is compiled from. Built by main(); asked
// by the API and sessions in microseconds. A team is read when it is first asked for. Any thread; blocks on the
// database then, in change(), and where a device is named by its id. Fails closed: what can't be read is denied.
//
// Changes go one at a time through change(): what it checks against the snapshot still holds when what it wrote is
// committed, however many administrators are at work. Each leaves a record in the audit journal, or is not made.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "access/decide.h"
#include "access/giving.h"
#include "audit/journal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "rights/actor.h"
#include "store/store.h"

namespace callout::rights {

/// Told after each change, on the thread that made it: sessions look through what is live.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void access_changed(const model::TeamId& team) = 0;
};

/// A change under way.
class Change {
 public:
  Change(store::Transaction& open, const Actor& who, audit::Journal& journal, const access::Snapshot& current,
         WallMs time)
      : transaction(open), scope(open, who.team), actor(who), snapshot(current), now(time), journal_(journal) {}

  store::Transaction& transaction;
  const store::TeamScope scope;
  const Actor& actor;
  const access::Snapshot& snapshot;  ///< As it is before the change.
  const WallMs now;

  // What the body has changed and has to be compiled anew.
  bool technicians = false;  ///< Also memberships of departments and the team's own settings.
  bool roles = false;
  bool entities = false;
  std::vector<model::InstallId> installs{};
  std::vector<model::Holder> holders{};  ///< Whose rights.

  access::Decision decide(const access::Subject& by, access::Action action, const access::Target& target) const {
    return access::decide(snapshot, by, action, target, now);
  }
  /// kDenied unless it is allowed.
  Result<> require(const access::Subject& by, access::Action action, const access::Target& target) const;
  /// kNotFound when the team has no such device.
  Result<model::DeviceFacts> facts(const model::DeviceId& device) const;
  access::FactsOf facts_of() const;

  /// Adds to the audit journal, in the same transaction; the actor is known. A change without a record is not made.
  Result<> record(model::AuditRecord record);
  bool recorded() const { return recorded_; }

 private:
  audit::Journal& journal_;
  bool recorded_ = false;
};

class Authority {
 public:
  Authority(store::Store& store, audit::Journal& journal, const Clock& clock, Log& log);
  /// Not owned; null takes it back.
  void set_listener(Listener* listener);

  std::shared_ptr<const access::Snapshot> of(const model::TeamId& team) const;

  access::Decision decide(const access::Subject& subject, access::Action action, const access::Target& target) const;
  model::Reach reach(const access::Subject& subject, access::Action action) const;
  /// kNotFound for a device that the team does not have or the subject may not see, kDenied when they may see it only.
  Result<access::Grant> grant_webpage(const access::Subject& subject, const model::DeviceId& device) const;
  Result<access::PortsGrant> grant_ports(const access::Subject& subject, const model::DeviceId& device) const;
  Result<model::DeviceFacts> facts(const model::TeamId& team, const model::DeviceId& device) const;

  /// Runs body(Change&) -> Result<T> in a write transaction; commits if it succeeded, compiles anew what it says it
  /// changed, and tells the listener. Hold no transaction.
  template <class F>
  auto change(const Actor& by, F body) -> decltype(body(std::declval<Change&>())) {
    decltype(body(std::declval<Change&>())) result = fail(Code::kInternal, "not run");
    {
      std::scoped_lock one(changing_);
      const auto snapshot = of(by.team);
      auto transaction = store_.write();
      if (!transaction) return fail(transaction);
      Change change(*transaction, by, journal_, *snapshot, clock_.wall());
      result = body(change);
      if (!result) return result;
      if (!change.recorded()) return fail(Code::kInternal, "a change that was not recorded");
      // Compiled before it is committed: then nothing can fail between what is true and what is decided by.
      auto next = compile_anew(change);
      if (!next) return fail(next);
      if (auto committed = transaction->commit(); !committed) return fail(committed);
      keep(by.team, std::move(*next));
    }
    tell(by.team);
    return result;
  }

  /// For what is no change of rights but has to be recorded as well: sessions, refusals.
  audit::Journal& journal() { return journal_; }

  /// What was changed without change(): reads the whole team anew when it is asked next.
  void forget(const model::TeamId& team);
  /// Takes up what `calloutd team limit` has changed beside this process (docs/adr/0084): who is disabled by the plan
  /// now loses their sessions, who is not any more has their rights back. True when another process has written
  /// anything since the last look. Called by main() every second, one at a time.
  bool look_at_plans();
  /// Whether what is kept of the team is what the database says; for tests.
  Result<bool> is_current(const model::TeamId& team);

 private:
  using Shared = std::shared_ptr<const access::Snapshot>;
  static Result<Shared> compile_anew(const Change& change);
  void keep(const model::TeamId& team, Shared snapshot);
  /// Teams whose limit is another than their snapshot says.
  Result<std::vector<model::TeamId>> changed_plans() const;
  template <class Grant>
  Result<Grant> grant(const access::Subject& subject, const model::DeviceId& device) const;
  void tell(const model::TeamId& team);

  store::Store& store_;
  audit::Journal& journal_;
  const Clock& clock_;
  Log& log_;
  std::mutex changing_;
  mutable std::mutex loading_;  ///< Before mutex_.
  mutable std::mutex mutex_;    ///< Guards what follows.
  mutable std::unordered_map<model::TeamId, Shared> snapshots_;
  Listener* listener_ = nullptr;
  // Only look_at_plans() touches these.
  std::optional<std::int64_t> looked_at_{};  ///< Store::others_version() at the last look.
  bool look_failed_ = false;                 ///< Then it was logged.
};

/// Everything of the team, compiled.
Result<access::Snapshot> compile(store::Transaction& transaction, const model::TeamId& team);

}  // namespace callout::rights
