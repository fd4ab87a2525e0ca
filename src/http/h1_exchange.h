// SPDX-License-Identifier: Apache-2.0
// One request and response on an HTTP/1.1 connection. Made by H1Connection for each request, one at a time; own worker
// only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/exchange.h"
#include "http/front_context.h"
#include "http/h1_body.h"
#include "http/h1_raw_stream.h"
#include "wire/request_parser.h"

namespace callout::http {

class H1Exchange final : public Exchange {
 public:
  /// What an exchange uses of its connection.
  struct Line {
    net::TcpStream& stream;
    Input& input;
    Output& output;
    Deadline& deadline;
    FrontContext& context;
    const Peer& peer;
  };

  H1Exchange(const Line& line, wire::ParsedRequest request);

  const wire::RequestHead& request() const override { return request_.head; }
  const std::string& remote_ip() const override { return forwarded_ ? forwarded_->ip : line_.peer.client.ip; }
  bool secure() const override { return forwarded_ ? forwarded_->secure : line_.peer.client.secure; }
  std::uint64_t connection_id() const override {
    return forwarded_ && forwarded_->connection != 0 ? forwarded_->connection : line_.peer.connection_id;
  }
  std::optional<std::array<std::byte, 32>> exporter(std::string_view label) const override;
  bool has_body() const override { return body_.expected(); }
  std::optional<std::uint64_t> body_length() const override { return body_.length(); }
  net::Task<Result<std::span<const std::byte>>> read_body() override { return body_.read(); }
  net::Task<Result<void>> start(const wire::ResponseHead& head, std::optional<std::uint64_t> content_length) override;
  net::Task<Result<void>> write(std::span<const std::byte> bytes) override;
  net::Task<Result<void>> end() override;
  net::Task<Result<void>> respond(const wire::ResponseHead& head, std::string_view body) override;
  bool wants_websocket() const override { return wants_websocket_; }
  net::Task<Result<net::Stream*>> upgrade(const wire::ResponseHead& head) override;
  net::Task<> cut() override;
  void abort() override;
  void when_gone(net::Waiter* waiter) override { line_.input.when_gone(waiter); }

  /// What becomes of the connection.
  enum class After : std::uint8_t {
    kNextRequest,
    kClose,
    kLinger,  ///< Closed, but the browser still sends and needs time to read what was sent.
    kCut,     ///< What was sent is not whole, and only a reset shows that.
  };
  /// After the handler returned: answers if it did not, and readies the connection for the next request.
  net::Task<After> settle();

 private:
  enum class State : std::uint8_t { kWaiting, kStarted, kWhole, kUpgraded, kShort, kBroken };
  Result<void> begin(const wire::ResponseHead& head, std::optional<std::uint64_t> length);
  bool may_keep_alive() const;
  net::Task<bool> answer_for_handler();
  net::Task<Result<void>> broken(std::string_view why);

  const Line line_;
  wire::ParsedRequest request_;
  const std::optional<Client> forwarded_;
  const bool wants_websocket_;
  H1Body body_;
  State state_ = State::kWaiting;
  wire::BodyFraming framing_;
  std::uint64_t left_ = 0;   ///< Body bytes that Content-Length still promises.
  bool drops_body_ = false;  ///< HEAD, 204, 304.
  bool keep_alive_ = false;  ///< Said in the response.
  std::optional<H1RawStream> raw_;
};

}  // namespace callout::http
