// SPDX-License-Identifier: Apache-2.0
// Waiting for something on the same worker: a flag that tasks wait for. Own thread only; never destroyed while a task
// waits on it.
#pragma once

#include <coroutine>
#include <vector>

#include "net/worker.h"

namespace callout::net {

/// notify() wakes everyone who waits now and nobody later: wait in a loop over the condition that it stands for.
class Event {
 public:
  struct Wait {
    Event& event;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) const { event.waiting_.push_back(waiting); }
    void await_resume() const noexcept {}
  };

  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { check(waiting_.empty()); }

  Wait wait() { return {*this}; }
  void notify() {
    for (const auto handle : waiting_) Worker::current().resume_later(handle);
    waiting_.clear();
  }
  bool awaited() const { return !waiting_.empty(); }

 private:
  std::vector<std::coroutine_handle<>> waiting_;
};

}  // namespace callout::net
