// SPDX-License-Identifier: Apache-2.0
#include "client/local_port.h"

#include <algorithm>

#include <unistd.h>

#include "client/peer_user.h"
#include "net/timer.h"

namespace callout::client {
namespace {

constexpr int kTries = 20;  ///< Of a free port that is free on both addresses.

Result<std::unique_ptr<net::Listener>> bind_to(std::string_view ip, std::uint16_t port) {
  const auto address = net::SocketAddress::parse(ip, port);
  if (!address) return fail(address);
  return net::Listener::bind(*address, false);
}

/// Whether this machine has ::1 at all.
bool has_v6() {
  return bind_to("::1", 0).has_value();
}

}  // namespace

Outcome<std::unique_ptr<LocalPort>> LocalPort::open(std::uint16_t port) {
  std::unique_ptr<LocalPort> out(new LocalPort);
  const bool v6 = has_v6();
  for (int i = 0; i < kTries; ++i) {
    auto first = bind_to("127.0.0.1", port);
    if (!first) return failed(first);
    out->port_ = (*first)->address().port();
    out->listeners_.clear();
    out->listeners_.push_back(std::move(*first));
    if (!v6) return out;
    // Another program on the other address would get connections that are meant for us.
    auto second = bind_to("::1", out->port_);
    if (!second && port != 0) return failed(second);
    if (!second) continue;
    out->listeners_.push_back(std::move(*second));
    return out;
  }
  return fail_with(Exit::kFailed, "No port is free on both 127.0.0.1 and ::1.");
}

net::Task<> LocalPort::run(Serve serve) {
  for (const auto& listener : listeners_) tasks_.spawn(accept_all(*listener, serve));
  co_await tasks_.join();
}

net::Task<> LocalPort::accept_all(net::Listener& listener, const Serve& serve) {
  while (!closed_) {
    while (open_.size() >= kLocalConnections && !closed_) co_await fewer_.wait();
    auto connection = co_await listener.accept();
    if (!connection && connection.error().code == Code::kExhausted) {
      co_await net::sleep_for(std::chrono::milliseconds(100));
      continue;
    }
    if (!connection) co_return;
    if (user_of_peer((*connection)->local(), (*connection)->remote()) != ::geteuid()) {
      ++strangers_;
      (*connection)->reset();
      continue;
    }
    tasks_.spawn(serve_one(std::move(*connection), serve));
  }
}

net::Task<> LocalPort::serve_one(std::unique_ptr<net::TcpStream> connection, const Serve& serve) {
  open_.push_back(connection.get());
  co_await serve(*connection);
  std::erase(open_, connection.get());
  fewer_.notify();
}

void LocalPort::close() {
  if (std::exchange(closed_, true)) return;
  for (const auto& listener : listeners_) listener->close();
  for (net::TcpStream* connection : open_) connection->reset();
  fewer_.notify();
}

}  // namespace callout::client
