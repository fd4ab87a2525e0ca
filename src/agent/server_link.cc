// SPDX-License-Identifier: Apache-2.0
#include "agent/server_link.h"

#include <array>

#include <sys/utsname.h>
#include <unistd.h>

#include "base/encoding.h"
#include "callout_version.h"
#include "net/response_reader.h"
#include "tunnel/names.h"
#include "tunnel/websocket_dial.h"
#include "wire/authority.h"

namespace callout::agent {
namespace {

Error answer_failed(const AnswerDeadline& deadline, const Error& error, std::string_view who) {
  if (!deadline.passed()) return error;
  return {Code::kTimeout, fmt::format("{} did not answer within {} s.", who, kServerAnswerTime.count())};
}

/// HTTP CONNECT (RFC 9110 section 9.3.6).
net::Task<Result<void>> ask_proxy(net::Stream& stream, const wire::ServerUrl& server, const Proxy& proxy) {
  const std::string target =
      fmt::format("{}:{}", server.host.contains(':') ? "[" + server.host + "]" : server.host, server.port);
  std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", target);
  if (!proxy.authorization.empty()) request += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  request += "\r\n";
  AnswerDeadline deadline(stream);
  if (auto written = co_await stream.write(bytes_of(request)); !written) co_return written;
  std::vector<std::byte> buffer;
  net::ResponseReader reader(stream, buffer, "CONNECT");
  const auto head = co_await reader.read_head();
  if (!head) co_return std::unexpected(answer_failed(deadline, head.error(), "The proxy"));
  const int status = (*head)->head.status;
  if (status == 407) {
    co_return fail(Code::kDenied, "The proxy {}:{} wants a user and password: give them in proxy.url or HTTPS_PROXY.",
                   proxy.host, proxy.port);
  }
  if (status / 100 != 2) {
    co_return fail(Code::kUnavailable,
                   "The proxy {}:{} refused to connect to {} (status {}): allow that destination there.", proxy.host,
                   proxy.port, target, status);
  }
  // The server waits for our first byte, so anything here is the proxy's and would be read as the server's.
  if (!reader.behind_head().empty()) co_return fail(Code::kProtocol, "The proxy sent more than its answer.");
  co_return Result<void>{};
}

}  // namespace

AnswerDeadline::AnswerDeadline(net::Stream& stream, std::chrono::milliseconds time)
    : timer_([this, &stream] {
        passed_ = true;
        stream.close();
      }) {
  timer_.arm(time);
}

net::Task<Result<std::unique_ptr<net::TcpStream>>> connect_server(wire::ServerUrl server, std::optional<Proxy> proxy) {
  if (!proxy) co_return co_await net::connect(server.dial_host(), server.port, kServerConnectTime);
  auto stream = co_await net::connect(proxy->host, proxy->port, kServerConnectTime);
  if (!stream) {
    co_return fail(stream.error().code, "The proxy can't be reached. {}", stream.error().message);
  }
  if (auto asked = co_await ask_proxy(**stream, server, *proxy); !asked) co_return fail(std::move(asked));
  co_return std::move(stream);
}

std::optional<tunnel::Exporter> ServerLink::exporter() const {
  return tls == nullptr ? std::nullopt : std::optional(tls->exporter(tunnel::kExporterLabel));
}

net::Task<Result<ServerLink>> secure_server(wire::ServerUrl server, std::unique_ptr<net::TcpStream> tcp,
                                            net::TlsClientContext* context) {
  if (context == nullptr) co_return ServerLink{std::move(tcp), nullptr};
  auto tls = co_await net::tls_connect(std::move(tcp), *context, server.host, kServerAnswerTime);
  if (!tls) co_return fail(std::move(tls));
  const net::TlsStream* facts = tls->get();
  co_return ServerLink{std::move(*tls), facts};
}

Result<std::shared_ptr<net::TlsClientContext>> server_context(const Registration& registration) {
  if (!registration.server.tls) return nullptr;
  return net::TlsClientContext::pinned(registration.anchor_pem);
}

net::Task<Result<Upgraded>> upgrade_to_websocket(net::Stream& stream, wire::ServerUrl server, std::string install) {
  wire::RequestHead request{.method = "GET",
                            .target = std::string(tunnel::kDialPath),
                            .authority = server.authority(),
                            .protocol = {},
                            .headers = {}};
  request.headers.add(std::string(tunnel::kInstallHeader), std::move(install));
  AnswerDeadline deadline(stream);
  auto answer = co_await tunnel::open_websocket(stream, std::move(request), std::string(tunnel::kSubprotocol));
  if (!answer && answer.error().code == Code::kProtocol) {
    co_return fail(Code::kProtocol, "{} answered with another protocol: it is no Callout server.", server.to_string());
  }
  if (!answer) co_return std::unexpected(answer_failed(deadline, answer.error(), "The server"));
  if (answer->head.status != 101) {
    co_return fail(Code::kUnavailable,
                   "{} did not open a WebSocket (status {}): is it a Callout server, and does whatever stands before "
                   "it pass WebSockets?",
                   server.to_string(), answer->head.status);
  }
  Upgraded upgraded{.early = std::move(answer->early), .date = {}};
  if (const std::string* date = answer->head.headers.find("Date")) upgraded.date = *date;
  co_return upgraded;
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string system_name() {
  utsname facts{};
  return ::uname(&facts) == 0 ? fmt::format("{} {} {}", facts.sysname, facts.release, facts.machine) : "";
}

tunnel::Hello own_hello(const std::string& install) {
  return {.install = install,
          .version = 0,
          .agent_version = CALLOUT_VERSION,
          .hostname = host_name(),
          .os = system_name(),
          .features = {}};
}

}  // namespace callout::agent
