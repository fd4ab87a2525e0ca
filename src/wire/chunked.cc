// SPDX-License-Identifier: Apache-2.0
#include "wire/chunked.h"

#include <algorithm>

#include "base/limits.h"
#include "wire/ascii.h"

namespace callout::wire {
namespace {

constexpr std::size_t kMostSizeLine = 4 * limits::kKiB;  ///< Extensions are dropped, so nobody needs more.
constexpr std::size_t kMostTrailer = 16 * limits::kKiB;  ///< All trailer fields together.

std::unexpected<Error> broken(std::string_view what) {
  return fail(Code::kProtocol, "Chunked body: {}.", what);
}

}  // namespace

Result<> ChunkedDecoder::take_size_byte(char c) {
  const bool lenient = mode_ == ChunkedMode::kLenient;
  if (++line_length_ > kMostSizeLine) return broken("a size line is too long");
  const auto end_of_line = [this] {
    line_length_ = 0;
    state_ = left_ == 0 ? State::kTrailer : State::kData;
    return Result<>();
  };
  switch (state_) {
    case State::kSizeStart:
    case State::kSize: {
      const int digit = hex_value(c);
      if (digit >= 0) {
        if (left_ >> 59 != 0) return broken("a size does not fit in 63 bits");
        left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
        state_ = State::kSize;
        return {};
      }
      if (state_ == State::kSizeStart) {
        if (lenient && (c == ' ' || c == '\t')) return {};
        return broken("a size does not begin with a hex digit");
      }
      break;
    }
    case State::kSizePad: break;
    case State::kExtension:
      if (c != '\r' && c != '\n') {
        if (!lenient && is_control(c) && c != '\t') return broken("an extension holds a control character");
        return {};
      }
      break;
    case State::kSizeLf:
      if (c == '\n') return end_of_line();
      return broken("a carriage return stands alone");
    default: return broken("a size was not expected");
  }
  // After the digits, spaces or extension.
  if (c == ';') {
    state_ = State::kExtension;
  } else if (c == '\r') {
    state_ = State::kSizeLf;
  } else if (c == '\n' && lenient) {
    return end_of_line();
  } else if ((c == ' ' || c == '\t') && lenient) {
    state_ = State::kSizePad;
  } else {
    return broken("a size is followed by something else");
  }
  return {};
}

Result<> ChunkedDecoder::take_trailer_byte(char c) {
  const bool lenient = mode_ == ChunkedMode::kLenient;
  if (++trailer_length_ > kMostTrailer) return broken("the trailer is too long");
  if (c == '\n') {
    if (!after_cr_ && !lenient) return broken("a trailer line ends in a bare line feed");
    after_cr_ = false;
    if (line_length_ == 0) state_ = State::kDone;
    line_length_ = 0;
    return {};
  }
  if (after_cr_) {
    if (!lenient) return broken("a trailer line holds a bare carriage return");
    ++line_length_;
  }
  after_cr_ = c == '\r';
  if (after_cr_) return {};
  if (!lenient && is_control(c) && c != '\t') return broken("a trailer line holds a control character");
  ++line_length_;
  return {};
}

Result<ChunkedDecoder::Step> ChunkedDecoder::step(std::span<const std::byte> input) {
  Step step;
  while (step.consumed < input.size() && state_ != State::kDone) {
    if (state_ == State::kData) {
      const std::uint64_t here = std::min<std::uint64_t>(left_, input.size() - step.consumed);
      step.data = input.subspan(step.consumed, static_cast<std::size_t>(here));
      step.consumed += static_cast<std::size_t>(here);
      left_ -= here;
      if (left_ == 0) state_ = State::kDataCr;
      return step;
    }
    const char c = static_cast<char>(input[step.consumed++]);
    if (state_ == State::kTrailer) {
      if (auto taken = take_trailer_byte(c); !taken) return fail(std::move(taken));
    } else if (state_ == State::kDataCr && c == '\r') {
      state_ = State::kDataLf;
    } else if (state_ == State::kDataCr || state_ == State::kDataLf) {
      const bool allowed = c == '\n' && (state_ == State::kDataLf || mode_ == ChunkedMode::kLenient);
      if (!allowed) return broken("a chunk is longer than its size");
      state_ = State::kSizeStart;
    } else if (auto taken = take_size_byte(c); !taken) {
      return fail(std::move(taken));
    }
  }
  step.done = done();
  return step;
}

ChunkHeader::ChunkHeader(std::uint64_t size) : start_(buffer_.size()) {
  buffer_[--start_] = '\n';
  buffer_[--start_] = '\r';
  do {
    buffer_[--start_] = "0123456789abcdef"[size & 15];
    size >>= 4;
  } while (size != 0);
}

}  // namespace callout::wire
