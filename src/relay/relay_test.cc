// SPDX-License-Identifier: Apache-2.0
// Whom the relay lets through to a device, over real sessions and tickets. No agent is connected, so whoever is let
// through is answered that the install is offline (503).
#include "relay/relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "relay/relay_rules_testing.h"

namespace callout::relay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(RelayRules, SessionHostsAreOneLabelBelowTheDomain) {
  for (const auto& host : {host_of(session_), std::string("x.sessions.test")})
    EXPECT_TRUE(relay_.is_session_host(host)) << host;
  for (const char* host : {"sessions.test", "a.b.sessions.test", "x.sessions.test.evil.test", "x.sessions.test:444",
                           "xsessions.test", "console.test", ""})
    EXPECT_FALSE(relay_.is_session_host(host)) << host;
}

TEST_F(RelayRules, OnlyALiveSessionsHostHasAWorker) {
  EXPECT_EQ(relay_.place(host_of(session_)), &workers_[0]);
  EXPECT_EQ(relay_.place(std::string(26, 'a') + ".sessions.test"), nullptr);
  EXPECT_EQ(relay_.place(""), nullptr);
  store::must(sessions->end(as(member), session_.id));
  EXPECT_EQ(relay_.place(host_of(session_)), nullptr);
}

TEST_F(RelayRules, ALabelThatNeverWasAndOneThatIsOverAnswerApart) {
  EXPECT_EQ(status({.authority = std::string(26, 'a') + ".sessions.test", .cookie = cookie_}), 421);
  EXPECT_EQ(status({.authority = "short.sessions.test", .cookie = cookie_}), 421);
  EXPECT_EQ(status({.authority = host_of(session_) + ":444", .cookie = cookie_}), 421) << "another port's host";
  EXPECT_EQ(status({.authority = session_.label + ".sessionz.test", .cookie = cookie_}), 421) << "another domain's";
  sign_out(signed_in.at(member.id));
  const auto over = ask({.cookie = cookie_});
  EXPECT_EQ(over.head.status, 410);
  EXPECT_THAT(over.body, HasSubstr("You were signed out of Callout"));
}

TEST_F(RelayRules, OnlyTheSessionsOwnCookieIsLetThrough) {
  EXPECT_EQ(status({.cookie = cookie_}), kLetThrough);
  EXPECT_EQ(status({.cookie = "other=1; " + cookie_ + "; more=2"}), kLetThrough);
  const auto another = open_active();
  for (const std::string& cookie : {std::string(), std::string("__Host-Http-callout="), std::string("callout=x"),
                                    "__Host-Http-callout=" + std::string(43, 'A'), walk(another), cookie_ + "A"}) {
    const Ask script{.cookie = cookie, .more = {{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}}};
    EXPECT_EQ(status(script), 403) << cookie;
    EXPECT_EQ(status({.method = "POST", .cookie = cookie}), 403) << cookie;
    EXPECT_EQ(status({.cookie = cookie,
                      .more = {{"Origin", origin_of(session_)}, {"Sec-Fetch-Mode", "websocket"}},
                      .websocket = true}),
              403)
        << cookie;
    EXPECT_EQ(status({.cookie = cookie}), 303) << "a navigation gets a ticket of its own";
  }
}

TEST_F(RelayRules, AnotherOriginChangesNothing) {
  for (const std::string& origin :
       {std::string("https://console.test"), std::string("null"), std::string("https://evil.test"),
        origin_of(open_active()), "http://" + host_of(session_), origin_of(session_) + ":444"}) {
    for (const std::string_view method : {"POST", "PUT", "DELETE", "PATCH", "PROPFIND"})
      EXPECT_EQ(status({.method = method, .cookie = cookie_, .more = {{"Origin", origin}}}), 403) << method << origin;
    for (const std::string_view method : {"GET", "HEAD", "OPTIONS"})
      EXPECT_EQ(status({.method = method, .cookie = cookie_, .more = {{"Origin", origin}}}), kLetThrough) << method;
  }
  EXPECT_EQ(status({.method = "POST", .cookie = cookie_, .more = {{"Origin", origin_of(session_)}}}), kLetThrough);
  EXPECT_EQ(status({.method = "POST", .cookie = cookie_}), kLetThrough) << "a program that sends no Origin";
}

TEST_F(RelayRules, AWebSocketNeedsTheSessionsOwnOrigin) {
  EXPECT_EQ(status({.cookie = cookie_, .more = {{"Origin", origin_of(session_)}}, .websocket = true}), kLetThrough);
  EXPECT_EQ(status({.cookie = cookie_, .websocket = true}), 403);
  EXPECT_EQ(status({.cookie = cookie_, .more = {{"Origin", "https://console.test"}}, .websocket = true}), 403);
}

