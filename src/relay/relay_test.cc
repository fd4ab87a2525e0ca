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

/// A session to a device of that treatment.
class TreatedPages : public RelayRules {
 protected:
  void open_with(model::Treatment treatment) {
    const auto profile =
        store::must(inventory->add_profile(as(owner), {.name = "Ours", .treatment = std::move(treatment)}));
    store::must(inventory->change_device(as(owner), device.id, {.profile = sessions::ProfileChoice{profile.id}}));
    session_ = open_active();
    cookie_ = walk(session_);
  }
};

TEST_F(TreatedPages, OnlyAllowedPathsAreLetThrough) {
  open_with({.allowed_paths = {"/", "/status*"}});
  for (const char* target : {"/", "/?a=b", "/status.html", "/status?x=/admin"})
    EXPECT_EQ(status({.target = target, .cookie = cookie_}), kLetThrough) << target;
  for (const char* target : {"/admin", "/status/../admin", "/status%2f..%2fadmin", "//status"}) {
    const auto refused = ask({.target = target, .cookie = cookie_});
    EXPECT_EQ(refused.head.status, 403) << target;
    EXPECT_THAT(refused.body, HasSubstr("This path is closed"));
  }
  EXPECT_EQ(status({.target = "/admin",
                    .cookie = cookie_,
                    .more = {{"Origin", origin_of(session_)}, {"Sec-Fetch-Mode", "websocket"}},
                    .websocket = true}),
            403);
  EXPECT_EQ(status({.method = "POST", .target = "/admin", .cookie = cookie_}), 403);
}

class ReadOnlyPages : public RelayRules {
 protected:
  void SetUp() override {
    may_only(member, {model::Permission::kDeviceWebpageReadOnly});
    RelayRules::SetUp();
  }
};

TEST_F(ReadOnlyPages, OnlyRequestsThatReadAreLetThrough) {
  ASSERT_TRUE(session_.read_only);
  for (const char* method : {"GET", "HEAD", "OPTIONS"})
    EXPECT_EQ(status({.method = method, .target = "/", .cookie = cookie_}), kLetThrough) << method;
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "PROPFIND", "FROB", "get"}) {
    const auto refused = ask({.method = method, .target = "/", .cookie = cookie_});
    EXPECT_EQ(refused.head.status, 403) << method;
    EXPECT_THAT(refused.body, HasSubstr("Read only")) << method;
  }
  EXPECT_EQ(status({.target = "/",
                    .cookie = cookie_,
                    .more = {{"Origin", origin_of(session_)}, {"Sec-Fetch-Mode", "websocket"}},
                    .websocket = true}),
            403);
}

TEST_F(TreatedPages, AllowedPathsHoldOnTheDevicesOtherHostsToo) {
  open_with({.allowed_paths = {"/status"}});
  const auto sibling = fmt::format("{}-8081.{}", session_.label, kDomain);
  EXPECT_EQ(status({.target = "/status", .authority = sibling, .cookie = cookie_}), kLetThrough);
  EXPECT_EQ(status({.target = "/admin", .authority = sibling, .cookie = cookie_}), 403);
  const auto by_way = [&](std::string_view path) {
    return ask({.target = fmt::format("/.callout/other/{}-8081{}", session_.label, path),
                .cookie = cookie_,
                .more = {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}}});
  };
  EXPECT_EQ(by_way("/status").head.status, kLetThrough);
  EXPECT_EQ(by_way("/admin").head.status, 403);
  EXPECT_THAT(by_way("/admin").body, HasSubstr("This path is closed"));
}

}  // namespace
}  // namespace callout::relay
