// SPDX-License-Identifier: Apache-2.0
#include "http/input.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace callout::http {
namespace {

// The longest head and what came with it: a buffer that is full of unused bytes at this size is refused by the parser
// before.
constexpr std::size_t kMost = limits::kRequestHead + BufferPool::kSize;

}  // namespace

Input::Input(net::Stream& stream, BufferPool& pool, std::span<const std::byte> received)
    : stream_(stream), pool_(pool) {
  if (received.empty()) return;
  capacity_ = std::max(received.size(), BufferPool::kSize);
  buffer_ = capacity_ == BufferPool::kSize ? pool_.take() : std::make_unique_for_overwrite<std::byte[]>(capacity_);
  std::ranges::copy(received, buffer_.get());
  end_ = received.size();
}

Input::~Input() {
  check(!waiting_);
  release_buffer();
}

void Input::consume(std::size_t count) {
  begin_ += count;
  check(begin_ <= end_);
  if (begin_ < end_) return;
  release_buffer();
}

void Input::release_buffer() {
  if (capacity_ == BufferPool::kSize) pool_.give_back(std::move(buffer_));
  buffer_.reset();
  capacity_ = begin_ = end_ = 0;
}

bool Input::make_room() {
  if (!buffer_) {
    buffer_ = pool_.take();
    capacity_ = BufferPool::kSize;
    return true;
  }
  if (end_ < capacity_) return true;
  if (begin_ > 0) {
    std::copy(buffer_.get() + begin_, buffer_.get() + end_, buffer_.get());
    end_ -= std::exchange(begin_, 0);
    return true;
  }
  if (capacity_ >= kMost) return false;
  const auto larger = std::min(capacity_ * 2, kMost);
  auto buffer = std::make_unique_for_overwrite<std::byte[]>(larger);
  std::copy_n(buffer_.get(), end_, buffer.get());
  if (capacity_ == BufferPool::kSize) pool_.give_back(std::move(buffer_));
  buffer_ = std::move(buffer);
  capacity_ = larger;
  return true;
}

Result<std::optional<std::size_t>> Input::try_fill() {
  watching_ = false;
  if (failure_) return std::unexpected(*failure_);
  if (ended_) return std::size_t{0};
  if (!make_room()) return fail(Code::kExhausted, "More came than a request head may hold.");
  auto count = stream_.try_read({buffer_.get() + end_, capacity_ - end_});
  if (!count) {
    failure_ = count.error();
  } else if (*count) {
    end_ += **count;
    ended_ = **count == 0;
  }
  if (gone()) tell_gone();
  if (empty()) release_buffer();
  return count;
}

void Input::wait(net::Waiter& waiter) {
  check(consumer_ == nullptr);
  consumer_ = &waiter;
  if (!std::exchange(waiting_, true)) stream_.when_readable(*this);
}

void Input::watch() {
  watching_ = true;
  if (gone() || std::exchange(waiting_, true)) return;
  stream_.when_readable(*this);
}

void Input::when_gone(net::Waiter* waiter) {
  gone_ = waiter;
  if (gone()) tell_gone();
}

void Input::cut() {
  if (!failure_) failure_ = Error{Code::kClosed, "The connection was cut."};
  tell_gone();
}

void Input::tell_gone() {
  if (gone_ == nullptr || std::exchange(telling_, true)) return;
  // On a later turn: whoever asked, or is reading, is not ready to hear it from within its own call.
  net::Worker::current().post([this] {
    telling_ = false;
    auto* waiter = std::exchange(gone_, nullptr);
    settled_.notify();
    if (waiter != nullptr) waiter->ready();  // The last line: it may end the connection.
  });
}

void Input::ready() {
  waiting_ = false;
  if (consumer_ != nullptr) {
    std::exchange(consumer_, nullptr)->ready();  // May end the connection, and this object with it.
    return;
  }
  // Nothing that is there may move: a view of it may be in use.
  if (watching_ && (!buffer_ || end_ < capacity_)) {
    (void)try_fill();
    watch();
  }
  if (!waiting_) settled_.notify();
}

net::Task<> Input::settle() {
  watching_ = false;
  gone_ = nullptr;
  while (waiting_ || telling_) co_await settled_.wait();
}

}  // namespace callout::http
