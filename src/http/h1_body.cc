// SPDX-License-Identifier: Apache-2.0
#include "http/h1_body.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace callout::http {

H1Body::H1Body(Input& input, Output& output, Deadline& deadline, wire::BodyFraming framing, bool expect_continue)
    : input_(input),
      output_(output),
      deadline_(deadline),
      framing_(framing),
      left_(framing.length),
      whole_(!expected()),
      expect_continue_(expect_continue) {}

std::optional<std::uint64_t> H1Body::length() const {
  if (framing_.kind == wire::Framing::kChunked) return std::nullopt;
  return framing_.length;
}

std::optional<std::uint64_t> H1Body::left() const {
  if (framing_.kind == wire::Framing::kChunked) return std::nullopt;
  return left_;
}

net::Task<Result<std::span<const std::byte>>> H1Body::read() {
  input_.consume(std::exchange(used_, 0));
  if (failure_) co_return std::unexpected(*failure_);
  if (whole_) co_return std::span<const std::byte>{};
  if (std::exchange(expect_continue_, false) && input_.empty()) {
    output_.add("HTTP/1.1 100 Continue\r\n\r\n");
    if (auto pushed = co_await output_.push(); !pushed) co_return fail(std::move(pushed));
  }
  for (;;) {
    auto taken = take();
    if (!taken) {
      failure_ = taken.error();
      co_return fail(std::move(taken));
    }
    if (!taken->empty() || whole_) {
      if (whole_) input_.watch();
      co_return *taken;
    }
    deadline_.begin_wait();
    auto count = co_await input_.fill();
    deadline_.end_wait();
    if (count && *count == 0) count = fail(Code::kClosed, "The browser went away in the middle of its upload.");
    if (!count) {
      failure_ = count.error();
      co_return fail(std::move(count));
    }
  }
}

/// Body bytes at the front of the input; empty when there are none, or the body is whole.
Result<std::span<const std::byte>> H1Body::take() {
  const auto bytes = input_.bytes();
  if (framing_.kind != wire::Framing::kChunked) {
    const auto view = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_)));
    left_ -= view.size();
    used_ = view.size();
    whole_ = left_ == 0;
    return view;
  }
  std::size_t skipped = 0;
  while (skipped < bytes.size()) {
    auto step = chunked_.step(bytes.subspan(skipped));
    if (!step) return fail(std::move(step));
    skipped += step->consumed;
    if (step->done) whole_ = true;
    if (!step->data.empty()) {
      used_ = skipped;
      return step->data;
    }
    if (whole_) break;
  }
  input_.consume(skipped);
  return std::span<const std::byte>{};
}

net::Task<bool> H1Body::discard() {
  std::size_t discarded = 0;
  while (!whole_) {
    if (expect_continue_) co_return false;
    const auto bytes = co_await read();
    if (!bytes) co_return false;
    discarded += bytes->size();
    if (discarded > limits::kUnreadBody) co_return false;
  }
  input_.consume(std::exchange(used_, 0));
  co_return true;
}

}  // namespace callout::http
