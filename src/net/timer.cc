// SPDX-License-Identifier: Apache-2.0
#include "net/timer.h"

#include <algorithm>
#include <limits>

namespace callout::net {

void detail::TimerLink::unlink() {
  next->previous = previous;
  previous->next = next;
  next = previous = this;
}

void detail::TimerLink::insert_before(TimerLink& other) {
  next = &other;
  previous = other.previous;
  previous->next = this;
  other.previous = this;
}

Timer::Timer(std::function<void()> callback) : wheel_(Worker::current().timers()), callback_(std::move(callback)) {}

Timer::~Timer() {
  disarm();
}

void Timer::arm(std::chrono::milliseconds after) {
  disarm();
  wheel_.insert(*this, after);
}

void Timer::disarm() {
  if (!armed()) return;
  unlink();
  --wheel_.armed_;
}

std::uint64_t TimerWheel::tick_now() const {
  return static_cast<std::uint64_t>((std::chrono::steady_clock::now() - started_) / kTick);
}

void TimerWheel::insert(Timer& timer, std::chrono::milliseconds after) {
  if (armed_ == 0) done_tick_ = tick_now();  // An empty wheel does not turn; skip the ticks that it slept through.
  const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(after / kTick + 1, 1));
  timer.due_tick_ = tick_now() + ticks;
  timer.insert_before(slots_[timer.due_tick_ % kSlots]);
  next_tick_ = armed_++ == 0 ? timer.due_tick_ : std::min(next_tick_, timer.due_tick_);
}

int TimerWheel::wait_ms() const {
  if (armed_ == 0) return -1;
  const auto left = started_ + next_tick_ * kTick - std::chrono::steady_clock::now();
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<std::int64_t>(ms, 0, std::numeric_limits<int>::max()));
}

void TimerWheel::run_due() {
  if (armed_ == 0) return;
  const auto now = tick_now();
  if (now < next_tick_) return;
  done_tick_ = std::max(done_tick_, next_tick_ - 1);  // The slots until then are empty.
  while (done_tick_ < now && armed_ > 0) run_slot(++done_tick_);
  done_tick_ = std::max(done_tick_, now);
  // The next slot that holds anything; in a full round at the latest, what is due later is looked at again.
  next_tick_ = done_tick_ + 1;
  while (armed_ > 0 && next_tick_ < done_tick_ + kSlots && !slots_[next_tick_ % kSlots].linked()) ++next_tick_;
}

void TimerWheel::run_slot(std::uint64_t tick) {
  auto& slot = slots_[tick % kSlots];
  // Callbacks may arm, disarm and destroy timers of this very slot: move the ring aside and take one at a time.
  detail::TimerLink due;
  if (slot.linked()) {
    due.insert_before(slot);
    slot.unlink();
  }
  while (due.linked()) {
    auto& timer = static_cast<Timer&>(*due.next);
    timer.unlink();
    if (timer.due_tick_ > tick) {
      timer.insert_before(slot);
      continue;
    }
    --armed_;
    const auto callback = timer.callback_;  // Copied: the callback may destroy its timer.
    callback();
  }
}

void SleepFor::await_suspend(std::coroutine_handle<> waiting) {
  timer = std::make_unique<Timer>([waiting] { Worker::current().resume_later(waiting); });
  timer->arm(duration);
}

}  // namespace callout::net
