// SPDX-License-Identifier: Apache-2.0
// One browser connection that speaks HTTP/1.1: requests one after the other, each answered before the next is read.
// Made by Front, which awaits run(). Own worker only.
//
// Bounds: 16 KiB of received bytes (a longer head: 80 KiB) and 16 KiB of bytes to send; nothing of that while idle. One
// Deadline guards the wait for a request, for its head, and for progress of bodies; endless answers and long polls have
// none while their handler has nothing to send.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/front_context.h"
#include "http/h1_exchange.h"
#include "wire/request_parser.h"

namespace callout::http {

class H1Connection final : public Connection {
 public:
  /// `received`: bytes that another worker read before it moved the connection here for requests to `placed`.
  H1Connection(net::TcpStream& stream, const Peer& peer, FrontContext& context, std::string placed,
               std::span<const std::byte> received);

  /// nullptr: the connection is over and closed. Else the worker on which it goes on: the stream is released, and
  /// received() is to be handed over with it.
  net::Task<net::Worker*> run();
  std::span<const std::byte> received() const { return input_.bytes(); }
  /// The authority for which run() named a worker.
  std::string& placed() { return placed_; }

  void drain() override;
  void cut() override;

 private:
  net::Task<std::optional<wire::ParsedRequest>> next_request();
  net::Worker* elsewhere(const wire::ParsedRequest& request);
  net::Task<H1Exchange::After> serve(wire::ParsedRequest request);
  net::Task<> refuse(const wire::RequestRefusal& refusal);
  net::Task<> linger();

  net::TcpStream& stream_;
  const Peer& peer_;
  FrontContext& context_;
  std::string placed_;
  Deadline deadline_;
  Input input_;
  Output output_;
  wire::RequestParser parser_;
  bool idle_ = false;
  H1Exchange* exchange_ = nullptr;
};

}  // namespace callout::http
