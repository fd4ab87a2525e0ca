// SPDX-License-Identifier: Apache-2.0
// For tests: keys made from a seed, a gate that knows one install, and two WebSockets back to back.
#pragma once

#include <memory>
#include <string>

#include "net/tcp.h"
#include "tunnel/handshake.h"
#include "tunnel/websocket_stream.h"

namespace callout::tunnel {

struct TestKey {
  PublicKey public_key;
  SecretKey secret_key;
};
/// The Ed25519 key of a seed of 32 times this byte.
TestKey key_of_seed(std::uint8_t byte);

/// Knows the install "install-1" by one key, and answers as it is told.
class TestGate final : public Gate {
 public:
  explicit TestGate(const PublicKey& key) : key_(key) {}
  net::Task<Result<PublicKey>> key_of(const std::string& install) override;
  net::Task<std::expected<Welcome, Refusal>> admit(const Hello& hello) override;

  std::optional<Error> lookup_error;
  std::optional<Refusal> refusal;
  int admitted = 0;

 private:
  PublicKey key_;
};

struct WebSocketPair {
  explicit WebSocketPair(std::size_t capacity = 256 * 1024)
      : transports(net::stream_pair(capacity)),
        server(wire::WebSocketRole::kServer, *transports.first),
        agent(wire::WebSocketRole::kClient, *transports.second) {}
  std::pair<std::unique_ptr<net::Stream>, std::unique_ptr<net::Stream>> transports;
  WebSocketStream server;
  WebSocketStream agent;
};

}  // namespace callout::tunnel
