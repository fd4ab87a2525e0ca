// SPDX-License-Identifier: Apache-2.0
// One browser connection that speaks HTTP/2 (ALPN h2 over TLS): many exchanges at a time, each a stream. Made by Front,
// which awaits run(). Own worker only: requests for a host that belongs on another worker are answered 421, so that the
// browser opens a connection of their own.
#pragma once

#include <optional>
#include <string>

#include "http/deadline.h"
#include "http/front_context.h"
#include "http/refusal.h"
#include "net/http2_session.h"

namespace callout::http {

class H2Connection final : public Connection, private net::Http2Handler {
 public:
  H2Connection(net::TcpStream& stream, const Peer& peer, FrontContext& context);

  /// Until the connection is over and every handler has returned.
  net::Task<> run();

  void drain() override;
  void cut() override { session_.close(); }

 private:
  net::Task<> serve(net::Http2Stream& stream) override;
  std::optional<Page> refusal_of(const net::Http2Stream& stream);
  void idle_too_long();

  net::TcpStream& stream_;
  const Peer& peer_;
  FrontContext& context_;
  std::string placed_;  ///< The last authority that was found to belong here.
  std::size_t exchanges_ = 0;
  Deadline idle_;
  net::Http2Session session_;
};

}  // namespace callout::http
