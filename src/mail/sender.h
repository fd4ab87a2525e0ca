// SPDX-License-Identifier: Apache-2.0
// Works the outbox off, on a thread of its own: one mail after the other, tries that failed again and again for about a
// day. Built, started and stopped by main(); Outbox wakes it.
//
// A mail counts as sent when the server has taken it. If the process ends between that and the commit, the mail is sent
// once more, with the same Message-ID.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "mail/transport.h"
#include "model/mail.h"
#include "store/store.h"

namespace callout::mail {

/// The pause after this many failed tries (1, 2, 3 ...): 1 min, doubled up to 1 h.
std::chrono::minutes retry_pause(int tries);
/// So many tries fill a day (63 minutes with the first seven, then one an hour). A number, not a time, because wall
/// clocks jump.
inline constexpr int kTriesMost = 30;
inline constexpr std::chrono::hours kRetryPauseMost{1};

struct SenderCounters {
  std::atomic<std::uint64_t> sent{0};
  std::atomic<std::uint64_t> failed{0};   ///< Given up.
  std::atomic<std::uint64_t> waiting{0};  ///< As of the last round.
  std::atomic<std::uint64_t> rounds{0};   ///< That the thread has ended.
};

class Sender {
 public:
  /// All outlive the sender.
  Sender(store::Store& store, Transport& transport, const Clock& clock, Log& log)
      : store_(store), transport_(transport), clock_(clock), log_(log) {}
  ~Sender() { stop(); }

  /// Lets all that wait be tried at once (whatever failed before may have been mended), and starts the thread.
  Result<> start();
  /// Within about a second; what is under way is cut and tried again after the next start. May be called twice.
  void stop();
  /// There may be a new mail. Never blocks. Called inside the transaction that holds it: the next round waits for the
  /// writer, and so for that transaction's end.
  void wake();

  const SenderCounters& counters() const { return counters_; }

  /// Sends what is due, and answers how long nothing will be. What the thread runs; tests call it without the thread.
  std::chrono::milliseconds round();

 private:
  struct Settled {
    model::Mail mail;
    Delivery delivery;
  };
  void run();
  Result<std::vector<model::Mail>> due();
  /// False when the database refused; what was settled is then kept for the next round.
  bool settle(std::vector<Settled> settled);
  Result<> record(store::Transaction& transaction, const Settled& settled);
  /// Forgets what became of mails a month ago; at most once an hour.
  void tidy();
  std::chrono::milliseconds until_next();

  store::Store& store_;
  Transport& transport_;
  const Clock& clock_;
  Log& log_;
  SenderCounters counters_;

  // The sending thread only.
  std::vector<Settled> unrecorded_;  ///< Sent or refused, but not written yet: not to be sent again.
  std::optional<Steady> tidied_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace callout::mail
