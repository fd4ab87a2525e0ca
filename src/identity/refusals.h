// SPDX-License-Identifier: Apache-2.0
// Sign-ins that were refused, written down after their answer has gone out: those of an account in its team's audit
// journal, others in the server's log, for they belong to no team. What is done meanwhile is the same for both, so
// neither the answer nor its time tells which e-mail addresses have an account (docs/adr/0083).
//
// add() is called by SignIns, whose guards bound how often; work() by main()'s tick, several times a second. Any
// thread; work() blocks. A crash loses what came since the last tick; nobody was let in by it.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "audit/journal.h"
#include "base/log.h"
#include "base/result.h"
#include "model/audit.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr std::size_t kRefusalsQueued = 1000;  ///< More than all hashing threads can refuse between two ticks.

struct Refusal {
  std::string email{};  ///< As it was typed.
  std::string address{};
  model::AuditVia via = model::AuditVia::kBrowser;
  std::string why{};  ///< For people: "wrong password".
};

class Refusals {
 public:
  Refusals(store::Store& store, audit::Journal& journal, Log& log) : store_(store), journal_(journal), log_(log) {}

  void add(Refusal refusal);
  void work();

 private:
  Result<> write(const Refusal& refusal);

  store::Store& store_;
  audit::Journal& journal_;
  Log& log_;
  std::mutex mutex_;
  std::deque<Refusal> queue_;
};

}  // namespace callout::identity
