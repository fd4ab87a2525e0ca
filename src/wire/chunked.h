// SPDX-License-Identifier: Apache-2.0
// The chunked transfer coding (RFC 9112 section 7.1): an incremental decoder that copies nothing, and the encoder's few
// bytes. http/ decodes browsers' uploads strictly; agent/ decodes devices' answers leniently. One decoder per body, on
// one strand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace callout::wire {

enum class ChunkedMode : std::uint8_t {
  kStrict,   ///< CRLF only, no white space around the size: anything else could hide a second request.
  kLenient,  ///< Also bare LF and sizes padded with spaces, as devices write them and Chromium reads them.
};

class ChunkedDecoder {
 public:
  explicit ChunkedDecoder(ChunkedMode mode) : mode_(mode) {}

  struct Step {
    std::size_t consumed = 0;              ///< Bytes of the input used up; never 0 unless the input is empty or done.
    std::span<const std::byte> data = {};  ///< Body bytes: a part of the input, valid as long as the input is.
    bool done = false;                     ///< The body ended; what follows `consumed` is the next message.
  };
  /// Takes a prefix of the input, up to one run of body bytes. Call again with the rest while there is a rest and it is
  /// not done. Extensions and trailer fields are dropped. kProtocol when the coding is broken: the connection is of no
  /// further use.
  Result<Step> step(std::span<const std::byte> input);

  bool done() const { return state_ == State::kDone; }
  /// Whether the size 0 was seen. A device that closes then, without the last empty line, has still sent its whole
  /// body.
  bool saw_last_chunk() const { return state_ == State::kTrailer || state_ == State::kDone; }

 private:
  enum class State : std::uint8_t {
    kSizeStart,
    kSize,
    kSizePad,
    kExtension,
    kSizeLf,
    kData,
    kDataCr,
    kDataLf,
    kTrailer,
    kDone
  };
  Result<> take_size_byte(char c);
  Result<> take_trailer_byte(char c);

  ChunkedMode mode_;
  State state_ = State::kSizeStart;
  std::uint64_t left_ =
      0;  ///< Bytes of the current chunk that have not come yet; while in the size line: its value so far.
  std::size_t line_length_ = 0;  ///< Of the size line or trailer line being read.
  std::size_t trailer_length_ = 0;
  bool after_cr_ = false;
};

/// The size line before a chunk: `1f4\r\n`. After the data goes kChunkEnd, after the last chunk kLastChunk.
class ChunkHeader {
 public:
  explicit ChunkHeader(std::uint64_t size);
  std::string_view text() const { return {buffer_.data() + start_, buffer_.size() - start_}; }

 private:
  std::array<char, 18> buffer_;  ///< 16 hex digits and CRLF, filled from the end.
  std::size_t start_;
};
inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace callout::wire
