// SPDX-License-Identifier: Apache-2.0
// Reads one HTTP/1 response from a stream, leniently: from a device, from a proxy, or from the server's few plain
// routes.
//
// Own worker only. The stream and the buffer belong to the caller and outlive the reader; spans point into the buffer.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/stream.h"
#include "net/task.h"
#include "wire/chunked.h"
#include "wire/response_parser.h"

namespace callout::agent {

inline constexpr std::size_t kReadBuffer =
    16 * 1024;  ///< Bytes; grows to limits::kResponseHead only for a head that long.

class ResponseReader {
 public:
  ResponseReader(net::Stream& stream, std::vector<std::byte>& buffer, std::string_view method)
      : stream_(stream), buffer_(buffer), parser_(method) {}

  /// The final head. Errors as ResponseParser, or of the stream. Valid until the reader goes.
  net::Task<Result<wire::ParsedResponse*>> read_head();
  /// The next bytes of the body, decoded; empty = the body is whole; an error = it was cut. A span holds until the next
  /// call.
  net::Task<Result<std::span<const std::byte>>> read_body();

  /// Bytes that lie in the buffer behind the head: of the other protocol after a 101.
  std::span<const std::byte> behind_head() const { return {buffer_.data() + begin_, end_ - begin_}; }
  /// Whether anything at all came from the peer: a request that got no byte may be tried again.
  bool anything_came() const { return anything_came_; }
  /// The body is whole, the peer keeps the connection, and sent nothing beyond.
  bool reusable() const { return parsed_ && parsed_->keep_alive && whole_ && begin_ == end_; }

 private:
  bool give_buffered(std::span<const std::byte>& out, Result<void>& result);
  bool decode_chunks(std::span<const std::byte>& out, Result<void>& result);
  Result<void> at_close() const;

  net::Stream& stream_;
  std::vector<std::byte>& buffer_;
  wire::ResponseParser parser_;
  std::optional<wire::ParsedResponse> parsed_;
  wire::ChunkedDecoder chunks_{wire::ChunkedMode::kLenient};
  std::size_t begin_ = 0;  ///< Received and not yet given: [begin_, end_) of the buffer.
  std::size_t end_ = 0;
  std::uint64_t left_ = 0;  ///< Of a body of known length.
  bool anything_came_ = false;
  bool whole_ = false;
};

}  // namespace callout::agent
