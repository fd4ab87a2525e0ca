// SPDX-License-Identifier: Apache-2.0
// The body of one HTTP/1.1 request, decoded from the connection's input as its reader takes it: back-pressure is the
// socket's own. Used by H1Exchange; own worker only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "http/deadline.h"
#include "http/input.h"
#include "http/output.h"
#include "wire/chunked.h"
#include "wire/framing.h"

namespace callout::http {

class H1Body {
 public:
  H1Body(Input& input, Output& output, Deadline& deadline, wire::BodyFraming framing, bool expect_continue);

  bool expected() const { return framing_.kind == wire::Framing::kChunked || framing_.length > 0; }
  std::optional<std::uint64_t> length() const;
  /// Whether every byte of it has been received and decoded.
  bool whole() const { return whole_; }
  /// Set when the body broke off, or broke its framing: no later request can be told from its rest.
  const std::optional<Error>& failure() const { return failure_; }
  /// Whether the browser may still wait for `100 Continue`: then nobody knows if the body comes.
  bool held_back() const { return expect_continue_; }
  /// Content bytes that have not come yet; nullopt when chunked.
  std::optional<std::uint64_t> left() const;

  /// As Exchange::read_body.
  net::Task<Result<std::span<const std::byte>>> read();
  /// Throws the rest away, up to limits::kUnreadBody, so that the next request can be read. False when it can't.
  net::Task<bool> discard();

 private:
  Result<std::span<const std::byte>> take();

  Input& input_;
  Output& output_;
  Deadline& deadline_;
  const wire::BodyFraming framing_;
  std::uint64_t left_;
  wire::ChunkedDecoder chunked_{wire::ChunkedMode::kStrict};
  std::size_t used_ = 0;  ///< Bytes at the front of the input that the last view covers.
  bool whole_;
  bool expect_continue_;
  std::optional<Error> failure_;
};

}  // namespace callout::http
