// SPDX-License-Identifier: Apache-2.0
#include "agent/device_pool.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "net/worker.h"

namespace callout::agent {
namespace {

/// A device that closed, or that speaks out of turn, has said so by now: one read finds out.
bool is_alive(DeviceConnection& connection) {
  std::array<std::byte, 1> probe;
  const auto read = connection.stream->try_read(probe);
  return read && !*read;
}

}  // namespace

DeviceSlot& DeviceSlot::operator=(DeviceSlot&& other) noexcept {
  if (this == &other) return *this;
  free();
  pool_ = std::exchange(other.pool_, nullptr);
  endless_ = other.endless_;
  return *this;
}

void DeviceSlot::free() {
  if (DevicePool* pool = std::exchange(pool_, nullptr)) pool->slot_freed(endless_);
}

void DeviceSlot::make_endless() {
  if (pool_ == nullptr || endless_ || pool_->endless_ >= DevicePool::kEndlessMost) return;
  endless_ = true;
  ++pool_->endless_;
  pool_->slot_freed(false);
}

Turn::~Turn() {
  if (state_ == State::kWaiting) pool_.line_.erase(place_);
}

bool Turn::await_ready() {
  if (state_ != State::kNew) return true;
  if (pool_.grant_at_once(*this)) return true;
  if (pool_.line_.size() < DevicePool::kLineMost) return false;
  state_ = State::kRefused;
  return true;
}

void Turn::await_suspend(std::coroutine_handle<> waiting) {
  waiting_ = waiting;
  state_ = State::kWaiting;
  place_ = pool_.line_.insert(pool_.line_.end(), this);
}

Result<void> Turn::await_resume() {
  if (state_ == State::kGranted) return {};
  if (state_ == State::kCancelled)
    return fail(Code::kClosed, "The request was given up while it waited for the device.");
  return fail(Code::kExhausted, "{} requests wait for this device already.", DevicePool::kLineMost);
}

void Turn::cancel() {
  if (state_ == State::kGranted || state_ == State::kRefused) return;
  if (std::exchange(state_, State::kCancelled) != State::kWaiting) return;
  pool_.line_.erase(place_);
  net::Worker::current().resume_later(waiting_);
}

DevicePool::~DevicePool() {
  check(line_.empty());
  idle_.clear();
  check(taken_ == 0 && endless_ == 0);
}

/// A kept connection that is pinned to exactly `pin` (0: to nobody); of those, the one that `user` had last, else the
/// newest, which the device is least likely to have closed.
std::unique_ptr<DeviceConnection> DevicePool::take_idle(std::string_view endpoint, std::uint64_t pin,
                                                        std::uint64_t user) {
  for (;;) {
    auto best = idle_.end();
    for (auto each = idle_.begin(); each != idle_.end(); ++each) {
      if ((*each)->pin != pin || (*each)->endpoint != endpoint) continue;
      if (best == idle_.end() || (*each)->last_user == user || (*best)->last_user != user) best = each;
    }
    if (best == idle_.end()) return nullptr;
    auto connection = std::move(*best);
    idle_.erase(best);
    if (is_alive(*connection)) return connection;
  }
}

bool DevicePool::grant(Turn& turn) {
  if (turn.pin_ != 0) turn.connection = take_idle(turn.endpoint_, turn.pin_, turn.pin_);
  if (!turn.connection) turn.connection = take_idle(turn.endpoint_, 0, turn.pin_);
  if (!turn.connection) {
    if (taken_ >= most_ && !idle_.empty()) {
      const auto oldest = std::move(idle_.front());
      idle_.erase(idle_.begin());
    }
    if (taken_ >= most_) return false;
    ++taken_;
    turn.slot = DeviceSlot(*this);
  }
  turn.state_ = Turn::State::kGranted;
  return true;
}

void DevicePool::give_back(std::unique_ptr<DeviceConnection> connection) {
  connection->reused = true;
  connection->idle_since = clock_.steady();
  idle_.push_back(std::move(connection));
  serve_line();
}

void DevicePool::slot_freed(bool endless) {
  std::size_t& count = endless ? endless_ : taken_;
  check(count > 0);
  --count;
  serve_line();
}

bool DevicePool::grant_at_once(Turn& turn) {
  if (!line_.empty()) return false;
  granting_ = true;
  const bool granted = grant(turn);
  granting_ = false;
  return granted;
}

void DevicePool::serve_line() {
  // Closing an idle connection to grant a turn frees its slot and comes here again: the slot is for that turn.
  if (std::exchange(granting_, true)) return;
  while (!line_.empty() && grant(*line_.front())) {
    net::Worker::current().resume_later(line_.front()->waiting_);
    line_.pop_front();
  }
  granting_ = false;
}

void DevicePool::close_stale() {
  const Steady now = clock_.steady();
  std::vector<std::unique_ptr<DeviceConnection>> stale;
  for (auto& each : idle_) {
    if (now - each->idle_since >= (each->pin == 0 ? kIdleTime : kPinnedIdleTime)) stale.push_back(std::move(each));
  }
  std::erase(idle_, nullptr);
}

}  // namespace callout::agent
