// SPDX-License-Identifier: Apache-2.0
// The HTTP access logs of all sessions, on their way from the relay to the database. The relay adds a line when a
// request is over; tick() writes what came, so a log is at most a second behind, and a crash loses no more.
//
// A full disk means no session, not an unlogged one: when lines can't be written, has_room() ends after
// kWaitingRequests of them, and the relay forwards nothing until they are. Threads: any; tick() and the reader block on
// the store.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "model/request_log.h"
#include "store/page.h"
#include "store/request_logs.h"
#include "store/store.h"

namespace callout::sessions {

inline constexpr std::size_t kWaitingRequests = 10'000;  ///< Some 200 bytes each.
inline constexpr std::size_t kRequestsAtOnce = 5'000;    ///< Of one transaction, which others wait for.

class RequestLog {
 public:
  /// `keep`: how long a line stays.
  RequestLog(store::Store& store, std::chrono::days keep, const Clock& clock, Log& log)
      : store_(store), keep_(keep), clock_(clock), log_(log) {}

  bool has_room() const { return waiting_count_.load(std::memory_order_relaxed) < kWaitingRequests; }
  /// What is added without room is kept all the same: it has happened.
  void add(const model::TeamId& team, model::RequestLogEntry entry);

  /// Writes what came, and removes what is too old. Called by main() several times a second on a pool thread; does
  /// little between.
  void tick();
  /// Writes all that waits, now: at the end of the program.
  Result<> flush();

 private:
  struct Waiting {
    model::TeamId team;
    model::RequestLogEntry entry;
  };
  Result<> write(const std::vector<Waiting>& entries);
  Result<> remove_old();

  store::Store& store_;
  const std::chrono::days keep_;
  const Clock& clock_;
  Log& log_;

  std::mutex mutex_;
  std::vector<Waiting> waiting_;
  std::atomic<std::size_t> waiting_count_{0};

  // Only tick() touches these; one at a time.
  Steady wrote_{};
  Steady removed_{};
  bool failing_ = false;
};

}  // namespace callout::sessions
