// SPDX-License-Identifier: Apache-2.0
#include "net/timer.h"

#include <algorithm>

#include <boost/asio/steady_timer.hpp>

#include "net/asio_loop.h"

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

struct TimerWheel::Ticker {
  asio::steady_timer timer;
};

TimerWheel::TimerWheel(Worker::Loop& loop) : ticker_(std::make_unique<Ticker>(asio::steady_timer(loop.context))) {}

TimerWheel::~TimerWheel() = default;

std::uint64_t TimerWheel::tick_now() const {
  return static_cast<std::uint64_t>((std::chrono::steady_clock::now() - started_) / kTick);
}

void TimerWheel::insert(Timer& timer, std::chrono::milliseconds after) {
  if (armed_ == 0) done_tick_ = tick_now();  // An empty wheel does not tick; skip the ticks that it slept through.
  const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(after / kTick + 1, 1));
  timer.due_tick_ = tick_now() + ticks;
  timer.insert_before(slots_[timer.due_tick_ % kSlots]);
  ++armed_;
  schedule();
}

void TimerWheel::schedule() {
  if (scheduled_ || armed_ == 0) return;
  scheduled_ = true;
  ticker_->timer.expires_at(started_ + (done_tick_ + 1) * kTick);
  ticker_->timer.async_wait([this](boost::system::error_code error) {
    scheduled_ = false;
    if (!error) tick();
  });
}

void TimerWheel::tick() {
  const auto now = tick_now();
  while (done_tick_ < now && armed_ > 0) {
    auto& slot = slots_[++done_tick_ % kSlots];
    // Callbacks may arm, disarm and destroy timers of this very slot: move the ring aside and take one at a time.
    detail::TimerLink due;
    if (slot.linked()) {
      due.insert_before(slot);
      slot.unlink();
    }
    while (due.linked()) {
      auto& timer = static_cast<Timer&>(*due.next);
      timer.unlink();
      if (timer.due_tick_ > done_tick_) {
        timer.insert_before(slot);
        continue;
      }
      --armed_;
      const auto callback = timer.callback_;  // Copied: the callback may destroy its timer.
      callback();
    }
  }
  if (armed_ == 0) done_tick_ = now;
  schedule();
}

void SleepFor::await_suspend(std::coroutine_handle<> waiting) {
  timer = std::make_unique<Timer>([waiting] { Worker::current().resume_later(waiting); });
  timer->arm(duration);
}

}  // namespace callout::net
