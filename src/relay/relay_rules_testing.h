// SPDX-License-Identifier: Apache-2.0
// For tests: a relay over real sessions and tickets, asked as browsers and the client ask. No agent is connected, so
// whoever is let through is answered that the install is offline (503). One thread.
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "relay/relay.h"
#include "relay/relay_testing.h"
#include "sessions/sessions_testing.h"
#include "wire/query.h"

namespace callout::relay {

inline constexpr int kLetThrough = 503;
inline constexpr std::string_view kDomain = "sessions.test";

class RelayRules : public ::testing::Test, protected sessions::TestServer {
 protected:
  void SetUp() override {
    online();
    session_ = open_active();
    cookie_ = walk(session_);
  }

  struct Ask {
    std::string_view method = "GET";
    std::string target = "/";
    std::string authority = {};  ///< Empty: the session's own.
    std::string cookie = {};
    std::vector<wire::Header> more = {};
    bool websocket = false;
  };
  FakeExchange ask(const Ask& what) {
    wire::RequestHead head;
    head.method = what.method;
    head.target = what.target;
    head.authority = what.authority.empty() ? host_of(session_) : what.authority;
    if (!what.cookie.empty()) head.headers.add("Cookie", what.cookie);
    for (const auto& [name, value] : what.more) head.headers.add(name, value);
    FakeExchange exchange(std::move(head), what.websocket);
    net::run_to_end(workers_[0], relay_.serve(exchange));
    return exchange;
  }
  int status(const Ask& what) { return ask(what).head.status; }

  static std::string host_of(const model::Session& session) { return fmt::format("{}.{}", session.label, kDomain); }
  static std::string origin_of(const model::Session& session) { return "https://" + host_of(session); }
  static std::string set_by(const FakeExchange& answer, std::string_view name) {
    for (const auto line : answer.head.headers.all("Set-Cookie")) {
      if (line.starts_with(name) && line[name.size()] == '=') return std::string(line.substr(0, line.find(';')));
    }
    return {};
  }

  struct Begun {
    std::string state_cookie, callback;
  };
  /// The start page and the console's /authorize.
  Begun begin(const model::Session& session) {
    const auto started = ask({.target = "/.callout/start", .authority = host_of(session)});
    const std::string location = *started.head.headers.find("Location");
    EXPECT_THAT(location, ::testing::StartsWith("https://console.test/authorize?"));
    const auto query = *wire::Query::parse(wire::split_target(location).query);
    const auto code =
        store::must(tickets->authorize(member.id, signed_in.at(member.id), session.label, *query.find("challenge")));
    return {set_by(started, "__Host-Http-callout-state"),
            fmt::format("/.callout/callback?code={}&state={}", code, *query.find("state"))};
  }
  /// The whole ticket: the session cookie as a browser sends it.
  std::string walk(const model::Session& session) {
    const auto [state, callback] = begin(session);
    return set_by(ask({.target = callback, .authority = host_of(session), .cookie = state}), "__Host-Http-callout");
  }

  net::WorkerPool workers_{1};
  net::BlockingPool pool_{1, 16};
  Shards shards_{workers_};
  Relay relay_{{.shards = shards_,
                .leases = *leases,
                .sessions = *sessions,
                .request_log = request_log,
                .tickets = *tickets,
                .pool = pool_,
                .clock = clock,
                .log = store_.log(),
                .console_url = "https://console.test",
                .session_domain = std::string(kDomain),
                .secure = true}};
  model::Session session_;
  std::string cookie_;
};

}  // namespace callout::relay
