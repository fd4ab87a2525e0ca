// SPDX-License-Identifier: Apache-2.0
// The event loop of one worker: functions posted to it, coroutines that are ready, timers, and descriptors (epoll(7)).
// Included by .cc files of net/ only; everybody else sees Worker, Timer and Stream.
//
// A turn runs what was ready when it began, then asks the kernel once what came, and wakes whoever waits for it. What
// becomes ready meanwhile belongs to the next turn, so one turn gathers the wake-ups of many descriptors.
#pragma once

#include <array>
#include <atomic>
#include <coroutine>
#include <functional>
#include <mutex>
#include <vector>

#include <sys/epoll.h>

#include "net/stream.h"
#include "net/timer.h"
#include "net/worker.h"

namespace callout::net {

/// A descriptor on a loop. Registered once for both directions, edge-triggered: readiness is remembered here until a
/// read (write) finds nothing, so that neither waiting nor a read that would find nothing costs a system call. Own
/// thread only.
class Watch {
 public:
  /// On the current worker's loop. The descriptor is non-blocking and stays open until this is gone.
  explicit Watch(int fd);
  /// Who waits is called on a later turn, so that whoever closes has returned by then.
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Whether a read (write) is worth a try.
  bool readable() const { return readable_; }
  bool writable() const { return writable_; }
  /// A read found nothing, or less than it asked for; what comes later sets it again. Once the peer has ended, or the
  /// socket failed, a read always has something to tell.
  void read_dry() { readable_ = hung_up_; }
  void write_full() { writable_ = false; }
  /// Calls waiter.ready() once, from the loop, when a read (write) is worth a try. One waiter each way at a time.
  void wait(Waiter& waiter, bool readable);

 private:
  friend Worker::Loop;
  void happened(std::uint32_t events);

  Worker::Loop& loop_;
  const int fd_;
  bool readable_ = true;
  bool writable_ = true;
  bool hung_up_ = false;
  Waiter* reader_ = nullptr;
  Waiter* writer_ = nullptr;
};

struct Worker::Loop {
  using Function = std::move_only_function<void()>;

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();
  /// Any thread.
  void stop();
  /// Own thread.
  void post_here(Function function) { functions_.push_back(std::move(function)); }
  /// Any thread.
  void post(Function function);
  void resume_later(std::coroutine_handle<> handle) { ready_.push_back(handle); }

  TimerWheel timers;

 private:
  friend Watch;
  void run_ready();
  void take_posted();
  /// Waits for the kernel's word, until the next timer at the latest, and wakes who waited.
  void poll();
  void wake();
  void forget(const Watch& watch);

  const int epoll_;
  const int wake_;  // An eventfd that other threads write to.
  std::vector<std::coroutine_handle<>> ready_, running_ready_;
  std::vector<Function> functions_, running_functions_;
  // What the last epoll_wait told. A Watch that dies while they are gone through takes itself out.
  std::array<epoll_event, 128> events_{};
  std::size_t events_left_ = 0;

  std::mutex mutex_;
  std::vector<Function> posted_;  // By other threads; under the mutex.
  std::atomic<bool> any_posted_{false};
  std::atomic<bool> stopped_{false};
};

}  // namespace callout::net
