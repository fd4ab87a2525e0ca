// SPDX-License-Identifier: Apache-2.0
#include "sessions/request_log.h"

#include <algorithm>
#include <iterator>

namespace callout::sessions {
namespace {

constexpr auto kWriteEvery = std::chrono::seconds(1);
constexpr auto kRemoveEvery = std::chrono::hours(1);

}  // namespace

void RequestLog::add(const model::TeamId& team, model::RequestLogEntry entry) {
  std::scoped_lock lock(mutex_);
  waiting_.push_back({team, std::move(entry)});
  waiting_count_.store(waiting_.size(), std::memory_order_relaxed);
}

void RequestLog::tick() {
  const Steady now = clock_.steady();
  if (now - wrote_ < kWriteEvery) return;
  wrote_ = now;
  auto done = flush();
  if (done && now - removed_ >= kRemoveEvery) {
    removed_ = now;
    done = remove_old();
  }
  if (!done && !failing_)
    log_.error("the access logs of sessions can't be written; before long no session forwards anything",
               {{"error", done.error().message}});
  if (done && failing_) log_.info("the access logs of sessions are written again");
  failing_ = !done;
}

Result<> RequestLog::flush() {
  for (;;) {
    std::vector<Waiting> some;
    {
      std::scoped_lock lock(mutex_);
      const auto count = std::min(waiting_.size(), kRequestsAtOnce);
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
      some.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    if (some.empty()) return {};
    const auto written = write(some);
    std::scoped_lock lock(mutex_);
    if (!written) waiting_.insert(waiting_.begin(), std::move_iterator(some.begin()), std::move_iterator(some.end()));
    waiting_count_.store(waiting_.size(), std::memory_order_relaxed);
    if (!written) return written;
  }
}

Result<> RequestLog::write(const std::vector<Waiting>& entries) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  for (const auto& [team, entry] : entries) {
    if (auto added = store::RequestLogs(store::TeamScope(*transaction, team)).add(entry); !added) return added;
  }
  return transaction->commit();
}

Result<> RequestLog::remove_old() {
  const WallMs before = clock_.wall() - keep_;
  for (;;) {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    const auto removed = store::remove_requests_before(*transaction, before, kRequestsAtOnce);
    if (!removed) return fail(removed);
    if (auto done = transaction->commit(); !done || *removed < kRequestsAtOnce) return done;
  }
}

}  // namespace callout::sessions
