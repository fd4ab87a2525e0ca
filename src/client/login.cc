// SPDX-License-Identifier: Apache-2.0
#include "client/login.h"

#include <array>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "net/timer.h"
#include "tunnel/json_fields.h"
#include "wire/query.h"
#include "wire/request_parser.h"
#include "wire/serialize.h"

namespace callout::client {
namespace {

constexpr std::chrono::seconds kRequestTime{10};

/// What the browser shows after it came to our port.
std::string page(int status, std::string_view title, std::string_view text) {
  wire::ResponseHead head{.status = status, .reason = status == 200 ? "OK" : "Not Found", .headers = {}};
  head.headers.add("Content-Type", "text/html; charset=utf-8");
  head.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  head.headers.add("Cache-Control", "no-store");
  head.headers.add("Referrer-Policy", "no-referrer");
  const std::string body = fmt::format(
      "<!doctype html><html lang=en><meta charset=utf-8><title>Callout</title>"
      "<body style='font:1.1rem system-ui;max-width:32rem;margin:15vh auto;padding:0 1rem'><h1>{}</h1><p>{}</p>\n",
      title, text);
  return wire::serialize_response(head, {wire::Framing::kLength, body.size()}, wire::ConnectionField::kClose) + body;
}

struct Waiting {
  LocalPort& local;
  const std::string state;
  std::optional<LoginAnswer> answer;
};

net::Task<std::optional<wire::ParsedRequest>> read_request(net::Stream& connection) {
  wire::RequestParser parser;
  std::vector<std::byte> received;
  std::array<std::byte, 4096> part;
  while (received.size() <= limits::kRequestHead) {
    const auto count = co_await connection.read(part);
    if (!count || *count == 0) break;
    received.insert(received.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(*count));
    auto request = parser.parse(received);
    if (!request) break;
    if (*request) co_return std::move(**request);
  }
  co_return std::nullopt;
}

net::Task<> serve(net::TcpStream& connection, Waiting& waiting) {
  net::Timer deadline([&connection] { connection.close(); });
  deadline.arm(kRequestTime);
  const auto request = co_await read_request(connection);
  if (!request) co_return;
  const bool get = request->head.method == "GET";
  const auto answer = get ? parse_login_answer(request->head.target, waiting.state) : std::nullopt;
  const bool first = answer && !waiting.answer;
  const std::string shown =
      !first ? page(404, "Nothing here", "This address is for callout login only.")
      : answer->code
          ? page(200, "The command line has its answer", "You can close this tab and go back to the terminal.")
          : page(200, "Refused", "The command line was not signed in. You can close this tab.");
  (void)co_await connection.write(bytes_of(shown));
  connection.finish();
  if (first) waiting.answer = *answer;
  // The browser reads the answer to its end first; then the port closes.
  std::array<std::byte, 512> rest;
  for (auto more = co_await connection.read(rest); more && *more > 0;) more = co_await connection.read(rest);
  if (waiting.answer) waiting.local.close();
}

}  // namespace

LoginSecrets make_login_secrets() {
  LoginSecrets secrets{.verifier = random_secret(), .challenge = {}, .state = random_secret()};
  secrets.challenge = base64url(sha256(secrets.verifier));
  return secrets;
}

std::string login_page(const wire::ServerUrl& server, const LoginSecrets& secrets, std::uint16_t port,
                       std::string_view machine) {
  std::string url = fmt::format("{}/client?challenge={}&name={}", server.to_string(), secrets.challenge,
                                wire::percent_encode(machine.empty() ? "this machine" : machine.substr(0, 100)));
  if (port != 0) url += fmt::format("&port={}&state={}", port, secrets.state);
  return url;
}

std::optional<LoginAnswer> parse_login_answer(std::string_view target, std::string_view state) {
  const auto [path, query] = wire::split_target(target);
  const auto parsed = wire::Query::parse(query);
  if (path != "/" || !parsed) return std::nullopt;
  const std::string* given = parsed->find("state");
  if (given == nullptr || !equal_secrets(*given, state)) return std::nullopt;
  if (const std::string* code = parsed->find("code"); code != nullptr && is_base64url(*code) && !code->empty()) {
    return LoginAnswer{*code};
  }
  return parsed->find("error") != nullptr ? std::optional(LoginAnswer{}) : std::nullopt;
}

net::Task<Outcome<std::string>> wait_for_code(LocalPort& local, std::string state) {
  Waiting waiting{local, std::move(state), {}};
  net::Timer deadline([&local] { local.close(); });
  deadline.arm(kLoginTime);
  co_await local.run([&waiting](net::TcpStream& connection) { return serve(connection, waiting); });
  if (!waiting.answer) {
    co_return fail_with(Exit::kSignedOut, "Nobody allowed it within {} minutes.", kLoginTime.count());
  }
  if (!waiting.answer->code) co_return fail_with(Exit::kDenied, "It was refused in the browser.");
  co_return *waiting.answer->code;
}

net::Task<Outcome<Credentials>> redeem_code(const Access& access, std::string code, std::string verifier) {
  Server server(access);
  const boost::json::object body{{"code", code}, {"verifier", verifier}};
  const auto answer = co_await server.call("POST", "/api/v1/client-sign-ins", boost::json::serialize(body));
  if (!answer && answer.error().exit == Exit::kSignedOut) {
    co_return fail_with(Exit::kSignedOut, "The server does not take this code (any more): run callout login again.");
  }
  if (!answer) co_return pass(answer);
  tunnel::JsonFields fields(*answer);
  Credentials credentials{
      .server = access.server, .token = fields.text("token", 1024), .email = {}, .authorities_file = {}};
  tunnel::JsonFields technician(fields.object("technician"));
  credentials.email = technician.text("email", 1024);
  fields.merge(technician);
  if (!fields.good()) co_return failed(Result<>(fields.error()));
  co_return credentials;
}

}  // namespace callout::client
