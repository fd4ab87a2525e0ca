// SPDX-License-Identifier: Apache-2.0
// One request and response on a stream of an HTTP/2 connection. Made by H2Connection for each request, many at a time;
// own worker only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/deadline.h"
#include "http/exchange.h"
#include "http/front_context.h"
#include "net/http2_session.h"
#include "net/timer.h"

namespace callout::http {

class H2Exchange final : public Exchange {
 public:
  H2Exchange(net::Http2Stream& stream, const Peer& peer, FrontContext& context);
  ~H2Exchange() override;

  const wire::RequestHead& request() const override { return stream_.request(); }
  const std::string& remote_ip() const override { return forwarded_ ? forwarded_->ip : peer_.client.ip; }
  bool secure() const override { return forwarded_ ? forwarded_->secure : peer_.client.secure; }
  std::uint64_t connection_id() const override {
    return forwarded_ && forwarded_->connection != 0 ? forwarded_->connection : peer_.connection_id;
  }
  std::optional<std::array<std::byte, 32>> exporter(std::string_view label) const override;
  bool has_body() const override { return !stream_.bodiless_request() && !wants_websocket(); }
  std::optional<std::uint64_t> body_length() const override;
  net::Task<Result<std::span<const std::byte>>> read_body() override;
  net::Task<Result<void>> start(const wire::ResponseHead& head, std::optional<std::uint64_t> content_length) override;
  net::Task<Result<void>> write(std::span<const std::byte> bytes) override;
  net::Task<Result<void>> end() override;
  net::Task<Result<void>> respond(const wire::ResponseHead& head, std::string_view body) override;
  bool wants_websocket() const override { return stream_.request().protocol == "websocket"; }
  net::Task<Result<net::Stream*>> upgrade(const wire::ResponseHead& head) override;
  net::Task<> cut() override;
  void abort() override;
  void when_gone(net::Waiter* waiter) override;

  /// After the handler returned: answers if it did not. What is not whole, the session resets.
  net::Task<> settle();

 private:
  enum class State : std::uint8_t { kWaiting, kStarted, kWhole, kUpgraded, kBroken };
  Result<void> begin(const wire::ResponseHead& head, std::optional<std::uint64_t> length, bool no_body_follows);
  Result<void> broken(std::string_view why);
  net::Task<Result<void>> push(std::span<const std::byte> bytes);

  net::Http2Stream& stream_;
  const Peer& peer_;
  FrontContext& context_;
  const std::optional<Client> forwarded_;
  State state_ = State::kWaiting;
  std::optional<std::uint64_t> left_;  ///< Body bytes that Content-Length still promises.
  bool drops_body_ = false;            ///< HEAD, 204, 304.
  std::size_t used_ = 0;               ///< Bytes of the stream that the last view of the body covers.
  Deadline stall_;
  std::unique_ptr<net::Timer> gone_already_;
  bool listening_ = false;  ///< The stream's when_over is set.
};

}  // namespace callout::http
