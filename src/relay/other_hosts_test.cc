// SPDX-License-Identifier: Apache-2.0
// The hosts of a device's other web servers: how a browser gets the session's cookie there, and what the pages of one
// may ask of another (ADR 0052, 0062). As in relay_test.cc, whoever is let through is answered 503.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "relay/asked.h"
#include "relay/relay_rules_testing.h"

namespace callout::relay {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The host of https on port 8443 of the same device.
class OtherHost : public RelayRules {
 protected:
  std::string name(const model::Session& session) const { return session.label + "-8443s"; }
  std::string host(const model::Session& session) const { return fmt::format("{}.{}", name(session), kDomain); }
  static std::string location_of(const FakeExchange& answer) {
    const auto* location = answer.head.headers.find("Location");
    return location == nullptr ? std::string() : *location;
  }
  static std::string path_of(std::string url) { return url.substr(std::min(url.size(), url.find('/', 8))); }
  Ask part(std::string target, std::string authority, std::string cookie, std::string site = "same-site") const {
    return {.target = std::move(target),
            .authority = std::move(authority),
            .cookie = std::move(cookie),
            .more = {{"Sec-Fetch-Site", std::move(site)}, {"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "image"}}};
  }
};

TEST_F(OtherHost, HasTheSessionsWorkerAndNeedsACookieOfItsOwn) {
  EXPECT_EQ(relay_.place(host(session_)), &workers_[0]);
  EXPECT_EQ(status({.authority = host(session_), .cookie = cookie_}), kLetThrough);
  EXPECT_EQ(status({.method = "POST", .authority = host(session_)}), 403);
  for (const char* alias : {"-80", "-22", "-8443S", "-08443s", "-8443s-80", "-"}) {
    EXPECT_EQ(status({.authority = session_.label + alias + ".sessions.test", .cookie = cookie_}), 421) << alias;
  }
}

TEST_F(OtherHost, IsRememberedWhenSomebodyAdmittedAsksOnly) {
  const auto known_after = [&](const std::string& cookie) {
    status({.authority = host(session_), .cookie = cookie});
    return shards_.of(session_.install).traffic.at(session_.label)->map().known().size();
  };
  EXPECT_EQ(known_after({}), 1U) << "the session's own";
  EXPECT_EQ(known_after(cookie_), 2U);
}

TEST_F(OtherHost, ANavigationGetsTheCookieByWayOfTheSessionsOwnHost) {
  const auto asked = ask({.target = "/deep?x=1", .authority = host(session_)});
  EXPECT_EQ(asked.head.status, 303);
  EXPECT_THAT(location_of(asked),
              StartsWith(origin_of(session_) + "/.callout/join?host=" + name(session_) + "&state="));
  const auto state = set_by(asked, "__Host-Http-callout-state");

  const auto proved = ask({.target = path_of(location_of(asked)), .cookie = cookie_});
  EXPECT_EQ(proved.head.status, 303);
  EXPECT_THAT(location_of(proved), StartsWith("https://" + host(session_) + "/.callout/joined?code="));

  const auto joined = ask({.target = path_of(location_of(proved)), .authority = host(session_), .cookie = state});
  EXPECT_EQ(joined.head.status, 303);
  EXPECT_EQ(location_of(joined), "/deep?x=1");
  EXPECT_EQ(set_by(joined, "__Host-Http-callout"), cookie_);
  EXPECT_EQ(status({.target = path_of(location_of(proved)), .authority = host(session_), .cookie = state}), 403)
      << "a code is used once";
}

TEST_F(OtherHost, ANavigationIsBoundToItsBrowser) {
  const auto asked = ask({.authority = host(session_)});
  const auto proved = ask({.target = path_of(location_of(asked)), .cookie = cookie_});
  const auto callback = path_of(location_of(proved));
  EXPECT_EQ(status({.target = callback, .authority = host(session_)}), 403);
  EXPECT_EQ(
      status({.target = callback, .authority = host(session_), .cookie = set_by(asked, "__Host-Http-callout-state")}),
      403)
      << "spent by the wrong try";
}

TEST_F(OtherHost, WhoIsUnknownAtTheSessionsOwnHostSignsInAtTheConsole) {
  const auto asked = ask({.authority = host(session_)});
  const auto proved = ask({.target = path_of(location_of(asked))});
  EXPECT_THAT(location_of(proved), StartsWith("https://console.test/authorize?host=" + session_.label + "&"));
  EXPECT_EQ(status({.target = "/.callout/start", .authority = host(session_)}), 403);
}

TEST_F(OtherHost, PartsOfAPageGetItManyAtOnce) {
  const auto first = ask(part("/a.jpg", host(session_), ""));
  const auto second = ask(part("/b.jpg?x", host(session_), ""));
  EXPECT_EQ(first.head.status, 307);
  const auto proved_second = ask(part(path_of(location_of(second)), host_of(session_), cookie_));
  const auto proved_first = ask(part(path_of(location_of(first)), host_of(session_), cookie_));
  const auto joined_first = ask(part(path_of(location_of(proved_first)), host(session_), ""));
  const auto joined_second = ask(part(path_of(location_of(proved_second)), host(session_), ""));
  EXPECT_EQ(joined_first.head.status, 307);
  EXPECT_EQ(location_of(joined_first), "/a.jpg");
  EXPECT_EQ(location_of(joined_second), "/b.jpg?x");
  EXPECT_EQ(set_by(joined_second, "__Host-Http-callout"), cookie_);
}

TEST_F(OtherHost, PartsThatAnotherSiteAsksForGetNothing) {
  for (const char* site : {"cross-site", "none", ""}) {
    EXPECT_EQ(status(part("/a.jpg", host(session_), "", site)), 403) << site;
    const auto asked = ask(part("/a.jpg", host(session_), ""));
    const auto join = path_of(location_of(asked));
    EXPECT_EQ(status(part(join, host_of(session_), cookie_, site)), 403) << site;
    const auto proved = ask(part(join, host_of(session_), cookie_));
    EXPECT_EQ(status(part(path_of(location_of(proved)), host(session_), "", site)), 403) << site;
  }
  const auto asked = ask(part("/a.jpg", host(session_), ""));
  EXPECT_EQ(status(part(path_of(location_of(asked)), host_of(session_), "")), 403) << "without the session's cookie";
}

TEST_F(OtherHost, ACodeIsForOneHostOfOneSession) {
  const auto another = open_active();
  const auto join_for = [&](const std::string& host_name) {
    return part(fmt::format("/.callout/join?host={}&to=Lw", host_name), host_of(session_), cookie_);
  };
  EXPECT_EQ(status(join_for(name(another))), 403) << "another session's host";
  EXPECT_EQ(status(join_for(session_.label)), 403) << "the session's own host";
  EXPECT_EQ(status(join_for("evil.test/")), 403);
  const auto proved = ask(join_for(session_.label + "-8000"));
  ASSERT_EQ(proved.head.status, 307);
  EXPECT_EQ(status(part(path_of(location_of(proved)), host(session_), "")), 403) << "another host's code";
  clock.advance(std::chrono::seconds(31));
  const auto late = ask(join_for(name(session_)));
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(status(part(path_of(location_of(late)), host(session_), "")), 403) << "too old";
}

TEST_F(OtherHost, MayActOnTheSessionsOthers) {
  EXPECT_EQ(status({.method = "POST", .cookie = cookie_, .more = {{"Origin", "https://" + host(session_)}}}),
            kLetThrough);
  EXPECT_EQ(status({.cookie = cookie_, .more = {{"Origin", "https://" + host(session_)}}, .websocket = true}),
            kLetThrough);
  EXPECT_EQ(status({.method = "POST", .cookie = cookie_, .more = {{"Origin", "https://" + host(open_active())}}}), 403);
}

TEST_F(OtherHost, AScriptJoinsInTwoStepsFromWhereItsPageIs) {
  const auto script = [&](std::string target, std::string authority, std::string cookie, std::string site,
                          std::string origin = {}) {
    Ask asked{.target = std::move(target),
              .authority = std::move(authority),
              .cookie = std::move(cookie),
              .more = {{"Sec-Fetch-Site", std::move(site)}, {"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}}};
    if (!origin.empty()) asked.more.push_back({"Origin", std::move(origin)});
    return ask(asked);
  };
  const auto join = "/.callout/join?host=" + name(session_);
  const auto code_of = [&] { return path_of(location_of(script(join, host_of(session_), cookie_, "same-origin"))); };
  const auto joined = script(code_of(), host(session_), "", "same-site", origin_of(session_));
  EXPECT_EQ(joined.head.status, 204);
  EXPECT_EQ(set_by(joined, "__Host-Http-callout"), cookie_);
  EXPECT_EQ(*joined.head.headers.find("Access-Control-Allow-Origin"), origin_of(session_));
  // Back from there, too.
  const auto back = script("/.callout/join?host=" + session_.label, host(session_), cookie_, "same-origin");
  EXPECT_THAT(location_of(back), StartsWith(origin_of(session_) + "/.callout/joined?code="));

  const auto another = open_active();
  for (const std::string& origin : {std::string(), std::string("null"), std::string("https://evil.test"),
                                    origin_of(another), "https://" + host(another)}) {
    const auto refused = script(code_of(), host(session_), "", "same-site", origin);
    EXPECT_EQ(refused.head.status, 403) << origin;
    EXPECT_EQ(set_by(refused, "__Host-Http-callout"), "") << origin;
    EXPECT_FALSE(refused.head.headers.contains("Access-Control-Allow-Origin")) << origin;
  }
  for (const char* site : {"same-site", "cross-site", "none", ""}) {
    EXPECT_EQ(script(join, host_of(session_), cookie_, site).head.status, 403) << site;
  }
  EXPECT_EQ(script(join, host_of(session_), "", "same-origin").head.status, 403) << "without the cookie";
  EXPECT_EQ(script("/.callout/join?host=" + name(another), host_of(session_), cookie_, "same-origin").head.status, 403);
  EXPECT_EQ(script(join, host(session_), cookie_, "same-origin").head.status, 403) << "to itself";
  const auto code = code_of();
  ASSERT_EQ(script(code, host(session_), "", "same-site", origin_of(session_)).head.status, 204);
  EXPECT_EQ(script(code, host(session_), "", "same-site", origin_of(session_)).head.status, 403)
      << "a code is used once";
}

TEST_F(OtherHost, APreflightIsAnsweredHereToPagesOfTheSessionOnly) {
  const auto preflight = [&](const std::string& origin, const std::string& cookie = {}) {
    return ask({.method = "OPTIONS",
                .authority = host(session_),
                .cookie = cookie,
                .more = {{"Origin", origin},
                         {"Access-Control-Request-Method", "PUT"},
                         {"Access-Control-Request-Headers", "content-type"}}});
  };
  for (const std::string& origin : {origin_of(session_), fmt::format("https://{}-8000.{}", session_.label, kDomain)}) {
    const auto answer = preflight(origin);
    EXPECT_EQ(answer.head.status, 204);
    EXPECT_EQ(*answer.head.headers.find("Access-Control-Allow-Origin"), origin);
  }
  const auto another = open_active();
  for (const std::string& origin :
       {std::string("null"), std::string("https://evil.test"), std::string("https://console.test"), origin_of(another),
        "https://" + host(another)}) {
    const auto answer = preflight(origin);
    EXPECT_EQ(answer.head.status, 403) << origin;
    EXPECT_FALSE(answer.head.headers.contains("Access-Control-Allow-Origin")) << origin;
  }
  sign_out(signed_in.at(member.id));
  EXPECT_EQ(preflight(origin_of(session_)).head.status, 410);
}

TEST_F(OtherHost, PartsThatAreAskedByCorsAreRefusedAtOnce) {
  Ask font = part("/a.woff", host(session_), "");
  font.more[1].value = "cors";
  EXPECT_EQ(status(font), 403) << "redirects would lose its origin";
}

/// Requests of scripts that can't wait for the cookie of the other host.
class ByWay : public OtherHost {
 protected:
  Ask by_way(std::string target, std::string_view method = "GET") const {
    return {.method = method,
            .target = std::move(target),
            .cookie = cookie_,
            .more = {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}}};
  }
  Ask socket(std::string target, std::string origin) const {
    return {.target = std::move(target),
            .cookie = cookie_,
            .more = {{"Origin", std::move(origin)}, {"Sec-Fetch-Mode", "websocket"}},
            .websocket = true};
  }
  std::string to(std::string_view other, std::string_view how = "other") const {
    return fmt::format("/.callout/{}/{}/live", how, other);
  }
};

TEST_F(ByWay, ScriptsOfThePageAreLetThrough) {
  for (const char* how : {"other", "anonymous"}) {
    EXPECT_EQ(status(by_way(to(name(session_), how))), kLetThrough);
    EXPECT_EQ(status(by_way(to(name(session_), how), "POST")), kLetThrough);
    EXPECT_EQ(status(socket(to(name(session_), how), origin_of(session_))), kLetThrough);
  }
}

TEST_F(ByWay, WhatABrowserWouldTakeForThePagesOwnIsRefused) {
  for (const char* dest : {"document", "iframe", "script", "worker", "style", "object", "embed", "frame", ""}) {
    Ask asked = by_way(to(name(session_)));
    asked.more[2].value = dest;
    EXPECT_EQ(status(asked), 403) << dest;
  }
  for (const char* site : {"same-site", "cross-site", "none", ""}) {
    Ask asked = by_way(to(name(session_)));
    asked.more[0].value = site;
    EXPECT_EQ(status(asked), 403) << site;
  }
  for (const char* method : {"PUT", "DELETE", "PATCH", "HEAD"}) {
    EXPECT_EQ(status(by_way(to(name(session_)), method)), 403) << method;
  }
}

TEST_F(ByWay, PicturesAndFontsAreLetThroughByCorsOnly) {
  for (const char* dest : {"image", "font", "audio", "video"}) {
    Ask asked = by_way(to(name(session_), "anonymous"));
    asked.more[2].value = dest;
    EXPECT_EQ(status(asked), kLetThrough) << dest;
    asked.method = "POST";
    EXPECT_EQ(status(asked), 403) << dest;
    asked.method = "GET";
    asked.more[1].value = "no-cors";
    EXPECT_EQ(status(asked), 403) << dest;
  }
}

/// What a request by way comes to, and what of the device's answer the browser gets.
struct Carried {
  std::optional<Asked> asked;
  wire::ResponseHead answer;
};
net::Task<> carry(std::shared_ptr<sessions::Lease> lease, sessions::RequestLog& log, const Clock& clock,
                  FakeExchange& exchange, Carried& carried) {
  TrafficCounters counters;
  wire::SessionMap map({"http", "192.0.2.1", 80}, {"https", exchange.request().authority, 443});
  SessionTraffic traffic(std::move(lease), std::move(map), log, clock, counters);
  carried.asked = read_asked(exchange, traffic, traffic.own_host());
  if (carried.asked) (void)admit_answer(carried.answer, *carried.asked, traffic, {});
  co_return;
}

TEST_F(ByWay, NoLoginGoesAlongAndNoAnswerIsKept) {
  wire::RequestHead head;
  head.method = "GET";
  head.target = to(name(session_));
  head.authority = host_of(session_);
  for (const auto& [field, value] :
       {std::pair("Sec-Fetch-Site", "same-origin"), std::pair("Sec-Fetch-Mode", "cors"),
        std::pair("Sec-Fetch-Dest", "empty"), std::pair("Authorization", "Basic YWRtaW4=")})
    head.headers.add(field, value);
  FakeExchange exchange(std::move(head));
  Carried carried;
  carried.answer.headers.add("Cache-Control", "max-age=3600");
  carried.answer.headers.add("Vary", "Origin");
  net::run_to_end(workers_[0], carry(lease(session_), request_log, clock, exchange, carried));
  ASSERT_TRUE(carried.asked);
  EXPECT_EQ(carried.asked->head.target, "/live");
  EXPECT_FALSE(carried.asked->head.headers.contains("Authorization")) << "another port's login";
  EXPECT_EQ(*carried.answer.headers.find("Cache-Control"), "no-store") << "or it could be shown as the page's own";
  EXPECT_EQ(*carried.answer.headers.find("Content-Security-Policy"), "sandbox");
}

TEST_F(ByWay, NothingIsFetchedAheadSo) {
  Ask asked = by_way(to(name(session_)));
  asked.more[1].value = "no-cors";
  EXPECT_EQ(status(asked), 403);
  asked.method = "POST";
  EXPECT_EQ(status(asked), kLetThrough) << "a beacon";
}

TEST_F(ByWay, OnlyTheSessionsOtherHostsAreReached) {
  const auto another = open_active();
  for (const std::string& other :
       {session_.label, name(another), another.label, session_.label + "-22", std::string("x"), std::string()}) {
    EXPECT_EQ(status(by_way(to(other))), 403) << other;
    EXPECT_EQ(status(socket(to(other), origin_of(session_))), 403) << other;
  }
  for (const std::string& origin : {origin_of(another), "https://" + host(session_), std::string("null")}) {
    EXPECT_EQ(status(socket(to(name(session_)), origin)), 403) << origin;
  }
  EXPECT_EQ(status(by_way("/.callout/other/" + name(session_))), 403) << "no path";
  Ask stranger = by_way(to(name(session_)));
  stranger.cookie.clear();
  EXPECT_EQ(status(stranger), 403);
}

}  // namespace
}  // namespace callout::relay
