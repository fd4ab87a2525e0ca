// SPDX-License-Identifier: Apache-2.0
#include "net/task.h"

#include "net/worker.h"

namespace callout::net {

/// The coroutine at the bottom of a spawned task: starts at once, frees itself at its end.
struct TaskGroup::Root {
  struct promise_type {
    Root get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };
};

TaskGroup::Root TaskGroup::run(TaskGroup& group, Task<void> task) {
  {
    Task<void> owned = std::move(task);
    co_await owned;
  }
  group.finished();
}

void TaskGroup::spawn(Task<void> task) {
  ++running_;
  run(*this, std::move(task));
}

void TaskGroup::finished() {
  if (--running_ == 0 && joiner_) Worker::current().resume_later(std::exchange(joiner_, nullptr));
}

}  // namespace callout::net
