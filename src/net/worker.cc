// SPDX-License-Identifier: Apache-2.0
#include "net/worker.h"

#include <future>

#include <pthread.h>

#include "net/event_loop.h"

namespace callout::net {
namespace {

thread_local Worker* current_worker = nullptr;

}  // namespace

Worker::Worker() : loop_(std::make_unique<Loop>()) {}
Worker::~Worker() = default;

Worker& Worker::current() {
  check(current_worker != nullptr);
  return *current_worker;
}

bool Worker::is_current() const {
  return current_worker == this;
}

void Worker::run() {
  current_worker = this;
  loop_->run();
  current_worker = nullptr;
}

void Worker::stop() {
  loop_->stop();
}

void Worker::post(std::move_only_function<void()> function) {
  if (is_current()) {
    loop_->post_here(std::move(function));
  } else {
    loop_->post(std::move(function));
  }
}

void Worker::resume_later(std::coroutine_handle<> handle) {
  loop_->resume_later(handle);
}

TimerWheel& Worker::timers() {
  return loop_->timers;
}

namespace {
detail::Detached run_and_tell(Task<void> task, std::promise<void>& done) {
  {
    Task<void> owned = std::move(task);
    co_await owned;
  }
  done.set_value();
}
}  // namespace

void run_to_end(Worker& worker, Task<void> task) {
  check(!worker.is_current());
  std::promise<void> done;
  worker.post([&done, task = std::move(task)]() mutable { run_and_tell(std::move(task), done); });
  done.get_future().wait();
}

WorkerPool::WorkerPool(std::size_t count) {
  check(count > 0);
  for (std::size_t i = 0; i < count; ++i) workers_.push_back(std::make_unique<Worker>());
  for (auto& worker : workers_) {
    threads_.emplace_back([&w = *worker] { w.run(); });
    ::pthread_setname_np(threads_.back().native_handle(), "worker");
  }
}

WorkerPool::~WorkerPool() {
  for (auto& worker : workers_) worker->stop();
  for (auto& thread : threads_) thread.join();
}

std::size_t WorkerPool::index_for_key(std::string_view key) const {
  return std::hash<std::string_view>{}(key) % workers_.size();
}

Worker& WorkerPool::for_key(std::string_view key) {
  return *workers_[index_for_key(key)];
}

}  // namespace callout::net
