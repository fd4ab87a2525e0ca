// SPDX-License-Identifier: Apache-2.0
// The one deadline of a browser connection: for the next request, for its head, or for progress of a body. Fires by a
// callback that cuts the connection. Own worker only; a member of the connection.
#pragma once

#include <chrono>

#include "net/timer.h"

namespace callout::http {

/// Setting and clearing touch the timer wheel only when the wheel would fire too late: most requests never do.
class Deadline {
 public:
  /// `progress`: how long a body may stand still while somebody waits for it.
  Deadline(std::function<void()> expired, std::chrono::milliseconds progress)
      : expired_(std::move(expired)), progress_(progress), timer_([this] { fired(); }) {}

  void set(std::chrono::milliseconds after);
  void clear() { due_ = kNever; }

  /// A read or write of a body begins to wait, got further, or has its bytes. Both may wait at one time: each one's
  /// progress is the other's.
  void begin_wait() {
    ++waits_;
    set(progress_);
  }
  void progress() {
    if (waits_ > 0) set(progress_);
  }
  void end_wait() {
    if (--waits_ == 0) {
      clear();
    } else {
      set(progress_);
    }
  }

 private:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr Time kNever = Time::max();
  void fired();

  std::function<void()> expired_;
  const std::chrono::milliseconds progress_;
  net::Timer timer_;
  Time due_ = kNever;
  Time fires_ = kNever;  ///< When the timer fires; kNever while it is not armed.
  int waits_ = 0;
};

}  // namespace callout::http
