// SPDX-License-Identifier: Apache-2.0
// The way from the agent to its server, one step a function, so that `doctor` can name the step that fails: TCP
// (perhaps through the site's proxy), TLS with the pinned certificate, the WebSocket upgrade, the hello. Used by the
// connector, the doctor and the one-off calls. Own worker only.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/key.h"
#include "agent/proxy.h"
#include "agent/registration.h"
#include "net/timer.h"
#include "net/tls.h"
#include "tunnel/handshake.h"
#include "wire/server_url.h"

namespace callout::agent {

inline constexpr std::chrono::seconds kServerConnectTime{15};  ///< Satellite links and sleepy proxies included.
inline constexpr std::chrono::seconds kServerAnswerTime{20};

/// Closes a stream that lets us wait too long.
class AnswerDeadline {
 public:
  explicit AnswerDeadline(net::Stream& stream, std::chrono::milliseconds time = kServerAnswerTime);
  bool passed() const { return passed_; }

 private:
  bool passed_ = false;
  net::Timer timer_;
};

/// TCP to the server, or through the proxy as far as the server.
net::Task<Result<std::unique_ptr<net::TcpStream>>> connect_server(wire::ServerUrl server, std::optional<Proxy> proxy);

struct ServerLink {
  std::unique_ptr<net::TcpStream> stream;
  const net::TlsStream* tls = nullptr;  ///< The same object, when it is TLS.
  std::optional<tunnel::Exporter> exporter() const;
};
/// TLS on top of it; `context` null for plain HTTP on this machine.
net::Task<Result<ServerLink>> secure_server(wire::ServerUrl server, std::unique_ptr<net::TcpStream> tcp,
                                            net::TlsClientContext* context);
/// The context for an enrolled agent: null without TLS.
Result<std::shared_ptr<net::TlsClientContext>> server_context(const Registration& registration);

struct Upgraded {
  std::vector<std::byte> early;  ///< What the server sent right behind its 101.
  std::string date;              ///< The server's Date field, if it gave one.
};
net::Task<Result<Upgraded>> upgrade_to_websocket(net::Stream& stream, wire::ServerUrl server, std::string install);

/// The hello of this build and machine.
tunnel::Hello own_hello(const std::string& install);
std::string host_name();
std::string system_name();

}  // namespace callout::agent
