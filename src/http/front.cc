// SPDX-License-Identifier: Apache-2.0
#include "http/front.h"

#include <algorithm>
#include <utility>

#include "http/h1_connection.h"
#include "http/h2_connection.h"
#include "net/timer.h"

namespace callout::http {
namespace {

using namespace std::chrono_literals;

// For how long a listener that is out of descriptors lets others close theirs.
constexpr auto kAcceptPause = 100ms;

}  // namespace

/// Keeps a connection in the front's list for as long as it lives.
class Front::Presence {
 public:
  Presence(Front& front, Connection& connection) : front_(front), connection_(connection) {
    front.connections_.push_back(&connection);
  }
  ~Presence() { std::erase(front_.connections_, &connection_); }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  Front& front_;
  Connection& connection_;
};

Front::Front(FrontShared& shared, net::Worker& worker)
    : shared_(shared),
      context_{.worker = worker,
               .handler = shared.handler,
               .deadlines = shared.options.deadlines,
               .proxies = shared.proxies,
               .counters = shared.counters,
               .log = shared.log} {}

Front::~Front() = default;

Result<void> Front::listen(const net::SocketAddress& address) {
  auto listener = net::Listener::bind(address, true);
  if (!listener) return fail(std::move(listener));
  listener_ = std::move(*listener);
  return {};
}

void Front::start_accepting() {
  accepting_.spawn(accept_all());
}

net::Task<> Front::accept_all() {
  for (;;) {
    auto accepted = co_await listener_->accept();
    if (accepted) {
      take(std::move(*accepted));
    } else if (accepted.error().code == Code::kClosed) {
      co_return;
    } else {
      shared_.log.warn("no connection can be accepted", {{"why", accepted.error().message}});
      co_await net::sleep_for(kAcceptPause);
    }
  }
}

void Front::take(std::unique_ptr<net::TcpStream> tcp) {
  auto ip = tcp->remote().ip();
  const bool proxy = shared_.proxies.contains(ip);
  // A proxy's connections are everybody's: it bounds them itself.
  auto slot = proxy ? std::optional<AddressLimit::Slot>(std::in_place) : shared_.addresses.take(ip);
  if (!slot) {
    shared_.counters.refused.fetch_add(1, std::memory_order_relaxed);
    tcp->reset();
    return;
  }
  shared_.counters.connections.fetch_add(1, std::memory_order_relaxed);
  const auto id = shared_.next_connection_id.fetch_add(1, std::memory_order_relaxed);
  Peer peer{.client = {.ip = std::move(ip), .secure = shared_.options.tls != nullptr},
            .trusted_proxy = proxy,
            .connection_id = id};
  visits_.spawn(greet({.stream = std::move(tcp), .slot = std::move(*slot), .peer = std::move(peer)}));
}

/// TLS if there is any, and the move that its SNI name asks for.
net::Task<> Front::greet(Visit visit) {
  if (shared_.options.tls) {
    auto accepted =
        co_await net::tls_accept(std::move(visit.stream), *shared_.options.tls, context_.deadlines.tls_handshake);
    if (!accepted) co_return;
    const auto& facts = (*accepted)->facts();
    visit.peer.tls = accepted->get();
    visit.http2 = facts.alpn == "h2";
    auto* there = facts.server_name.empty() ? nullptr : shared_.handler.place(facts.server_name);
    visit.stream = std::move(*accepted);
    if (there != nullptr && there != &worker()) {
      visit.stream->release();
      co_await move(std::move(visit), *there);
      co_return;
    }
  }
  // Its own task, so that this frame does not last as long as the connection.
  visits_.spawn(host(std::move(visit)));
}

net::Task<> Front::host(Visit visit) {
  return visit.http2 ? host_http2(std::move(visit)) : host_http1(std::move(visit));
}

net::Task<> Front::host_http2(Visit visit) {
  H2Connection connection(*visit.stream, visit.peer, context_);
  const Presence presence(*this, connection);
  co_await connection.run();
}

net::Task<> Front::host_http1(Visit visit) {
  net::Worker* there = nullptr;
  {
    H1Connection connection(*visit.stream, visit.peer, context_, std::move(visit.placed), visit.received);
    const Presence presence(*this, connection);
    there = co_await connection.run();
    if (there == nullptr) co_return;
    visit.placed = std::move(connection.placed());
    const auto received = connection.received();
    visit.received.assign(received.begin(), received.end());
  }
  co_await move(std::move(visit), *there);
}

net::Task<> Front::move(Visit visit, net::Worker& there) {
  const auto& fronts = shared_.fronts;
  const auto front = std::ranges::find(fronts, &there, [](const auto& candidate) { return &candidate->worker(); });
  // After a stop nobody moves: the other front may be gone.
  if (front == fronts.end() || context_.draining) co_return;
  there.post([target = front->get(), moved = std::move(visit)]() mutable {
    moved.stream->adopt();
    target->visits_.spawn(target->host(std::move(moved)));
  });
}

net::Task<> Front::stop_accepting() {
  context_.draining = true;
  listener_->close();
  co_await accepting_.join();
}

void Front::drain() {
  // A copy: ending a connection changes the list.
  for (auto* connection : std::vector(connections_)) connection->drain();
}

net::Task<> Front::finish(std::chrono::steady_clock::time_point until) {
  net::Timer grace([this] {
    for (auto* connection : std::vector(connections_)) connection->cut();
  });
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  grace.arm(std::max(left, 0ms));
  co_await visits_.join();
}

}  // namespace callout::http