TEST_F(RelayRules, AServiceWorkerIsRefused) {
  EXPECT_EQ(status({.cookie = cookie_, .more = {{"Service-Worker", "script"}}}), 403);
}

TEST_F(RelayRules, SessionHostsAreToldToTheSessionsOwnBrowserOnly) {
  const auto& known = leases->find(session_.label).lease->terms();
  const std::string own = fmt::format("{}://{}:{}", model::to_string(known.scheme), known.address, known.port);
  const auto answer = ask({.target = "/.callout/hosts?origin=" + own, .cookie = cookie_});
  EXPECT_EQ(answer.body, fmt::format(R"({{"origin":"{}"}})", origin_of(session_)));
  for (const std::string& other : {fmt::format("http://{}:22", known.address), std::string("http://192.0.2.77"),
                                   std::string("x"), std::string()}) {
    EXPECT_EQ(ask({.target = "/.callout/hosts?origin=" + other, .cookie = cookie_}).body, R"({"origin":null})")
        << other;
  }
  EXPECT_EQ(status({.target = "/.callout/hosts?origin=" + own}), 303) << "without the cookie it says nothing";
}

TEST_F(RelayRules, ATicketGivesItsCookieOnlyToTheBrowserThatAsked) {
  const auto second = open_active();
  const auto [state, callback] = begin(second);
  const auto [other_state, other_callback] = begin(second);
  for (const std::string& wrong : {std::string(), other_state, std::string("__Host-Http-callout-state=x.y.z")}) {
    const auto answer = ask({.target = callback, .authority = host_of(second), .cookie = wrong});
    EXPECT_EQ(answer.head.status, 403);
    EXPECT_TRUE(answer.head.headers.all("Set-Cookie").empty());
  }
  EXPECT_EQ(ask({.target = callback, .authority = host_of(second), .cookie = state}).head.status, 403)
      << "spent by the wrong tries";
  EXPECT_EQ(get(second).state, model::SessionState::kActive);
  EXPECT_EQ(ask({.target = other_callback, .authority = host_of(second), .cookie = other_state}).head.status, 303);
}

TEST_F(RelayRules, AUsedCodeEndsTheSessionWhateverCookiesComeWithIt) {
  for (const bool with_state : {false, true}) {
    const auto session = open_active();
    const auto [state, callback] = begin(session);
    ASSERT_EQ(ask({.target = callback, .authority = host_of(session), .cookie = state}).head.status, 303);
    ask({.target = callback, .authority = host_of(session), .cookie = with_state ? state : std::string()});
    EXPECT_EQ(get(session).closed_reason, model::ClosedReason::kTicketReused) << with_state;
  }
}

TEST_F(RelayRules, NothingNewBeginsWhileAnUploadOutlastsTheTime) {
  const auto lease = leases->find(session_.label).lease;
  const sessions::Lease::Upload upload(*lease);
  clock.advance(std::chrono::minutes(31));
  sessions->tick();
  const auto refused = ask({.cookie = cookie_});
  EXPECT_EQ(refused.head.status, 410);
  EXPECT_THAT(refused.body, HasSubstr("The time of this session is over"));
  EXPECT_EQ(status({.method = "POST", .cookie = cookie_, .more = {{"Origin", origin_of(session_)}}}), 410);
  EXPECT_EQ(ask({.target = "/.callout/status", .cookie = cookie_}).body, R"({"state":"finishing"})");
}

TEST_F(RelayRules, ItsBrowserLearnsWhatTheCommandLineCallsTheDevice) {
  const std::string id = session_.device.str();
  const auto told = ask({.target = "/.callout/device", .cookie = cookie_});
  EXPECT_EQ(told.body, R"({"device":")" + id + R"(","port":80})");
  EXPECT_THAT(ask({.target = "/.callout/device"}).body, Not(HasSubstr(id))) << "and nobody else";
}

TEST_F(RelayRules, AnUnknownCodeChangesNothing) {
  EXPECT_EQ(status({.target = "/.callout/callback?code=" + std::string(43, 'A') + "&state=x"}), 403);
  EXPECT_EQ(status({.target = "/.callout/callback"}), 403);
  EXPECT_EQ(get(session_).state, model::SessionState::kActive);
  EXPECT_EQ(status({.cookie = cookie_}), kLetThrough);
}

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

}  // namespace
}  // namespace callout::relay
