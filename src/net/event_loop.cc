// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace callout::net {
namespace {

int made(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return fd;
}

void add(int epoll, int fd, std::uint32_t events, void* data) {
  epoll_event event{.events = events | EPOLLET, .data = {.ptr = data}};
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

Watch::Watch(int fd) : loop_(Worker::current().loop()), fd_(fd) {
  add(loop_.epoll_, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP, this);
}

Watch::~Watch() {
  ::epoll_ctl(loop_.epoll_, EPOLL_CTL_DEL, fd_, nullptr);
  loop_.forget(*this);
  for (auto* waiter : {reader_, writer_}) {
    if (waiter != nullptr) loop_.post_here([waiter] { waiter->ready(); });
  }
}

void Watch::wait(Waiter& waiter, bool readable) {
  if (readable ? readable_ : writable_) {
    loop_.post_here([&waiter] { waiter.ready(); });
    return;
  }
  auto*& slot = readable ? reader_ : writer_;
  check(slot == nullptr);
  slot = &waiter;
}

void Watch::happened(std::uint32_t events) {
  hung_up_ = hung_up_ || (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  readable_ = readable_ || hung_up_ || (events & EPOLLIN) != 0;
  writable_ = writable_ || (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
}

Worker::Loop::Loop()
    : epoll_(made(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(made(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  add(epoll_, wake_, EPOLLIN, nullptr);
}

Worker::Loop::~Loop() {
  ::close(wake_);
  ::close(epoll_);
}

void Worker::Loop::wake() {
  // Edge-triggered, so the count is never read: each write is an event.
  const std::uint64_t one = 1;
  while (::write(wake_, &one, sizeof(one)) < 0 && errno == EINTR) {
  }
}

void Worker::Loop::stop() {
  stopped_ = true;
  wake();
}

void Worker::Loop::post(Function function) {
  {
    const std::scoped_lock lock(mutex_);
    posted_.push_back(std::move(function));
    if (any_posted_.exchange(true)) return;  // Whoever came first has woken the loop.
  }
  wake();
}

void Worker::Loop::take_posted() {
  if (!any_posted_) return;
  const std::scoped_lock lock(mutex_);
  any_posted_ = false;
  for (auto& function : posted_) functions_.push_back(std::move(function));
  posted_.clear();
}

void Worker::Loop::run() {
  while (!stopped_) {
    take_posted();
    run_ready();
    poll();
  }
}

void Worker::Loop::run_ready() {
  running_ready_.swap(ready_);
  for (const auto handle : running_ready_) handle.resume();
  running_ready_.clear();
  running_functions_.swap(functions_);
  for (auto& function : running_functions_) std::exchange(function, nullptr)();
  running_functions_.clear();
}

void Worker::Loop::poll() {
  const bool busy = !ready_.empty() || !functions_.empty() || stopped_;
  const int count = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), busy ? 0 : timers.wait_ms());
  events_left_ = count > 0 ? static_cast<std::size_t>(count) : 0;
  for (std::size_t i = 0; i < events_left_; ++i) {
    auto* watch = static_cast<Watch*>(events_[i].data.ptr);
    if (watch == nullptr) continue;
    watch->happened(events_[i].events);
    if (watch->readable_ && watch->reader_ != nullptr) std::exchange(watch->reader_, nullptr)->ready();
    // Who has read may have closed the descriptor, and this event with it.
    if (events_[i].data.ptr == nullptr) continue;
    if (watch->writable_ && watch->writer_ != nullptr) std::exchange(watch->writer_, nullptr)->ready();
  }
  events_left_ = 0;
  timers.run_due();
}

void Worker::Loop::forget(const Watch& watch) {
  for (std::size_t i = 0; i < events_left_; ++i) {
    if (events_[i].data.ptr == &watch) events_[i].data.ptr = nullptr;
  }
}

}  // namespace callout::net
