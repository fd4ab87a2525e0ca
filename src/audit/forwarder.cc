// SPDX-License-Identifier: Apache-2.0
#include "audit/forwarder.h"

#include <algorithm>

namespace callout::audit {

namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;

constexpr std::chrono::milliseconds kLookEvery = 1s;  // For new records.
constexpr std::chrono::milliseconds kDelayMost = 1min;

}  // namespace

std::chrono::milliseconds forward_delay(int failures) {
  if (failures <= 0) return kLookEvery;
  std::chrono::milliseconds delay = 1s;
  for (int i = 1; i < failures && delay < kDelayMost; ++i) delay *= 2;
  return std::min(delay, kDelayMost);
}

struct Forwarder::Running {
  Running(store::Store& store, Target target) : forwarding(store, std::move(target.name), std::move(target.sink)) {}
  Forwarding forwarding;
  std::int64_t waiting = 0;
  std::thread thread{};
};

Forwarder::Forwarder(store::Store& store, std::vector<Target> targets, Log& log) : log_(log) {
  std::vector<std::string> names;
  for (const auto& target : targets) names.push_back(target.name);
  if (auto transaction = store.write()) {
    if (store::forget_forward_targets(*transaction, names)) (void)transaction->commit();
  }
  for (auto& target : targets) running_.push_back(std::make_unique<Running>(store, std::move(target)));
  for (auto& running : running_) running->thread = std::thread([this, &one = *running] { run(one); });
}

Forwarder::~Forwarder() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& running : running_) running->forwarding.sink().stop();
  for (auto& running : running_) running->thread.join();
}

void Forwarder::reopen() {
  for (auto& running : running_) running->forwarding.sink().reopen();
}

void Forwarder::run(Running& running) {
  for (int failures = 0; !stopping_;) {
    const auto sent_before = running.forwarding.sent();
    const auto passed = running.forwarding.pass([this] { return stopping(); });
    figures_.sent += running.forwarding.sent() - sent_before;
    if (const auto waiting = running.forwarding.waiting()) {
      figures_.waiting += *waiting - running.waiting;
      running.waiting = *waiting;
    }
    if (stopping_) return;
    if (!passed) {
      ++figures_.failures;
      // One line when it stalls and one when it goes on, however often it tries.
      if (failures++ == 0) {
        log_.error("audit records can't be forwarded",
                   {{"target", running.forwarding.target()}, {"error", passed.error().message}});
      }
    } else if (failures > 0) {
      failures = 0;
      log_.info("audit records are forwarded again", {{"target", running.forwarding.target()}});
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, forward_delay(failures), [this] { return stopping(); });
  }
}

}  // namespace callout::audit
