// SPDX-License-Identifier: Apache-2.0
// For tests: an exchange without a connection, which keeps its answer. One thread.
#pragma once

#include <string>
#include <utility>

#include "http/exchange.h"

namespace callout::relay {

class FakeExchange : public http::Exchange {
 public:
  explicit FakeExchange(wire::RequestHead request, bool websocket = false)
      : request_(std::move(request)), websocket_(websocket) {}

  const wire::RequestHead& request() const override { return request_; }
  const std::string& remote_ip() const override { return remote_ip_; }
  bool secure() const override { return true; }
  std::uint64_t connection_id() const override { return 1; }
  std::optional<std::array<std::byte, 32>> exporter(std::string_view) const override { return std::nullopt; }
  bool has_body() const override { return false; }
  std::optional<std::uint64_t> body_length() const override { return 0; }
  net::Task<Result<std::span<const std::byte>>> read_body() override { co_return std::span<const std::byte>(); }
  net::Task<Result<void>> start(const wire::ResponseHead& sent, std::optional<std::uint64_t>) override {
    head = sent;
    co_return Result<void>{};
  }
  net::Task<Result<void>> write(std::span<const std::byte>) override { co_return Result<void>{}; }
  net::Task<Result<void>> end() override { co_return Result<void>{}; }
  net::Task<Result<void>> respond(const wire::ResponseHead& sent, std::string_view text) override {
    head = sent;
    body = text;
    co_return Result<void>{};
  }
  bool wants_websocket() const override { return websocket_; }
  net::Task<Result<net::Stream*>> upgrade(const wire::ResponseHead&) override {
    co_return fail(Code::kInvalid, "There is no connection.");
  }
  net::Task<> cut() override { co_return; }
  void abort() override { aborted = true; }
  void when_gone(net::Waiter*) override {}

  wire::ResponseHead head;
  std::string body;
  bool aborted = false;

 private:
  const wire::RequestHead request_;
  const bool websocket_;
  const std::string remote_ip_ = "192.0.2.1";
};

}  // namespace callout::relay
