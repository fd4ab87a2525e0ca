// SPDX-License-Identifier: Apache-2.0
#include "client/server.h"

#include "base/encoding.h"
#include "callout_version.h"
#include "net/response_reader.h"
#include "net/timer.h"
#include "tunnel/json_fields.h"
#include "wire/serialize.h"

namespace callout::client {

Outcome<Access> make_access(wire::ServerUrl server, const std::string& authorities_file, std::string token) {
  Access access{.server = std::move(server), .tls = nullptr, .token = std::move(token)};
  if (!access.server.tls) return access;
  auto tls = net::TlsClientContext::verified(authorities_file);
  if (!tls) return failed(tls);
  access.tls = std::move(*tls);
  return access;
}

net::Task<Outcome<std::unique_ptr<net::TcpStream>>> dial(wire::ServerUrl url, net::TlsClientContext* tls) {
  auto tcp = co_await net::connect(url.dial_host(), url.port, kConnectTime);
  if (!tcp) co_return fail_with(Exit::kFailed, "The server can't be reached: {}", tcp.error().message);
  if (!url.tls) co_return std::move(*tcp);
  auto secure = co_await net::tls_connect(std::move(*tcp), *tls, url.host, kConnectTime);
  if (!secure) {
    co_return fail_with(Exit::kFailed,
                        "{} is not trusted, or is no TLS server: {} If your server has a certificate of its own "
                        "authority, give it with --ca.",
                        url.to_string(), secure.error().message);
  }
  co_return std::move(*secure);
}

Failure failure_of(int status, std::string_view body) {
  std::string detail = fmt::format("The server answered with status {}.", status);
  if (const auto object = tunnel::parse_object(body, kAnswerMost)) {
    tunnel::JsonFields fields(*object);
    if (auto text = fields.optional_text("detail", 4096)) detail = std::move(*text);
    if (auto text = fields.optional_text("remedy", 4096)) detail += ' ' + *text;
  }
  switch (status) {
    case 401: return {Exit::kSignedOut, "You are not signed in (any more): run callout login."};
    case 403: return {Exit::kDenied, std::move(detail)};
    default: return {Exit::kFailed, std::move(detail)};
  }
}

net::Task<Result<Server::Answer>> Server::exchange(net::Stream& stream, std::string method, std::string path,
                                                   std::string body) {
  wire::RequestHead request{.method = method,
                            .target = std::move(path),
                            .authority = access_.server.authority(),
                            .protocol = {},
                            .headers = {}};
  if (!access_.token.empty()) request.headers.add("Authorization", "Bearer " + access_.token);
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  request.headers.add("Accept", "application/json");
  request.headers.add("User-Agent", "callout/" CALLOUT_VERSION);
  wire::BodyFraming framing;
  if (method != "GET") framing = {wire::Framing::kLength, body.size()};
  const auto head = wire::serialize_request(request, framing, wire::ConnectionField::kKeepAlive);
  if (!head) co_return fail(head);

  bool late = false;
  net::Timer deadline([&stream, &late] {
    late = true;
    stream.close();
  });
  deadline.arm(kAnswerTime);
  nothing_came_ = true;
  const std::string bytes = *head + body;
  if (auto sent = co_await stream.write(bytes_of(bytes)); !sent) co_return fail(std::move(sent));
  std::vector<std::byte> buffer;
  net::ResponseReader reader(stream, buffer, method);
  const auto answered = co_await reader.read_head();
  nothing_came_ = !reader.anything_came();
  if (late) {
    nothing_came_ = false;
    co_return fail(Code::kTimeout, "The server did not answer within {} s.", kAnswerTime.count());
  }
  if (!answered) co_return fail(answered);
  Answer answer{.status = (*answered)->head.status, .body = {}, .kept = false};
  for (;;) {
    const auto part = co_await reader.read_body();
    if (!part) co_return fail(part);
    if (part->empty()) break;
    if (answer.body.size() + part->size() > kAnswerMost)
      co_return fail(Code::kProtocol, "The server answered too much.");
    answer.body += text_of(*part);
  }
  answer.kept = reader.reusable();
  co_return answer;
}

net::Task<Outcome<boost::json::object>> Server::call(std::string method, std::string path, std::string body) {
  Result<Answer> answer = fail(Code::kClosed, "");
  // A kept connection may have been closed by the server just now: then the request is sent again on a new one. What
  // changes something is never sent twice.
  if (method != "GET") stream_.reset();
  if (stream_) answer = co_await exchange(*stream_, method, path, body);
  if (!answer && (!stream_ || nothing_came_)) {
    auto fresh = co_await dial(access_.server, access_.tls.get());
    if (!fresh) co_return pass(fresh);
    stream_ = std::move(*fresh);
    answer = co_await exchange(*stream_, method, path, body);
  }
  if (!answer || !answer->kept) stream_.reset();
  if (!answer) {
    co_return fail_with(Exit::kFailed, "{} broke off: {}", access_.server.to_string(), answer.error().message);
  }
  if (answer->status / 100 != 2) co_return std::unexpected(failure_of(answer->status, answer->body));
  if (answer->body.empty()) co_return boost::json::object();
  auto object = tunnel::parse_object(answer->body, kAnswerMost);
  if (!object) {
    co_return fail_with(Exit::kFailed, "{} answered something else: is it a Callout server?",
                        access_.server.to_string());
  }
  co_return std::move(*object);
}

}  // namespace callout::client
