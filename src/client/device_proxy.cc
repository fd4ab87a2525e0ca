// SPDX-License-Identifier: Apache-2.0
#include "client/device_proxy.h"

#include <array>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "base/limits.h"
#include "client/proxy_greeters.h"
#include "net/timer.h"
#include "wire/authority.h"
#include "wire/request_parser.h"
#include "wire/socks5.h"

namespace callout::client {
namespace {

using Say = std::function<void(std::string)>;

struct Proxy {
  Visit& visit;
  const wire::Address device;
  const Say& say;
};

/// What has come of a connection and was not understood yet.
class Received {
 public:
  explicit Received(net::Stream& stream) : stream_(stream) {}
  std::span<const std::byte> bytes() const { return buffer_; }
  void drop(std::size_t count) { buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(count)); }
  std::vector<std::byte> take() { return std::move(buffer_); }
  /// False at the end, or when nobody could need that much.
  net::Task<bool> more() {
    std::array<std::byte, 4096> part;
    if (buffer_.size() > limits::kRequestHead) co_return false;
    const auto count = co_await stream_.read(part);
    if (!count || *count == 0) co_return false;
    buffer_.insert(buffer_.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(*count));
    co_return true;
  }

 private:
  net::Stream& stream_;
  std::vector<std::byte> buffer_;
};

Failure foreign(std::string_view host, std::uint16_t port, const wire::Address& device) {
  return {Exit::kDenied,
          fmt::format("{} port {} is not this device: only {} can be reached here.", host, port, device.to_string())};
}

/// co_await: what the parser reads once enough has come; nullopt when the connection ended before.
template <class T, class Parse>
net::Task<std::optional<T>> read(Received& received, Parse parse) {
  for (;;) {
    T outcome = parse(received.bytes());
    if (!outcome || *outcome) co_return outcome;
    if (!co_await received.more()) co_return std::nullopt;
  }
}

using Greeting = std::expected<std::optional<wire::Socks5Greeting>, wire::Socks5Reply>;
using SocksRequest = std::expected<std::optional<wire::Socks5Request>, wire::Socks5Reply>;
using HttpRequest = std::expected<std::optional<wire::ParsedRequest>, wire::RequestRefusal>;

/// Where a connection wants to go, and how it is to be answered.
struct Wanted {
  std::string host;
  std::uint16_t port = 0;
  std::unique_ptr<Greeter> greeter;
};

net::Task<std::optional<Wanted>> ask_socks(net::TcpStream& connection, Received& received) {
  const auto greeting = co_await read<Greeting>(received, wire::parse_socks5_greeting);
  if (!greeting || !*greeting) co_return std::nullopt;
  received.drop((**greeting)->consumed);
  const bool acceptable = (**greeting)->without_authentication;
  const auto answered = co_await connection.write(bytes_of(wire::socks5_method(acceptable)));
  if (!answered || !acceptable) co_return std::nullopt;
  const auto request = co_await read<SocksRequest>(received, wire::parse_socks5_request);
  if (!request) co_return std::nullopt;
  if (!*request) {
    (void)co_await connection.write(bytes_of(wire::socks5_reply(request->error())));
    co_return std::nullopt;
  }
  received.drop((**request)->consumed);
  co_return Wanted{(**request)->host, (**request)->port, std::make_unique<SocksGreeter>(received.take())};
}

net::Task<std::optional<Wanted>> ask_http(net::TcpStream& connection, Received& received) {
  wire::RequestParser parser(wire::RequestsTo::kProxy);
  auto request = co_await read<HttpRequest>(received, [&parser](auto bytes) { return parser.parse(bytes); });
  if (!request) co_return std::nullopt;
  if (!*request) {
    const auto& refusal = request->error();
    (void)co_await connection.write(bytes_of(proxy_refusal(refusal.status, refusal.why)));
    co_return std::nullopt;
  }
  wire::ParsedRequest parsed = std::move(***request);
  received.drop(parsed.consumed);
  const auto authority = wire::parse_authority(parsed.head.authority);
  const std::string host(authority ? authority->host : "");
  const std::uint16_t port = authority ? authority->port.value_or(80) : 0;
  if (parsed.head.method == "CONNECT") co_return Wanted{host, port, std::make_unique<ConnectGreeter>(received.take())};
  co_return Wanted{host, port, std::make_unique<HttpGreeter>(std::move(parsed), received.take())};
}

net::Task<> serve(net::TcpStream& connection, const Proxy& proxy) {
  std::optional<Wanted> wanted;
  {
    net::Timer deadline([&connection] { connection.close(); });
    deadline.arm(kAskTime);
    Received received(connection);
    if (!co_await received.more()) co_return;
    if (received.bytes()[0] == wire::kSocks5Version) {
      wanted = co_await ask_socks(connection, received);
    } else {
      wanted = co_await ask_http(connection, received);
    }
  }
  if (!wanted) {
    connection.finish();
    co_return;
  }
  if (!is_device(wanted->host, proxy.device)) {
    const Failure why = foreign(wanted->host, wanted->port, proxy.device);
    proxy.say(why.message);
    co_await wanted->greeter->refused(connection, why);
    connection.finish();
    co_return;
  }
  co_await proxy.visit.carry(connection, wanted->port, *wanted->greeter);
}

}  // namespace

bool is_device(std::string_view host, const wire::Address& device) {
  const auto address = wire::parse_address(host);
  return address && *address == device;
}

net::Task<Outcome<>> proxy_device(Visit& visit, LocalPort& local, wire::Address device, Say say) {
  visit.on_end = [&local] { local.close(); };
  const Proxy proxy{visit, device, say};
  net::TaskGroup serving;
  serving.spawn(local.run([&proxy](net::TcpStream& connection) { return serve(connection, proxy); }));
  auto ended = co_await visit.run();
  co_await serving.join();
  co_return ended;
}

}  // namespace callout::client
