// SPDX-License-Identifier: Apache-2.0
#include "agent/enroll.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <sodium.h>

#include "agent/json_text.h"
#include "agent/server_call.h"
#include "agent/server_link.h"
#include "base/encoding.h"
#include "base/random.h"
#include "callout_version.h"

namespace callout::agent {
namespace {

constexpr char kNul = '\0';

/// The DER bytes of one PEM certificate; empty if it is none.
std::string der_of(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const std::size_t begin = pem.find(kBegin);
  const std::size_t end = pem.find("-----END CERTIFICATE-----");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  const std::string_view text = pem.substr(begin + kBegin.size(), end - begin - kBegin.size());
  std::string der(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(der.data()), der.size(), text.data(), text.size(), "\r\n",
                        &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return {};
  }
  der.resize(size);
  return der;
}

std::string signature(const Key& key, std::string_view message) {
  return base64url(bytes_of(key.sign(message)));
}

net::Task<Result<ServerAnswer>> post(wire::ServerUrl server, std::optional<Proxy> proxy, std::string anchor_pem,
                                     std::string path, std::string json) {
  const Registration to{.install = {}, .name = {}, .server = server, .anchor_pem = std::move(anchor_pem)};
  const auto context = server_context(to);
  if (!context) co_return fail(context);
  auto tcp = co_await connect_server(server, std::move(proxy));
  if (!tcp) co_return fail(std::move(tcp));
  auto link = co_await secure_server(server, std::move(*tcp), context->get());
  if (!link) co_return fail(std::move(link));
  co_return co_await call_server(*link->stream, server, std::move(path), std::move(json));
}

}  // namespace

net::Task<Result<std::string>> find_pinned_certificate(wire::ServerUrl server, std::optional<Proxy> proxy,
                                                       std::string pin) {
  const auto context = net::TlsClientContext::unverified();
  if (!context) co_return fail(context);
  auto tcp = co_await connect_server(server, std::move(proxy));
  if (!tcp) co_return fail(std::move(tcp));
  auto link = co_await secure_server(server, std::move(*tcp), context->get());
  if (!link) co_return fail(std::move(link));
  for (const std::string& pem : link->tls->peer_chain_pem()) {
    const std::string der = der_of(pem);
    if (!der.empty() && equal_secrets(base64url(sha256(der)), pin)) co_return pem;
  }
  co_return fail(Code::kDenied,
                 "{} does not show the certificate that this token belongs to: the URL is another server's, or someone "
                 "stands between. Nothing was sent.",
                 server.to_string());
}

net::Task<Result<Registration>> enroll(EnrolmentToken token, wire::ServerUrl server, std::optional<Proxy> proxy,
                                       const StateFolder& folder) {
  if (server.tls && !token.pin) {
    co_return fail(Code::kInvalid, "This token is for a server without TLS: use the URL of the console's command.");
  }
  if (!server.tls && token.pin)
    co_return fail(Code::kInvalid, "This token is for a server with TLS: use its https:// URL.");
  Registration registration{.install = {}, .name = {}, .server = server, .anchor_pem = {}};
  if (token.pin) {
    auto anchor = co_await find_pinned_certificate(server, proxy, *token.pin);
    if (!anchor) co_return fail(std::move(anchor));
    registration.anchor_pem = std::move(*anchor);
  }
  const Key key = Key::generate();
  if (auto saved = save_next_key(folder, key); !saved) co_return fail(std::move(saved));
  const std::string proof = signature(key, std::string("callout enroll v1") + kNul + token.text);
  const boost::json::object body{{"token", token.text},
                                 {"public_key", key.public_key()},
                                 {"proof", proof},
                                 {"agent_version", CALLOUT_VERSION},
                                 {"hostname", host_name().substr(0, 200)},
                                 {"os", system_name().substr(0, 200)}};
  const auto answer = co_await post(server, std::move(proxy), registration.anchor_pem, "/agent/v1/enroll",
                                    boost::json::serialize(body));
  if (!answer) co_return fail(answer);
  if (answer->status != 200) {
    if (auto removed = abandon_rotation(folder); !removed) co_return fail(std::move(removed));
    co_return fail(Code::kDenied, "The server refused the token: {}", answer->detail);
  }
  const auto enrolled = parse_json_object(answer->body);
  const auto* install = enrolled ? text_member(*enrolled, "install", 64) : nullptr;
  const auto* name = enrolled ? text_member(*enrolled, "name") : nullptr;
  if (install == nullptr || install->empty() || name == nullptr) {
    co_return fail(Code::kProtocol, "{} answered with something else: is it a Callout server?", server.to_string());
  }
  registration.install = *install;
  registration.name = *name;
  if (auto finished = finish_rotation(folder, key); !finished) co_return fail(std::move(finished));
  if (auto saved = save_registration(folder, registration); !saved) co_return fail(std::move(saved));
  co_return registration;
}

net::Task<Result<void>> rotate_key(const Registration& registration, std::optional<Proxy> proxy,
                                   const StateFolder& folder, const Clock& clock) {
  const auto keys = load_keys(folder);
  if (!keys) co_return fail(keys);
  const auto next = begin_rotation(folder);
  if (!next) co_return fail(next);
  const std::int64_t now_s = std::chrono::floor<std::chrono::seconds>(clock.wall()).time_since_epoch().count();
  const std::string message = std::string("callout rotate v1") + kNul + registration.install + kNul +
                              std::to_string(now_s) + kNul + next->public_key();
  const boost::json::object body{{"install", registration.install},
                                 {"public_key", next->public_key()},
                                 {"time", now_s},
                                 {"proof_old", signature(keys->current, message)},
                                 {"proof_new", signature(*next, message)}};
  const auto answer = co_await post(registration.server, std::move(proxy), registration.anchor_pem,
                                    "/agent/v1/rotate-key", boost::json::serialize(body));
  if (!answer) {
    co_return fail(Code::kUnavailable, "{} Whether the server has the new key shows at the next connection.",
                   answer.error().message);
  }
  if (answer->status == 204) co_return finish_rotation(folder, *next);
  if (answer->status / 100 == 5)
    co_return fail(Code::kUnavailable, "The server failed: {} Run rotate-key again.", answer->detail);
  if (keys->next) {
    // Refused, perhaps because a rotation that was cut short has reached the server after all: only a hello can tell.
    co_return fail(
        Code::kConflict,
        "{} A rotation was begun before: start the agent, which finds out which key holds, then rotate again.",
        answer->detail);
  }
  if (auto removed = abandon_rotation(folder); !removed) co_return removed;
  co_return fail(Code::kDenied, "The server refused to change the key: {}", answer->detail);
}

}  // namespace callout::agent
