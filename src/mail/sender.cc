// SPDX-License-Identifier: Apache-2.0
#include "mail/sender.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "store/mails.h"

namespace callout::mail {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;

constexpr int kBatch = 20;
constexpr auto kLookEvery = 1min;  // At least, whatever the clock says.
constexpr auto kTidyEvery = 1h;
constexpr auto kKept = 30 * 24h;  // What is shown of mails that were sent or given up.

std::string_view domain_of(std::string_view address) {
  return address.substr(address.find('@') + 1);
}

}  // namespace

std::chrono::minutes retry_pause(int tries) {
  constexpr int kDoublings = 6;  // 64 minutes are more than an hour already.
  const auto doubled = 1min * (1 << std::clamp(tries - 1, 0, kDoublings));
  return std::min<std::chrono::minutes>(doubled, kRetryPauseMost);
}

Result<> Sender::start() {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  if (const auto done = store::MailQueue(*transaction).make_all_due(clock_.wall()); !done) return done;
  if (const auto done = transaction->commit(); !done) return done;
  stop_ = false;
  thread_ = std::thread([this] { run(); });
  return {};
}

void Sender::stop() {
  {
    std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Sender::wake() {
  {
    std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Sender::run() {
  while (!stop_) {
    const auto pause = round();
    ++counters_.rounds;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, pause, [this] { return woken_ || stop_; });
    woken_ = false;
  }
}

std::chrono::milliseconds Sender::round() {
  if (!settle(std::exchange(unrecorded_, {}))) return kLookEvery;
  const auto mails = due();
  if (!mails) {
    log_.error("cannot read the outbox", {{"error", mails.error().message}});
    return kLookEvery;
  }
  for (std::size_t i = 0; i < mails->size(); ++i) {
    if (stop_) return 0ms;
    Delivery delivery = transport_.deliver((*mails)[i], stop_);
    if (delivery.result == Delivery::Result::kStopped) return 0ms;
    // What would fail all the same is not tried mail by mail, each with its time limits.
    const std::size_t end = delivery.concerns_the_server() ? mails->size() : i + 1;
    std::vector<Settled> settled;
    for (; i < end; ++i) settled.push_back({(*mails)[i], delivery});
    --i;
    if (!settle(std::move(settled))) return kLookEvery;
  }
  tidy();
  return until_next();
}

Result<std::vector<model::Mail>> Sender::due() {
  // A transaction to write, though nothing is written: it begins after the end of the one that wake() was called in.
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  return store::MailQueue(*transaction).due(clock_.wall(), kRetryPauseMost, kBatch);
}

bool Sender::settle(std::vector<Settled> settled) {
  if (settled.empty()) return true;
  const auto recorded = [&]() -> Result<> {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    for (const Settled& each : settled) {
      if (const auto done = record(*transaction, each); !done) return done;
    }
    return transaction->commit();
  }();
  if (!recorded) {
    log_.error("cannot record what became of a mail", {{"error", recorded.error().message}});
    unrecorded_ = std::move(settled);
    return false;
  }
  for (const auto& [mail, delivery] : settled) {
    const bool sent = delivery.result == Delivery::Result::kSent;
    const bool given_up = delivery.result == Delivery::Result::kNever || mail.attempts + 1 >= kTriesMost;
    if (sent) ++counters_.sent;
    if (!sent && given_up) ++counters_.failed;
    // Neither subject nor the whole address: logs are read by more people than mails.
    log_.info(sent       ? "mail sent"
              : given_up ? "mail given up"
                         : "mail postponed",
              {{"mail", mail.id.str()},
               {"kind", mail.kind},
               {"domain", domain_of(mail.to)},
               {"tries", mail.attempts + 1},
               {"detail", delivery.text}});
  }
  return true;
}

Result<> Sender::record(store::Transaction& transaction, const Settled& settled) {
  const auto& [mail, delivery] = settled;
  store::MailQueue queue(transaction);
  const WallMs now = clock_.wall();
  const int tries = mail.attempts + 1;
  if (delivery.result == Delivery::Result::kSent) return queue.finish_sent(mail.id, now);
  if (delivery.result == Delivery::Result::kNever) return queue.finish_failed(mail.id, now, delivery.text);
  if (tries >= kTriesMost) return queue.finish_failed(mail.id, now, delivery.text);
  return queue.postpone(mail.id, now + retry_pause(tries), delivery.text);
}

void Sender::tidy() {
  if (tidied_ && clock_.steady() - *tidied_ < kTidyEvery) return;
  tidied_ = clock_.steady();
  const auto done = [&]() -> Result<> {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    if (const auto removed = store::MailQueue(*transaction).remove_finished_before(clock_.wall() - kKept); !removed)
      return removed;
    return transaction->commit();
  }();
  if (!done) log_.error("cannot forget old mails", {{"error", done.error().message}});
}

std::chrono::milliseconds Sender::until_next() {
  auto transaction = store_.read();
  if (!transaction) return kLookEvery;
  store::MailQueue queue(*transaction);
  if (const auto waiting = queue.waiting()) counters_.waiting = static_cast<std::uint64_t>(*waiting);
  const auto next = queue.next_try();
  if (!next || !*next) return kLookEvery;
  return std::clamp<std::chrono::milliseconds>(**next - clock_.wall(), 0ms, kLookEvery);
}

}  // namespace callout::mail
