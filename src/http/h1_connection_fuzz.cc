// SPDX-License-Identifier: Apache-2.0
// Any bytes at all on an HTTP/1.1 connection whose handler echoes: it ends, leaks nothing, and answers no more often
// than it was asked.
//
// The first byte of the input says how large the pieces are in which the rest arrives.
#include <algorithm>
#include <cstdlib>

#include "base/encoding.h"
#include "http/h1_connection.h"
#include "net/sha1.h"

namespace callout::http {
namespace {

/// The memory stream as a TCP stream.
class MemoryTcp final : public net::TcpStream {
 public:
  explicit MemoryTcp(net::Stream& inner) : inner_(inner) {}
  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override { return inner_.try_read(into); }
  Result<std::size_t> try_write(std::span<const std::byte> from) override { return inner_.try_write(from); }
  void when_readable(net::Waiter& waiter) override { inner_.when_readable(waiter); }
  void when_writable(net::Waiter& waiter) override { inner_.when_writable(waiter); }
  void finish() override { inner_.finish(); }
  void close() override { inner_.close(); }
  void keep_queue_short() override {}
  void reset() override { inner_.close(); }
  const net::SocketAddress& remote() const override { return address_; }
  const net::SocketAddress& local() const override { return address_; }
  void release() override {}
  void adopt() override {}
  int take_descriptor() override { return -1; }

 private:
  net::Stream& inner_;
  net::SocketAddress address_;
};

/// Echoes bodies; `/ws` is upgraded, other targets starting with /e answer early, without reading.
class EchoHandler final : public Handler {
 public:
  net::Worker* place(std::string_view) override { return nullptr; }
  net::Task<> serve(Exchange& exchange) override {
    ++asked;
    if (exchange.wants_websocket()) {
      const auto stream = co_await exchange.upgrade({});
      std::uint64_t moved = 0;
      if (stream) (void)co_await net::pump(**stream, **stream, moved);
      co_return;
    }
    const wire::ResponseHead head{.status = 207, .reason = "Echo", .headers = {}};
    if (exchange.request().target.starts_with("/e")) {
      (void)co_await exchange.respond(head, "early");
      co_return;
    }
    if (!co_await exchange.start(head, exchange.body_length())) co_return;
    for (;;) {
      const auto bytes = co_await exchange.read_body();
      if (!bytes) co_return;
      if (bytes->empty()) break;
      if (!co_await exchange.write(*bytes)) co_return;
    }
    (void)co_await exchange.end();
  }
  std::size_t asked = 0;
};

net::Task<> send_pieces(net::Stream& stream, std::span<const std::byte> bytes, std::size_t piece) {
  while (!bytes.empty()) {
    const auto count = std::min(piece, bytes.size());
    if (!co_await stream.write(bytes.first(count))) co_return;
    bytes = bytes.subspan(count);
  }
  stream.finish();
}

net::Task<> receive(net::Stream& stream, std::string& all) {
  std::array<std::byte, 4096> buffer;
  for (;;) {
    const auto count = co_await stream.read(buffer);
    if (!count || *count == 0) co_return;
    all += text_of(std::span(buffer).first(*count));
  }
}

net::Task<> serve(H1Connection& connection) {
  (void)co_await connection.run();
}

net::Task<> run_one(Log& log, std::span<const std::byte> input) {
  const auto piece = input.empty() ? 1 : std::size_t{1} + std::to_integer<std::size_t>(input[0]) * 7;
  auto [server_side, browser] = net::stream_pair(1024);
  MemoryTcp tcp(*server_side);
  EchoHandler handler;
  const TrustedProxies proxies;
  const Deadlines deadlines;
  ServerCounters counters;
  FrontContext context{.worker = net::Worker::current(),
                       .handler = handler,
                       .deadlines = deadlines,
                       .proxies = proxies,
                       .counters = counters,
                       .log = log};
  const Peer peer{.client = {.ip = "192.0.2.1"}};
  std::string received;
  {
    H1Connection connection(tcp, peer, context, {}, {});
    net::TaskGroup group;
    group.spawn(serve(connection));
    group.spawn(receive(*browser, received));
    co_await send_pieces(*browser, input.empty() ? input : input.subspan(1), piece);
    co_await group.join();
  }
  // An echoed body may hold text that looks like an answer; what the input does not hold can't be echoed.
  constexpr std::string_view kAnswer = "HTTP/1.1 207 Echo\r\n";
  if (text_of(input).find("207 Ec") != std::string_view::npos) co_return;
  std::size_t answers = 0;
  for (auto at = received.find(kAnswer); at != std::string::npos; at = received.find(kAnswer, at + 1)) ++answers;
  if (answers > handler.asked) std::abort();
}

}  // namespace
}  // namespace callout::http

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static callout::Log log(callout::Log::Level::kError, callout::Log::Format::kText);
  // OpenSSL's clean-up runs after what was made after its first use: the worker's thread must be gone by then.
  [[maybe_unused]] static const auto first_use = callout::net::sha1({});
  static callout::net::WorkerPool workers(1);
  callout::net::run_to_end(workers[0], callout::http::run_one(log, std::as_bytes(std::span(data, size))));
  return 0;
}
