// SPDX-License-Identifier: Apache-2.0
// Timers of one worker: a coarse wheel, so that arming a deadline for every request costs a few pointers and no system
// call.
//
// A timer fires up to kTick late, never early. Own thread only. A Timer may be destroyed or armed again from its own
// callback.
#pragma once

#include <array>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>

#include "net/worker.h"

namespace callout::net {

class TimerWheel;

namespace detail {
/// A link of an intrusive ring. A ring's head is a link too, so linking and unlinking have no special case.
struct TimerLink {
  TimerLink* next = this;
  TimerLink* previous = this;
  TimerLink() = default;
  TimerLink(const TimerLink&) = delete;
  TimerLink& operator=(const TimerLink&) = delete;
  bool linked() const { return next != this; }
  void unlink();
  void insert_before(TimerLink& other);
};
}  // namespace detail

class Timer : private detail::TimerLink {
 public:
  /// Belongs to the current worker. The callback runs on its loop.
  explicit Timer(std::function<void()> callback);
  ~Timer();

  /// (Re)starts: the callback runs once, after this long.
  void arm(std::chrono::milliseconds after);
  void disarm();
  bool armed() const { return linked(); }

 private:
  friend class TimerWheel;
  TimerWheel& wheel_;
  std::function<void()> callback_;
  std::uint64_t due_tick_ = 0;
};

/// Driven by the worker's event loop.
class TimerWheel {
 public:
  static constexpr std::chrono::milliseconds kTick{25};

  /// How long the loop may wait for the kernel, in ms: until the next timer; -1 = for ever.
  int wait_ms() const;
  /// Calls the timers that are due.
  void run_due();

 private:
  friend class Timer;
  static constexpr std::size_t kSlots =
      1024;  // 25.6 s a round; what is due later stays in its slot for further rounds.
  std::uint64_t tick_now() const;
  void insert(Timer& timer, std::chrono::milliseconds after);
  void run_slot(std::uint64_t tick);

  std::array<detail::TimerLink, kSlots> slots_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::uint64_t done_tick_ = 0;  // Every slot up to this tick has been looked at.
  std::uint64_t next_tick_ = 0;  // No timer is due before it.
  std::size_t armed_ = 0;
};

/// co_await sleep_for(d): resumes after at least d. For pauses that nothing needs to cut short; others wait on an Event
/// with a Timer.
struct SleepFor {
  std::chrono::milliseconds duration;
  std::unique_ptr<Timer> timer{};
  bool await_ready() const noexcept { return duration.count() <= 0; }
  void await_suspend(std::coroutine_handle<> waiting);
  void await_resume() const noexcept {}
};
inline SleepFor sleep_for(std::chrono::milliseconds duration) {
  return {duration};
}

}  // namespace callout::net
