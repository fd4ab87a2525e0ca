// SPDX-License-Identifier: Apache-2.0
// A worker: one thread, one event loop, and everything that lives on it. WorkerPool: the server's workers.
//
// Every connection, stream and task belongs to one worker and is touched by its thread only; post() is the one way in
// from other threads. current() is set while run() is on the stack, so what lives on a worker need not carry it around.
#pragma once

#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "net/task.h"

namespace callout::net {

class TimerWheel;

class Worker {
 public:
  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  static Worker& current();
  /// Whether this thread is the worker's own (false on threads without a worker).
  bool is_current() const;

  /// Runs until stop(). The calling thread becomes the worker's own.
  void run();
  /// Any thread.
  void stop();
  /// Runs the function on the worker's thread, in order of posting. Any thread.
  void post(std::move_only_function<void()> function);
  /// Resumes the coroutine on a later turn of the loop; own thread only. Waking by this and not inline lets one turn
  /// gather many wake-ups.
  void resume_later(std::coroutine_handle<> handle);

  TimerWheel& timers();

  struct Loop;  ///< event_loop.h, for net/ only.
  Loop& loop() { return *loop_; }

 private:
  std::unique_ptr<Loop> loop_;
};

/// Runs a task on a worker from a thread that has none (main, tests) and waits for its end.
void run_to_end(Worker& worker, Task<void> task);

/// N workers on N threads. Created and destroyed by main.
class WorkerPool {
 public:
  explicit WorkerPool(std::size_t count);
  /// Stops and joins the threads; what lives on the workers must be gone by then.
  ~WorkerPool();
  std::size_t size() const { return workers_.size(); }
  Worker& operator[](std::size_t index) { return *workers_[index]; }
  /// The same worker for the same key as long as the process lives: all that belongs to one install shares a thread.
  Worker& for_key(std::string_view key);
  std::size_t index_for_key(std::string_view key) const;

 private:
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

/// co_await on(worker, task): runs the task on another worker and resumes here, on the worker that awaited, with its
/// value.
template <class T>
struct OnWorker {
  Worker& there;
  Task<T> task;
  std::optional<T> value{};
  std::exception_ptr exception{};

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting);
  T await_resume() {
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
  }
};

namespace detail {
/// A coroutine that owns itself; only for glue inside net/.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };
};

template <class T>
Detached run_for(OnWorker<T>& op, Worker& here, std::coroutine_handle<> waiting) {
  try {
    op.value.emplace(co_await op.task);
  } catch (...) {
    op.exception = std::current_exception();
  }
  here.post([waiting] { waiting.resume(); });
}
}  // namespace detail

template <class T>
void OnWorker<T>::await_suspend(std::coroutine_handle<> waiting) {
  there.post([this, &here = Worker::current(), waiting] { detail::run_for(*this, here, waiting); });
}

template <class T>
OnWorker<T> on(Worker& there, Task<T> task) {
  return {there, std::move(task)};
}

}  // namespace callout::net
