// SPDX-License-Identifier: Apache-2.0
#include "relay/join.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "relay/relay.h"
#include "relay/session_cookie.h"
#include "wire/query.h"

namespace callout::relay {
namespace {

constexpr std::size_t kLongestTarget = 6144;  ///< Of the part that is asked for: it travels twice, in base64.

/// Whether a script of one of this host's own pages asks.
bool is_own_script(const wire::RequestHead& request) {
  const std::string* site = request.headers.find("Sec-Fetch-Site");
  const std::string* mode = request.headers.find("Sec-Fetch-Mode");
  return request.method == "GET" && site != nullptr && *site == "same-origin" && mode != nullptr && *mode == "cors";
}

}  // namespace

bool is_part_from_sibling(const wire::RequestHead& request) {
  const std::string* site = request.headers.find("Sec-Fetch-Site");
  const std::string* mode = request.headers.find("Sec-Fetch-Mode");
  const bool by_cors = mode != nullptr && *mode == "cors";  // It would not survive the redirects.
  return site != nullptr && *site == "same-site" && !by_cors && (request.method == "GET" || request.method == "HEAD") &&
         request.target.size() <= kLongestTarget;
}

std::string JoinCodes::make(std::string_view host, std::string_view secret, Steady now) {
  auto code = random_secret();
  if (codes_.size() >= kMost) codes_.pop_front();
  codes_.push_back({hash_of_secret(code), std::string(host), std::string(secret), now});
  return code;
}

std::optional<std::string> JoinCodes::take(std::string_view host, std::string_view code, Steady now) {
  while (!codes_.empty() && now - codes_.front().made >= limits::kTicketCodeTime) codes_.pop_front();
  const auto found = std::ranges::find(codes_, hash_of_secret(code), &Code::hash);
  if (found == codes_.end()) return std::nullopt;
  const Code taken = std::move(*found);
  codes_.erase(found);
  return taken.host == host ? std::optional(taken.secret) : std::nullopt;
}

net::Task<> Relay::ask_to_join(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here,
                               bool navigation) {
  const auto& target = exchange.request().target;
  std::string url = fmt::format("{}{}?host={}", traffic.map().session().to_string(), kJoinPath, here.name);
  if (!navigation) {
    co_await exchange.respond(redirect(307, fmt::format("{}&to={}", url, base64url(bytes_of(target)))), {});
    co_return;
  }
  const auto state = random_secret();
  auto head = redirect(303, fmt::format("{}&state={}", url, state));
  head.headers.add("Set-Cookie", state_cookie_line(fmt::format("{}.{}", state, base64url(bytes_of(own_path(target))))));
  co_await exchange.respond(head, {});
}

net::Task<> Relay::admit_to_other(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here) {
  const auto& request = exchange.request();
  const auto query = wire::Query::parse(wire::split_target(request.target).query);
  const std::string* host = query ? query->find("host") : nullptr;
  const std::string* to = query ? query->find("to") : nullptr;
  const std::string* state = query ? query->find("state") : nullptr;
  const auto name = host != nullptr ? wire::parse_session_host_name(*host) : std::nullopt;
  const bool ours = name && name->label == traffic.lease().terms().label && name->endpoint && !here.other;
  const auto other = ours ? traffic.other_host(*name->endpoint) : std::nullopt;
  const auto wanted = host != nullptr && to == nullptr && state == nullptr ? traffic.host_named(*host) : std::nullopt;
  if (wanted && wanted->name != here.name && is_own_script(request) && admitted(exchange, traffic)) {
    const auto code = traffic.joins.make(wanted->name, session_cookie_of(request), parts_.clock.steady());
    co_await exchange.respond(
        redirect(307, fmt::format("{}{}?code={}", wanted->hosts.session.to_string(), kJoinedPath, code)), {});
    co_return;
  }
  const bool navigation = state != nullptr && is_base64url(*state) && is_navigation(request);
  const bool part = to != nullptr && is_base64url(*to) && is_part_from_sibling(request);
  if (other && navigation && !admitted(exchange, traffic)) {
    co_await start_ticket(exchange, traffic, request.target);
  } else if (other && (navigation || part) && admitted(exchange, traffic)) {
    const auto code = traffic.joins.make(other->name, session_cookie_of(request), parts_.clock.steady());
    co_await exchange.respond(redirect(navigation ? 303 : 307,
                                       fmt::format("{}{}?code={}&{}={}", other->hosts.session.to_string(), kJoinedPath,
                                                   code, navigation ? "state" : "to", navigation ? *state : *to)),
                              {});
  } else {
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
  }
}

net::Task<> Relay::finish_join(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here) {
  const auto& request = exchange.request();
  const auto query = wire::Query::parse(wire::split_target(request.target).query);
  const std::string* code = query ? query->find("code") : nullptr;
  const std::string* to = query ? query->find("to") : nullptr;
  const std::string* state = query ? query->find("state") : nullptr;
  if (to == nullptr && state == nullptr) {
    co_await finish_script_join(exchange, traffic, here);
    co_return;
  }
  const auto secret = code != nullptr ? traffic.joins.take(here.name, *code, parts_.clock.steady()) : std::nullopt;

  std::optional<std::string> target;
  if (state != nullptr) {
    const auto kept = state_cookie_of(request);
    const auto dot = kept.find('.');
    if (dot != std::string::npos && equal_secrets(kept.substr(0, dot), *state)) {
      target = from_base64url(std::string_view(kept).substr(dot + 1));
    }
  } else if (to != nullptr && is_part_from_sibling(request)) {
    target = from_base64url(*to);
  }
  if (!target || !secret || !traffic.lease().knows_cookie(*secret)) {
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
    co_return;
  }
  auto head = redirect(state != nullptr ? 303 : 307, std::string(own_path(*target)));
  head.headers.add("Set-Cookie", session_cookie_line(*secret));
  if (state != nullptr) head.headers.add("Set-Cookie", no_state_cookie_line());
  co_await exchange.respond(head, {});
}

net::Task<> Relay::finish_script_join(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here) {
  const auto& request = exchange.request();
  const auto query = wire::Query::parse(wire::split_target(request.target).query);
  const std::string* code = query ? query->find("code") : nullptr;
  const std::string* field = request.headers.find("Origin");
  const auto page = field != nullptr ? wire::parse_origin(*field) : std::nullopt;
  const auto secret = code != nullptr ? traffic.joins.take(here.name, *code, parts_.clock.steady()) : std::nullopt;
  if (!secret || !traffic.lease().knows_cookie(*secret) || !page || !traffic.map().device_origin(*page)) {
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
    co_return;
  }
  wire::ResponseHead head;
  head.status = 204;
  head.headers.add("Set-Cookie", session_cookie_line(*secret));
  head.headers.add("Cache-Control", "no-store");
  wire::allow_reading(head.headers, *page);
  co_await exchange.respond(head, {});
}

}  // namespace callout::relay
