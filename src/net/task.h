// SPDX-License-Identifier: Apache-2.0
// Task<T>: a lazy coroutine that its awaiter owns. TaskGroup: the owner of tasks that run on their own.
//
// Used by every folder that waits for a peer. A task starts when it is awaited or spawned, runs on one worker's thread
// and never leaves it. An exception that leaves a task is a bug; it reaches the awaiter, and at the root of a group it
// ends the program. Lambdas with captures are never tasks themselves (the closure would die first): pass what a task
// needs as parameters.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "base/check.h"

namespace callout::net {

template <class T = void>
class Task;

namespace detail {

struct TaskPromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr exception;

  struct Final {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      return self.promise().continuation;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  void unhandled_exception() { exception = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  struct Awaiter {
    Handle task;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) const noexcept {
      task.promise().continuation = waiting;
      return task;
    }
    T await_resume() const { return task.promise().take(); }
  };
  Awaiter operator co_await() const& noexcept { return Awaiter{handle_}; }

 private:
  friend promise_type;
  explicit Task(Handle handle) : handle_(handle) {}
  Handle handle_;
};

template <class T>
Task<T> detail::TaskPromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}
inline Task<void> detail::TaskPromise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}

/// Owns running tasks of one worker. Whoever spawns into a group closes what the tasks wait on, awaits join(), and only
/// then lets go of what the tasks use. Destroying a group with running tasks is a bug.
class TaskGroup {
 public:
  TaskGroup() = default;
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup() { check(running_ == 0); }

  /// Starts the task at once, on this thread; it runs until its first wait before spawn returns.
  void spawn(Task<void> task);
  std::size_t running() const { return running_; }

  struct Join {
    TaskGroup& group;
    bool await_ready() const noexcept { return group.running_ == 0; }
    void await_suspend(std::coroutine_handle<> waiting) const {
      check(!group.joiner_);
      group.joiner_ = waiting;
    }
    void await_resume() const noexcept {}
  };
  /// Resumes when no task runs any more. One joiner at a time.
  Join join() { return {*this}; }

 private:
  struct Root;
  static Root run(TaskGroup& group, Task<void> task);
  void finished();
  std::size_t running_ = 0;
  std::coroutine_handle<> joiner_;
};

}  // namespace callout::net
