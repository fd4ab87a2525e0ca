// SPDX-License-Identifier: Apache-2.0
// Reads one HTTP/1 response from a stream, leniently: from a device, from a proxy, or from the server's few plain
// routes.
//
// Own worker only. The stream and the buffer belong to the caller and outlive the reader; spans point into the buffer.
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/stream.h"
#include "wire/chunked.h"
#include "wire/response_parser.h"

namespace callout::net {

inline constexpr std::size_t kReadBuffer =
    16 * 1024;  ///< Bytes; grows to limits::kResponseHead only for a head that long.

class ResponseReader {
 public:
  ResponseReader(Stream& stream, std::vector<std::byte>& buffer, std::string_view method)
      : stream_(stream), buffer_(buffer), parser_(method) {}

  /// The final head, nullopt while it has not come. Errors as ResponseParser, or of the stream. Valid until the reader
  /// goes.
  Result<std::optional<wire::ParsedResponse*>> try_head();
  /// The next bytes of the body, decoded, nullopt while none have come; empty = the body is whole; an error = it was
  /// cut. A span holds until the next call.
  Result<std::optional<std::span<const std::byte>>> try_body();

  /// Tries until there is something. Costs no coroutine frame.
  template <class T, Result<std::optional<T>> (ResponseReader::*try_it)()>
  struct Until final : Waiter {
    ResponseReader& reader;
    Result<std::optional<T>> result{std::nullopt};
    std::coroutine_handle<> waiting{};

    explicit Until(ResponseReader& r) : reader(r) {}
    bool await_ready() {
      result = (reader.*try_it)();
      return !result || *result;
    }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      reader.stream_.when_readable(*this);
    }
    Result<T> await_resume() {
      if (!result) return fail(std::move(result));
      return **result;
    }
    void ready() override {
      if (await_ready()) {
        waiting.resume();
      } else {
        reader.stream_.when_readable(*this);
      }
    }
  };
  using ReadHead = Until<wire::ParsedResponse*, &ResponseReader::try_head>;
  using ReadBody = Until<std::span<const std::byte>, &ResponseReader::try_body>;
  /// co_await: Result<wire::ParsedResponse*>
  ReadHead read_head() { return ReadHead{*this}; }
  /// co_await: Result<std::span<const std::byte>>
  ReadBody read_body() { return ReadBody{*this}; }

  /// Bytes that lie in the buffer behind the head: of the other protocol after a 101.
  std::span<const std::byte> behind_head() const { return {buffer_.data() + begin_, end_ - begin_}; }
  /// Whether anything at all came from the peer: a request that got no byte may be tried again.
  bool anything_came() const { return anything_came_; }
  /// The body is whole, the peer keeps the connection, and sent nothing beyond.
  bool reusable() const { return parsed_ && parsed_->keep_alive && whole_ && begin_ == end_; }

 private:
  Result<std::span<const std::byte>> take_buffered();
  Result<std::span<const std::byte>> take_chunk();
  Result<void> at_close() const;

  Stream& stream_;
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

}  // namespace callout::net
