// SPDX-License-Identifier: Apache-2.0
// One connection to a port of a session's device: a WebSocket to the session's host, whose binary messages are the
// bytes (docs/adr/0058; createClientKey in openapi.yaml). Own worker only. The channel owns its connection.
#pragma once

#include <memory>
#include <string>

#include "client/outcome.h"
#include "client/session.h"
#include "net/tcp.h"
#include "tunnel/websocket_stream.h"

namespace callout::client {

inline constexpr std::string_view kChannelProtocol = "callout-tcp.1";
/// From our request to the answer, in which the agent dials the device.
inline constexpr std::chrono::seconds kChannelTime{40};

class DataChannel {
 public:
  DataChannel(std::unique_ptr<net::TcpStream> connection, std::span<const std::byte> early)
      : connection_(std::move(connection)),
        stream_(wire::WebSocketRole::kClient, *connection_, early, tunnel::WebSocketStream::Closing::kItsSide) {}

  tunnel::WebSocketStream& stream() { return stream_; }

 private:
  std::unique_ptr<net::TcpStream> connection_;
  tunnel::WebSocketStream stream_;
};

/// kOutOfReach when the install or the device refused, kSessionEnded when the session's host knows no such session.
net::Task<Outcome<std::unique_ptr<DataChannel>>> open_channel(ClientKey key, net::TlsClientContext* tls,
                                                              std::uint16_t port);

/// Copies both ways until both ended, each end as it comes, or one was cut, which cuts the other. Closes both; whether
/// nothing was cut.
net::Task<bool> splice(net::TcpStream& local, DataChannel& channel);

}  // namespace callout::client
