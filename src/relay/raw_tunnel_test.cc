// SPDX-License-Identifier: Apache-2.0
// Who gets raw bytes of a device. A page of the device runs on the session's host: nothing that its browser can send
// gets through.
#include "relay/raw_tunnel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "relay/relay_rules_testing.h"

namespace callout::relay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class RawTunnel : public RelayRules {
 protected:
  void SetUp() override {
    RelayRules::SetUp();
    key_ = key_of(session_);
    sessions::DeviceChange change;
    change.raw_ports = std::vector<std::uint16_t>{22, 9100};
    store::must(inventory->change_device(as(owner), device.id, change));
    ports_ = answer(store::must(try_open_port(member, 9100)));
    ports_key_ = key_of(ports_);
  }
  std::string key_of(const model::Session& session) {
    return store::must(sessions->make_client_key(as(member), signed_in.at(member.id), session.id));
  }
  /// As the client asks.
  Ask client(const model::Session& session, const std::string& key, const std::string& port) const {
    return {.target = "/.callout/tcp/" + port,
            .authority = host_of(session),
            .more = {{"Authorization", "Bearer " + key}, {"Sec-WebSocket-Protocol", "callout-tcp.1"}},
            .websocket = true};
  }
  FakeExchange with(const std::string& name, const std::string& value) {
    auto what = client(session_, key_, "80");
    what.more.emplace_back(name, value);
    return ask(what);
  }

  std::string key_;
  model::Session ports_;
  std::string ports_key_;
};

TEST_F(RawTunnel, TheClientsKeyLetsThrough) {
  EXPECT_EQ(status(client(session_, key_, "80")), kLetThrough);
  EXPECT_EQ(status(client(ports_, ports_key_, "9100")), kLetThrough);
  EXPECT_EQ(status(client(ports_, ports_key_, "22")), kLetThrough) << "another of the device's raw ports";
}

TEST_F(RawTunnel, WhatABrowserSendsIsAnsweredAsAPathThatDoesNotExist) {
  const auto none = ask({.target = "/.callout/tcp/80", .websocket = true});
  EXPECT_EQ(none.head.status, 404);
  for (const auto& [name, value] :
       {std::pair("Origin", origin_of(session_)), std::pair("Origin", std::string("null")),
        std::pair("Sec-Fetch-Mode", std::string("websocket")), std::pair("sec-fetch-site", std::string("same-origin")),
        std::pair("Cookie", cookie_), std::pair("cookie", std::string("a=b"))}) {
    const auto answer = with(name, value);
    EXPECT_EQ(answer.head.status, 404) << name;
    EXPECT_EQ(answer.body, none.body) << name;
  }
}

TEST_F(RawTunnel, ACookieIsNeverTakenForTheKey) {
  const auto secret = cookie_.substr(cookie_.find('=') + 1);
  EXPECT_EQ(status({.target = "/.callout/tcp/80", .cookie = cookie_, .websocket = true}), 404);
  EXPECT_EQ(status(client(session_, secret, "80")), 401);
  EXPECT_EQ(status({.target = "/", .cookie = "__Host-Http-callout=" + key_}), 303) << "nor the key for a cookie";
}

TEST_F(RawTunnel, AKeyIsOfOneSession) {
  EXPECT_EQ(status(client(ports_, key_, "9100")), 401);
  EXPECT_EQ(status(client(session_, ports_key_, "80")), 401);
  EXPECT_EQ(status(client(session_, "", "80")), 404) << "no key at all";
  const auto foreign = answer(open(other, device.id));
  EXPECT_EQ(status(client(foreign, key_, "80")), 401);
}

TEST_F(RawTunnel, APortMustBeOneOfTheSessions) {
  EXPECT_EQ(status(client(session_, key_, "443")), kLetThrough) << "an endpoint";
  EXPECT_EQ(status(client(session_, key_, "8081")), kLetThrough) << "where another web server may be";
  for (const char* port : {"22", "9100", "5900", "445", "9100x", "0", "65536", "", "080", "80/", "80?x"}) {
    const auto answer = ask(client(session_, key_, port));
    EXPECT_EQ(answer.head.status, 404) << port;
    EXPECT_THAT(answer.body, HasSubstr("port_refused"));
  }
  EXPECT_EQ(status(client(ports_, ports_key_, "80")), 404) << "an endpoint is no raw port";
}

TEST_F(RawTunnel, OfAPageWhosePathsAreLimitedThereIsNone) {
  auto& rules = *inventory;
  const auto profile = store::must(
      rules.add_profile(as(owner), {.name = "Only the status", .treatment = {.allowed_paths = {"/status"}}}));
  store::must(rules.change_device(as(owner), device.id, {.profile = sessions::ProfileChoice{profile.id}}));
  const auto page = answer(store::must(try_open(member, device.id)));
  const auto refused = ask(client(page, key_of(page), "80"));
  EXPECT_EQ(refused.head.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("paths_limited"));
  const auto ports = answer(store::must(try_open_port(member, 9100)));
  EXPECT_EQ(status(client(ports, key_of(ports), "9100")), kLetThrough) << "a raw port has no paths";
}

TEST_F(RawTunnel, OfAPageThatIsReadOnlyThereIsNone) {
  may_only(other, {model::Permission::kDeviceWebpageReadOnly});
  const auto page = answer(store::must(try_open(other, device.id)));
  ASSERT_TRUE(page.read_only);
  const auto key = store::must(sessions->make_client_key(as(other), signed_in.at(other.id), page.id));
  EXPECT_THAT(ask(client(page, key, "80")).body, HasSubstr("read_only"));
}

TEST_F(RawTunnel, ItIsAWebSocketOfOurProtocol) {
  auto what = client(session_, key_, "80");
  what.websocket = false;
  EXPECT_EQ(status(what), 400);
  what = client(session_, key_, "80");
  what.more[1].value = "chat";
  EXPECT_EQ(status(what), 400);
}

TEST_F(RawTunnel, AFailureSaysWhereAndWhatToDo) {
  const auto answer = ask(client(session_, key_, "80"));
  EXPECT_EQ(*answer.head.headers.find("Content-Type"), "application/json");
  EXPECT_THAT(answer.body, HasSubstr(R"("hop":"install","code":"install_offline")"));
  EXPECT_THAT(answer.body, HasSubstr(R"("remedy":")"));
}

TEST_F(RawTunnel, OnlyTheSessionsOwnHostHasIt) {
  auto what = client(session_, key_, "80");
  what.authority = session_.label + "-8081.sessions.test";
  EXPECT_EQ(status(what), 404);
}

TEST_F(RawTunnel, AnEndedSessionHasNoKeys) {
  store::must(sessions->end(as(member), session_.id));
  EXPECT_EQ(status(client(session_, key_, "80")), 410);
}

TEST_F(RawTunnel, ASessionToPortsServesNoPage) {
  for (const char* path : {"/", "/index.html", "/.callout/start", "/.callout/status", "/.callout/join?host=x",
                           "/.callout/callback?code=x&state=y", "/.callout/watch.js", "/.callout/tcp/9100"}) {
    const auto page = ask({.target = path, .authority = host_of(ports_)});
    EXPECT_EQ(page.head.status, 404) << path;
    EXPECT_THAT(page.body, HasSubstr("<h1>")) << path;
    EXPECT_FALSE(page.head.headers.contains("Set-Cookie")) << path;
  }
  EXPECT_EQ(status({.target = "/", .authority = ports_.label + "-80.sessions.test"}), 404);
}

}  // namespace
}  // namespace callout::relay
