// SPDX-License-Identifier: Apache-2.0
// The bytes of an HTTP/1.1 connection after its upgrade: first what came behind the request, then the socket. Made by
// H1Exchange; own worker only.
#pragma once

#include "http/input.h"
#include "http/output.h"

namespace callout::http {

class H1RawStream final : public net::Stream {
 public:
  H1RawStream(net::Stream& stream, Input& input, Output& output) : stream_(stream), input_(input), output_(output) {}

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override;
  Result<std::size_t> try_write(std::span<const std::byte> from) override { return stream_.try_write(from); }
  void when_readable(net::Waiter& waiter) override;
  void when_writable(net::Waiter& waiter) override { output_.wait(waiter); }
  void finish() override;
  void close() override;
  /// Whether this side ended it, so that the browser sees an orderly end.
  bool over() const { return over_; }

 private:
  net::Stream& stream_;
  Input& input_;
  Output& output_;
  bool over_ = false;
};

}  // namespace callout::http
