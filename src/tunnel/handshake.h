// SPDX-License-Identifier: Apache-2.0
// The hello: right after the WebSocket opens, the agent proves which install it is (docs/protocol.md, "Hello").
//
//   server -> {"type":"challenge","nonce":...,"versions":[1,1]}
//   agent  -> {"type":"hello","install":...,"version":1,...,"signature":...,"channel_signature":...}
//   server -> {"type":"welcome","heartbeat_s":25,...}  or
//   {"type":"refused","code":...,"detail":...,"retry_after_s":...}
//
// The server side is called by relay/ for each agent that dials in, the agent side by agent/. Own worker only; each
// side has one deadline for the whole hello. After an error the caller closes the WebSocket.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "net/task.h"
#include "tunnel/websocket_stream.h"

namespace callout::tunnel {

inline constexpr std::chrono::seconds kHelloTime{10};

using PublicKey = std::array<std::byte, 32>;  ///< Ed25519.
using SecretKey = std::array<std::byte, 64>;  ///< Ed25519 as libsodium keeps it: seed and public key.
using Exporter = std::array<std::byte, 32>;   ///< TLS keying material of this connection, label kExporterLabel.

/// What an agent says of itself. Nothing but `install` is proven; texts are cut to 200 bytes of valid UTF-8 without
/// control characters.
struct Hello {
  std::string install;
  int version = 0;
  std::string agent_version;
  std::string hostname;
  std::string os;
  std::vector<std::string> features;
};
struct Welcome {
  std::chrono::seconds heartbeat{25};
  std::vector<std::string> features;  ///< Of the agent's, those that the server will use.
};
struct Refusal {
  std::string code;    ///< refusal:: of names.h
  std::string detail;  ///< One sentence for the agent's log and `callout-agent doctor`.
  std::optional<std::chrono::seconds> retry_after;
};

/// The server's say in who may connect. Implemented by relay/, which asks the store on a pool.
class Gate {
 public:
  /// The install's registered key. kNotFound: no such install, or removed; kUnavailable: ask again later.
  virtual net::Task<Result<PublicKey>> key_of(const std::string& install) = 0;
  /// The hello is proven: let it in, or say why not (kDuplicate, kBusy).
  virtual net::Task<std::expected<Welcome, Refusal>> admit(const Hello& hello) = 0;

 protected:
  ~Gate() = default;
};

/// Server side. `exporter` when this server ends the agent's TLS itself: then channel_signature must hold against it,
/// and nobody stands between. Without (TLS ended by a proxy in front), `signature` must. Returns who was admitted; a
/// refusal was told to the agent already.
net::Task<Result<std::pair<Hello, Welcome>>> accept_hello(WebSocketStream& stream, std::optional<Exporter> exporter,
                                                          Gate& gate);

/// Agent side. `exporter` when the agent speaks TLS to whoever answers. `hello.version` is chosen from the server's
/// range. The outer error: the connection failed (try again). The inner: the server said no.
net::Task<Result<std::expected<Welcome, Refusal>>> say_hello(WebSocketStream& stream, Hello hello, const SecretKey& key,
                                                             std::optional<Exporter> exporter);

/// What is signed: kHelloContext NUL nonce NUL install, and NUL exporter for the channel signature. `nonce` as its
/// base64url text.
std::string hello_text(std::string_view nonce, std::string_view install, const Exporter* exporter);

}  // namespace callout::tunnel
