// SPDX-License-Identifier: Apache-2.0
// Threads for what blocks: SQLite, password hashing, files. A task awaits run(); its worker goes on meanwhile.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "net/worker.h"

namespace callout::net {

class BlockingPool {
 public:
  BlockingPool(std::size_t threads, std::size_t longest_queue);
  /// Runs what is queued, then joins.
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  template <class F>
  struct Run {
    using Value = std::invoke_result_t<F>;
    BlockingPool& pool;
    F function;
    std::optional<Value> value{};

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) {
      return pool.submit([this, &worker = Worker::current(), waiting] {
        value.emplace(function());
        worker.post([waiting] { waiting.resume(); });
      });
    }
    /// nullopt when the queue was full: the caller answers "busy".
    std::optional<Value> await_resume() { return std::move(value); }
  };
  /// co_await: optional of what the function returned. The function must not throw.
  template <class F>
  Run<F> run(F function) {
    return {*this, std::move(function)};
  }
  /// Runs without an awaiter; false when the queue is full. Any thread.
  bool submit(std::move_only_function<void()> function);

 private:
  void work();
  const std::size_t longest_queue_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::move_only_function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace callout::net
