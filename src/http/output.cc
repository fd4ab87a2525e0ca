// SPDX-License-Identifier: Apache-2.0
#include "http/output.h"

#include <utility>

#include "base/encoding.h"
#include "base/limits.h"

namespace callout::http {
namespace {

// Body bytes that are copied behind a waiting head, so that both leave in one write: one TLS record.
constexpr std::size_t kTogether = 16 * limits::kKiB;
// What an idle connection may keep of the memory for heads.
constexpr std::size_t kKeep = 512;

}  // namespace

Output::~Output() {
  check(!waiting_);
  if (flushing_) later_.remove(*this);
}

void Output::add_head(std::string head) {
  if (pending_.empty()) {
    pending_ = std::move(head);
  } else {
    pending_ += head;
  }
}

void Output::flush_later() {
  if (std::exchange(flushing_, true)) return;
  later_.add(*this);
}

Output::Push Output::push(std::span<const std::byte> body) {
  body_ = body;
  return {*this};
}

void Output::flush() {
  flushing_ = false;
  if (!pusher_ && !advance()) wait_for_room();
}

/// Sends what the socket takes; true when nothing is left, or nothing can be sent any more.
bool Output::advance() {
  while (!failure_ && (!pending_.empty() || !body_.empty())) {
    if (!pending_.empty() && sent_ == 0 && pending_.size() < kTogether) {
      const auto along = body_.first(std::min(body_.size(), kTogether - pending_.size()));
      pending_ += text_of(along);
      body_ = body_.subspan(along.size());
    }
    const auto next = pending_.empty() ? body_ : bytes_of(pending_).subspan(sent_);
    auto taken = stream_.try_write(next);
    if (!taken) {
      failure_ = std::move(taken).error();
      break;
    }
    if (*taken == 0) return false;
    deadline_.progress();
    if (pending_.empty()) {
      body_ = body_.subspan(*taken);
    } else if ((sent_ += *taken) == pending_.size()) {
      sent_ = 0;
      pending_.clear();
    }
  }
  if (pending_.capacity() > kKeep) pending_ = {};
  if (flushing_) {
    flushing_ = false;
    later_.remove(*this);
  }
  return true;
}

void Output::begin_wait(std::coroutine_handle<> handle) {
  pusher_ = handle;
  deadline_.begin_wait();
  wait_for_room();
}

void Output::wait_for_room() {
  if (!std::exchange(waiting_, true)) stream_.when_writable(*this);
}

Result<void> Output::taken() {
  body_ = {};
  if (failure_) return std::unexpected(*failure_);
  return {};
}

void Output::wait(net::Waiter& waiter) {
  consumer_ = &waiter;
  deadline_.begin_wait();
  wait_for_room();
}

void Output::ready() {
  waiting_ = false;
  if (consumer_ != nullptr) {
    deadline_.end_wait();
    std::exchange(consumer_, nullptr)->ready();  // May end the connection, and this object with it.
    return;
  }
  if (!advance()) {
    wait_for_room();
    return;
  }
  if (pusher_) {
    deadline_.end_wait();
    std::exchange(pusher_, nullptr).resume();  // As above.
    return;
  }
  settled_.notify();
}

net::Task<> Output::settle() {
  while (waiting_) co_await settled_.wait();
}

}  // namespace callout::http
