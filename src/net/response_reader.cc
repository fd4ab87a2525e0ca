// SPDX-License-Identifier: Apache-2.0
#include "net/response_reader.h"

#include <algorithm>

#include "base/limits.h"

namespace callout::net {

Result<std::optional<wire::ParsedResponse*>> ResponseReader::try_head() {
  if (buffer_.size() < kReadBuffer) buffer_.resize(kReadBuffer);
  for (;;) {
    if (end_ == buffer_.size()) {
      if (end_ > limits::kResponseHead) return fail(Code::kExhausted, "The response's head is too long.");
      buffer_.resize(buffer_.size() * 2);
    }
    const auto count = stream_.try_read(std::span(buffer_).subspan(end_));
    if (count && !*count) return std::nullopt;
    if (!count && !anything_came_) return fail(count);
    // A device that resets in the middle of a head has sent what came before: read as if it had closed.
    const bool closed = !count || **count == 0;
    if (count) end_ += **count;
    anything_came_ = anything_came_ || end_ > 0;
    auto parsed = parser_.parse(std::span(buffer_).first(end_), closed);
    if (!parsed) return fail(std::move(parsed));
    if (!*parsed) {
      if (closed) return fail(Code::kClosed, "The connection ended in the middle of the response's head.");
      continue;
    }
    parsed_ = std::move(*parsed);
    begin_ = parsed_->consumed;
    left_ = parsed_->body.length;
    whole_ = parsed_->body.kind == wire::Framing::kNone || (parsed_->body.kind == wire::Framing::kLength && left_ == 0);
    return &*parsed_;
  }
}

Result<std::optional<std::span<const std::byte>>> ResponseReader::try_body() {
  for (;;) {
    const auto taken = take_buffered();
    if (!taken) return fail(taken);
    if (!taken->empty() || whole_) return *taken;
    begin_ = end_ = 0;
    // A head of up to 256 KiB has grown the buffer; the body goes on in the usual size.
    const auto count = stream_.try_read(std::span(buffer_).first(kReadBuffer));
    if (count && !*count) return std::nullopt;
    if (count && **count > 0) {
      end_ = **count;
      continue;
    }
    if (!count && parsed_->body.kind != wire::Framing::kUntilClose) return fail(count);
    if (!count) return fail(Code::kClosed, "The device cut the connection in the middle of its answer.");
    auto ended = at_close();
    if (!ended) return fail(std::move(ended));
    whole_ = true;
  }
}

/// Body bytes that lie in the buffer; empty when it holds none.
Result<std::span<const std::byte>> ResponseReader::take_buffered() {
  if (whole_) return std::span<const std::byte>();
  std::span<const std::byte> out = behind_head();
  switch (parsed_->body.kind) {
    case wire::Framing::kNone: return std::span<const std::byte>();
    case wire::Framing::kChunked: return take_chunk();
    case wire::Framing::kUntilClose: break;
    case wire::Framing::kLength:
      out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, out.size())));
      left_ -= out.size();
      whole_ = left_ == 0;
      break;
  }
  begin_ += out.size();
  return out;
}

Result<std::span<const std::byte>> ResponseReader::take_chunk() {
  while (begin_ < end_ && !whole_) {
    const auto step = chunks_.step(behind_head());
    if (!step) return fail(step);
    begin_ += step->consumed;
    whole_ = step->done;
    if (!step->data.empty()) return step->data;
  }
  return std::span<const std::byte>();
}

/// The peer closed: whether the body may be taken as whole.
Result<void> ResponseReader::at_close() const {
  if (parsed_->body.kind == wire::Framing::kUntilClose) return {};
  if (parsed_->body.kind == wire::Framing::kChunked && chunks_.saw_last_chunk()) return {};
  return fail(Code::kClosed, "The connection ended in the middle of the answer.");
}

}  // namespace callout::net
