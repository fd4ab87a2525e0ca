// SPDX-License-Identifier: Apache-2.0
#include "agent/response_reader.h"

#include <algorithm>

#include "base/limits.h"

namespace callout::agent {

net::Task<Result<wire::ParsedResponse*>> ResponseReader::read_head() {
  if (buffer_.size() < kReadBuffer) buffer_.resize(kReadBuffer);
  for (;;) {
    if (end_ == buffer_.size()) {
      if (end_ > limits::kResponseHead) co_return fail(Code::kExhausted, "The response's head is too long.");
      buffer_.resize(buffer_.size() * 2);
    }
    const auto count = co_await stream_.read(std::span(buffer_).subspan(end_));
    if (!count && !anything_came_) co_return fail(count);
    // A device that resets in the middle of a head has sent what came before: read as if it had closed.
    const bool closed = !count || *count == 0;
    if (count) end_ += *count;
    anything_came_ = anything_came_ || end_ > 0;
    auto parsed = parser_.parse(std::span(buffer_).first(end_), closed);
    if (!parsed) co_return fail(std::move(parsed));
    if (!*parsed) {
      if (closed) co_return fail(Code::kClosed, "The connection ended in the middle of the response's head.");
      continue;
    }
    parsed_ = std::move(**parsed);
    begin_ = parsed_->consumed;
    left_ = parsed_->body.length;
    whole_ = parsed_->body.kind == wire::Framing::kNone || (parsed_->body.kind == wire::Framing::kLength && left_ == 0);
    co_return &*parsed_;
  }
}

net::Task<Result<std::span<const std::byte>>> ResponseReader::read_body() {
  for (;;) {
    if (whole_) co_return std::span<const std::byte>{};
    std::span<const std::byte> out;
    Result<void> result;
    if (begin_ < end_ && give_buffered(out, result)) {
      if (!result) co_return fail(std::move(result));
      co_return out;
    }
    if (whole_) continue;
    begin_ = end_ = 0;
    // A head of up to 256 KiB has grown the buffer; the body goes on in the usual size.
    const auto count = co_await stream_.read(std::span(buffer_).first(kReadBuffer));
    if (count && *count > 0) {
      end_ = *count;
      continue;
    }
    if (!count && parsed_->body.kind != wire::Framing::kUntilClose) co_return fail(count);
    if (!count) co_return fail(Code::kClosed, "The device cut the connection in the middle of its answer.");
    auto ended = at_close();
    if (!ended) co_return fail(std::move(ended));
    whole_ = true;
  }
}

/// Takes body bytes that lie in the buffer; false when they hold none and more must be read.
bool ResponseReader::give_buffered(std::span<const std::byte>& out, Result<void>& result) {
  const std::span<const std::byte> have = behind_head();
  switch (parsed_->body.kind) {
    case wire::Framing::kNone: break;
    case wire::Framing::kUntilClose:
      out = have;
      begin_ = end_;
      return true;
    case wire::Framing::kLength: {
      out = have.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, have.size())));
      begin_ += out.size();
      left_ -= out.size();
      whole_ = left_ == 0;
      return true;
    }
    case wire::Framing::kChunked: return decode_chunks(out, result);
  }
  return false;
}

bool ResponseReader::decode_chunks(std::span<const std::byte>& out, Result<void>& result) {
  while (begin_ < end_) {
    const auto step = chunks_.step(behind_head());
    if (!step) {
      result = fail(step);
      return true;
    }
    begin_ += step->consumed;
    whole_ = step->done;
    if (!step->data.empty()) {
      out = step->data;
      return true;
    }
    if (whole_) return false;
  }
  return false;
}

/// The peer closed: whether the body may be taken as whole.
Result<void> ResponseReader::at_close() const {
  if (parsed_->body.kind == wire::Framing::kUntilClose) return {};
  if (parsed_->body.kind == wire::Framing::kChunked && chunks_.saw_last_chunk()) return {};
  return fail(Code::kClosed, "The connection ended in the middle of the answer.");
}

}  // namespace callout::agent
