// SPDX-License-Identifier: Apache-2.0
#include "agent/device_pool.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/check.h"
#include "net/worker.h"

namespace callout::agent {

bool DeviceConnection::is_alive() {
  std::array<std::byte, 1> probe;
  const auto read = stream->try_read(probe);
  return read && !*read;
}

DeviceSlot& DeviceSlot::operator=(DeviceSlot&& other) noexcept {
  if (this == &other) return *this;
  free();
  pool_ = std::exchange(other.pool_, nullptr);
  endless_ = other.endless_;
  answered_ = other.answered_;
  return *this;
}

void DeviceSlot::free() {
  if (pool_ == nullptr) return;
  // Whatever ended the connection, the device may take a moment to notice.
  pool_->settling_.arm(DevicePool::kSettleTime);
  if (pool_->lag_.count() > 0) {
    ++pool_->ended_;
    pool_->ending_.arm(pool_->lag_);
  }
  pool_->free_slot(*this);
}

bool DeviceSlot::refused() {
  if (pool_ == nullptr) return false;
  const bool waits = pool_->note_refusal();
  pool_->free_slot(*this);
  return waits;
}

void DeviceSlot::answered() {
  if (pool_ == nullptr) return;
  if (!std::exchange(answered_, true)) ++pool_->answered_;
  pool_->note_answer();
}

void DeviceSlot::make_endless(EndlessStream& stream) {
  if (pool_ == nullptr || endless_ != nullptr || pool_->streams_.size() >= DevicePool::kEndlessMost) return;
  endless_ = &stream;
  pool_->streams_.push_back(&stream);
  --pool_->taken_;
  pool_->serve_line();
}

bool DeviceSlot::may_be_too_many() const {
  return pool_ != nullptr && (pool_->open() > 1 || pool_->settling_.armed());
}

bool DeviceSlot::is_doubtful() const {
  return pool_ != nullptr && !answered_ && pool_->open() > 1 && pool_->open() > pool_->seen_to_bear_;
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
  pool_.join_line(*this);
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

DevicePool::DevicePool(const Clock& clock, std::size_t most)
    : clock_(clock),
      most_(most),
      limit_(most + kEndlessMost),
      pause_([this] { serve_line(); }),
      settling_([] {}),
      ending_([this] {
        ended_ = 0;
        serve_line();
      }),
      grace_([this] { make_way(); }) {}

DevicePool::~DevicePool() {
  check(line_.empty());
  idle_.clear();
  check(taken_ == 0 && streams_.empty());
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
    if (connection->is_alive()) return connection;
  }
}

bool DevicePool::grant(Turn& turn) {
  const std::uint64_t pin = turn.who_.pin;
  if (pin != 0) turn.connection = take_idle(turn.endpoint_, pin, pin);
  if (!turn.connection) turn.connection = take_idle(turn.endpoint_, 0, pin);
  if (!turn.connection) {
    if (pause_.armed()) return false;
    if (!has_room() && !idle_.empty()) {
      const auto oldest = std::move(idle_.front());
      idle_.erase(idle_.begin());
    }
    if (!has_room() && !may_try_one_more(turn)) return false;
    ++taken_;
    turn.slot = DeviceSlot(*this);
  }
  turn.state_ = Turn::State::kGranted;
  return true;
}

/// Only a request that can be sent again may find out whether the device bears one more by now.
bool DevicePool::may_try_one_more(const Turn& turn) {
  if (taken_ >= most_ || !turn.who_.safe || ended_ > 0 || !limit_.raise(clock_.steady())) return false;
  lag_ /= 2;
  return true;
}

/// Nothing is counted as learned that could have another cause: the device had sockets when it was alone with us.
bool DevicePool::note_refusal() {
  const std::size_t others = open() - 1;
  const bool is_there = others > 0 || (answered_at_ && clock_.steady() - *answered_at_ < kRecent);
  if (!is_there) return false;
  if (settling_.armed() && !doubted_) {
    doubted_ = true;
    if (limit_.now() != SocketLimit::kNone) lag_ = std::clamp(lag_ * 2, kFirstLag, kSettleTime);
  } else if (others > 0) {
    limit_.refused(others, clock_.steady());
    seen_to_bear_ = std::min(seen_to_bear_, limit_.now());
  }
  // A burst of refusals is one.
  if (!pause_.armed()) {
    pause_.arm(pause_time_);
    pause_time_ = std::min(pause_time_ * 2, kLongestPause);
  }
  return true;
}

void DevicePool::note_answer() {
  answered_at_ = clock_.steady();
  seen_to_bear_ = std::max(seen_to_bear_, answered_);
  doubted_ = false;
  pause_time_ = kFirstPause;
}

void DevicePool::give_back(std::unique_ptr<DeviceConnection> connection) {
  connection->reused = true;
  connection->idle_since = clock_.steady();
  idle_.push_back(std::move(connection));
  serve_line();
}

void DevicePool::free_slot(DeviceSlot& slot) {
  slot.pool_ = nullptr;
  if (std::exchange(slot.answered_, false)) --answered_;
  if (EndlessStream* stream = std::exchange(slot.endless_, nullptr)) {
    check(std::erase(streams_, stream) == 1);
  } else {
    check(taken_ > 0);
    --taken_;
  }
  serve_line();
}

bool DevicePool::grant_at_once(Turn& turn) {
  if (!line_.empty() && line_.front()->who_.place < turn.who_.place) return false;
  granting_ = true;
  const bool granted = grant(turn);
  granting_ = false;
  return granted;
}

void DevicePool::join_line(Turn& turn) {
  auto at = line_.end();
  while (at != line_.begin() && (*std::prev(at))->who_.place > turn.who_.place) --at;
  turn.place_ = line_.insert(at, &turn);
  if (streams_hold_all() && !grace_.armed()) grace_.arm(kStreamGrace);
}

void DevicePool::serve_line() {
  // Closing an idle connection to grant a turn frees its slot and comes here again: the slot is for that turn.
  if (std::exchange(granting_, true)) return;
  while (!line_.empty() && grant(*line_.front())) {
    net::Worker::current().resume_later(line_.front()->waiting_);
    line_.pop_front();
  }
  granting_ = false;
  if (streams_hold_all() && !grace_.armed()) grace_.arm(kStreamGrace);
}

void DevicePool::make_way() {
  if (streams_hold_all()) streams_.front()->give_way();
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
