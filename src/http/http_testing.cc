// SPDX-License-Identifier: Apache-2.0
#include "http/http_testing.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/random.h"
#include "net/event.h"

namespace callout::http {
namespace {

using namespace std::chrono_literals;

wire::ResponseHead ok() {
  return {.status = 200, .reason = "OK", .headers = {}};
}

struct GoneEvent final : net::Waiter {
  net::Event event;
  bool heard = false;
  void ready() override {
    heard = true;
    event.notify();
  }
};

net::Task<> echo(Exchange& exchange) {
  (void)co_await exchange.start(ok(), exchange.body_length());
  for (;;) {
    const auto bytes = co_await exchange.read_body();
    if (!bytes) co_return;
    if (bytes->empty()) break;
    if (!co_await exchange.write(*bytes)) co_return;
  }
  (void)co_await exchange.end();
}

net::Task<> hash(Exchange& exchange, std::atomic<int>& broken) {
  std::string all;
  for (;;) {
    const auto bytes = co_await exchange.read_body();
    if (!bytes) {
      ++broken;
      co_return;
    }
    if (bytes->empty()) break;
    all += text_of(*bytes);
  }
  (void)co_await exchange.respond(ok(), hex(sha256(all)));
}

/// /size/N answers N bytes of the pattern with a length, /chunked/N without one.
net::Task<> stream_pattern(Exchange& exchange, std::uint64_t size, bool with_length,
                           std::atomic<std::uint64_t>& streamed) {
  (void)co_await exchange.start(ok(), with_length ? std::optional(size) : std::nullopt);
  for (std::uint64_t at = 0; at < size;) {
    const auto piece = pattern(at, static_cast<std::size_t>(std::min<std::uint64_t>(size - at, 64 * 1024)));
    if (!co_await exchange.write(bytes_of(piece))) co_return;
    at += piece.size();
    streamed = at;
  }
  (void)co_await exchange.end();
}

net::Task<> hold(Exchange& exchange, PathHandler& handler, bool with_head) {
  GoneEvent gone;
  exchange.when_gone(&gone);
  if (with_head) (void)co_await exchange.start(ok(), std::nullopt);
  handler.holding.set_value();
  while (!gone.heard) co_await gone.event.wait();
  ++handler.gone;
}

net::Task<> web_socket(Exchange& exchange) {
  if (!exchange.wants_websocket()) {
    (void)co_await exchange.respond({.status = 400, .reason = "Bad Request", .headers = {}}, "no");
    co_return;
  }
  const auto stream = co_await exchange.upgrade({});
  std::uint64_t moved = 0;
  if (stream) (void)co_await net::pump(**stream, **stream, moved);
}

net::Task<> break_off(Exchange& exchange, std::optional<std::uint64_t> length) {
  (void)co_await exchange.start(ok(), length);
  (void)co_await exchange.write(bytes_of("only this"));
}

/// Half of what the head says, then the end that the path names.
net::Task<> half(Exchange& exchange, std::uint64_t size, bool with_length, bool at_once) {
  (void)co_await exchange.start(ok(), with_length ? std::optional(2 * size) : std::nullopt);
  (void)co_await exchange.write(bytes_of(pattern(0, size)));
  if (at_once) {
    exchange.abort();
  } else {
    co_await exchange.cut();
  }
}

std::uint64_t number_after(std::string_view target, std::string_view prefix) {
  std::uint64_t number = 0;
  std::from_chars(target.data() + prefix.size(), target.data() + target.size(), number);
  return number;
}

}  // namespace

net::Task<> PathHandler::serve(Exchange& exchange) {
  ++served;
  co_await answer(exchange);
  ++ended;
}

net::Task<> PathHandler::answer(Exchange& exchange) {
  const std::string_view target = exchange.request().target;
  if (target == "/echo") {
    co_await echo(exchange);
  } else if (target == "/hash") {
    co_await hash(exchange, broken_uploads);
  } else if (target.starts_with("/size/")) {
    co_await stream_pattern(exchange, number_after(target, "/size/"), true, streamed);
  } else if (target.starts_with("/chunked/")) {
    co_await stream_pattern(exchange, number_after(target, "/chunked/"), false, streamed);
  } else if (target == "/endless") {
    co_await stream_pattern(exchange, UINT64_MAX, false, streamed);
  } else if (target == "/hold") {
    co_await hold(exchange, *this, false);
  } else if (target == "/hold-with-head") {
    co_await hold(exchange, *this, true);
  } else if (target == "/ws") {
    co_await web_socket(exchange);
  } else if (target == "/broken") {
    co_await break_off(exchange, 1000);
  } else if (target == "/broken-chunked") {
    co_await break_off(exchange, std::nullopt);
  } else if (target.starts_with("/cut/")) {
    co_await half(exchange, number_after(target, "/cut/"), true, false);
  } else if (target.starts_with("/cut-chunked/")) {
    co_await half(exchange, number_after(target, "/cut-chunked/"), false, false);
  } else if (target.starts_with("/abort-half/")) {
    co_await half(exchange, number_after(target, "/abort-half/"), true, true);
  } else if (target == "/abort") {
    exchange.abort();
  } else if (target == "/no-content") {
    (void)co_await exchange.respond({.status = 204, .reason = "No Content", .headers = {}}, "");
  } else if (target == "/not-modified") {
    (void)co_await exchange.respond({.status = 304, .reason = "Not Modified", .headers = {}}, "");
  } else if (target == "/early") {
    (void)co_await exchange.respond({.status = 413, .reason = "Content Too Large", .headers = {}}, "too much");
  } else if (target == "/who") {
    (void)co_await exchange.respond(
        ok(), fmt::format("{} {} {}", exchange.remote_ip(), exchange.secure() ? "secure" : "plain",
                          exchange.connection_id()));
  } else if (target == "/where") {
    (void)co_await exchange.respond(ok(), fmt::format("{}", static_cast<const void*>(&net::Worker::current())));
  } else if (target != "/nothing") {
    (void)co_await exchange.respond(ok(), "answer to " + std::string(target));
  }
}

TestServer::TestServer(ServerOptions options, std::size_t worker_count) : workers(worker_count) {
  std::signal(SIGPIPE, SIG_IGN);  // As the programs do: OpenSSL writes without MSG_NOSIGNAL.
  if (options.listen.family() == AF_UNSPEC) options.listen = *net::SocketAddress::parse("127.0.0.1:0");
  server = std::move(*Server::start(workers, std::move(options), handler, log));
}

TestServer::~TestServer() {
  server->stop(0ms);
}

RawClient::RawClient(std::uint16_t port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval timeout{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
}

RawClient::~RawClient() {
  ::close(fd_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawClient::finish() {
  ::shutdown(fd_, SHUT_WR);
}

std::string RawClient::read_some() {
  if (!kept_.empty()) return std::exchange(kept_, {});
  std::string bytes(64 * 1024, '\0');
  const auto count = ::recv(fd_, bytes.data(), bytes.size(), 0);
  ended_ = count == 0;
  reset_ = count < 0 && errno == ECONNRESET;
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

std::string RawClient::read_all() {
  std::string all;
  for (std::string more = read_some(); !more.empty(); more = read_some()) all += more;
  return all;
}

std::string RawClient::read_until(std::string_view ending) {
  std::string all;
  while (!all.ends_with(ending)) {
    const auto more = read_some();
    if (more.empty()) break;
    all += more;
  }
  return all;
}

std::string RawClient::read_response() {
  std::string all;
  std::size_t whole = std::string::npos;
  while (all.size() < whole) {
    const auto more = read_some();
    if (more.empty()) return all;
    all += more;
    const auto head = all.find("\r\n\r\n");
    if (head == std::string::npos || whole != std::string::npos) continue;
    const auto at = all.find("Content-Length: ");
    whole = head + 4 + (at < head ? number_after(std::string_view(all).substr(at), "Content-Length: ") : 0);
  }
  kept_ = all.substr(whole);
  all.resize(whole);
  return all;
}

bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

std::string pattern(std::uint64_t from, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(((from + i) * 2654435761U) >> 13);
  return bytes;
}

}  // namespace callout::http
