// SPDX-License-Identifier: Apache-2.0
// For tests: a journal over a test's database, with its key and checkpoints in a folder of their own that goes away
// with it. One thread at a time.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/journal.h"
#include "base/clock.h"
#include "store/audit.h"
#include "store/store_testing.h"

namespace callout::audit {

class TestJournal {
 public:
  explicit TestJournal(store::TestStore& store) : store_(store) { open(); }

  Journal& operator*() { return *journal_; }
  Journal* operator->() { return journal_.get(); }
  FakeClock& clock() { return clock_; }
  JournalFiles files() const {
    return {folder_.file("audit.key").string(), folder_.file("audit.checkpoints").string()};
  }
  /// As after a restart of the server.
  void open() { journal_ = store::must(Journal::open(*store_, files(), clock_, log_)); }

  /// Appends in a transaction of its own.
  void append(model::AuditRecord record) {
    store_.write([&](store::Transaction& t) { store::must(journal_->append(t, std::move(record))); });
  }
  /// The team's, oldest first; of one kind if that is given.
  std::vector<model::AuditRecord> records(const model::TeamId& team, std::optional<model::AuditKind> kind = {}) {
    auto found = store_.read([&](store::Transaction& t) {
      return store::must(
          store::Audit(store::TeamScope(t, team)).list({.cursor = {}, .limit = store::kPageMost}, {.kind = kind}));
    });
    std::ranges::reverse(found.items);
    return std::move(found.items);
  }
  /// As somebody would who writes past calloutd: nothing can be recorded for the team any more.
  void damage(const model::TeamId& team) {
    store_.write([&](store::Transaction& t) {
      store::Audit audit(store::TeamScope(t, team));
      auto head = store::must(audit.head());
      head->signature = "no signature";
      store::must(audit.set_head(*head));
    });
  }

 private:
  store::TestStore& store_;
  store::TestFolder folder_;
  FakeClock clock_;
  Log log_{Log::Level::kError, Log::Format::kText};
  std::unique_ptr<Journal> journal_;
};

}  // namespace callout::audit
