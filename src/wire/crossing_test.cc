// SPDX-License-Identifier: Apache-2.0
#include "wire/crossing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

using ::testing::ElementsAre;

const SessionMap& map() {
  static const SessionMap map_of_camera{{"http", "192.168.1.20", 80}, {"https", "aaaa.session.example", 443}};
  return map_of_camera;
}
const Origin kPage{"https", "aaaa.session.example", 443};
const Origin kDevicePage{"http", "192.168.1.20", 80};

Headers headers_of(std::initializer_list<Header> lines) {
  Headers headers;
  for (const Header& line : lines) headers.add(line.name, line.value);
  return headers;
}

/// What a script of `origin` gets to see of the device's answer.
Headers answered(std::string origin, std::initializer_list<Header> lines, Credentials credentials = Credentials::kAll,
                 std::string dest = "empty") {
  RequestHead browser{"GET", "/", "aaaa-8081.session.example", false, "", headers_of({{"Sec-Fetch-Dest", dest}})};
  if (!origin.empty()) browser.headers.add("Origin", std::move(origin));
  Headers answer = headers_of(lines);
  translate_cors(answer, browser, map(), credentials);
  return answer;
}
std::string value(const Headers& headers, std::string_view name) {
  const auto lines = headers.all(name);
  return lines.size() == 1 ? std::string(lines.front()) : lines.empty() ? "(none)" : "(many)";
}
std::string allowed(const Headers& headers) {
  return value(headers, "Access-Control-Allow-Origin");
}

TEST(CredentialsMark, IsTakenOutOfAccept) {
  struct Case {
    const char *accept, *left;
    Credentials credentials;
  };
  for (const auto& [accept, left, credentials] :
       {Case{"callout/none", "*/*", Credentials::kNone}, Case{"callout/own-login", "*/*", Credentials::kOwnLogin},
        Case{"text/plain;q=1, callout/none", "text/plain;q=1", Credentials::kNone},
        Case{"*/*", "*/*", Credentials::kAll}, Case{"xcallout/none", "xcallout/none", Credentials::kAll}}) {
    Headers headers = headers_of({{"X", "1"}, {"Accept", accept}, {"Content-Type", "text/plain"}, {"Origin", "x"}});
    EXPECT_EQ(take_credentials_mark(headers), credentials) << accept;
    EXPECT_EQ(value(headers, "accept"), left);
  }
  Headers none;
  EXPECT_EQ(take_credentials_mark(none), Credentials::kAll);
}

TEST(CredentialsMark, LeavesAcceptWhereTheBrowserPutsIt) {
  Headers headers = headers_of(
      {{"X", "1"}, {"Accept", "callout/none"}, {"Sec-CH-UA", "x"}, {"Content-Type", "a/b"}, {"Origin", "x"}});
  take_credentials_mark(headers);
  EXPECT_THAT(headers.lines(), ElementsAre(Header{"X", "1"}, Header{"Sec-CH-UA", "x"}, Header{"Content-Type", "a/b"},
                                           Header{"Accept", "*/*"}, Header{"Origin", "x"}));
}

TEST(CredentialsMark, SaysWhatStaysAtHome) {
  const auto left = [](Credentials credentials) {
    Headers headers = headers_of({{"Cookie", "a=1"}, {"Authorization", "Basic x"}, {"Accept", "*/*"}});
    drop_credentials(headers, credentials);
    return headers.size();
  };
  EXPECT_EQ(left(Credentials::kAll), 3U);
  EXPECT_EQ(left(Credentials::kOwnLogin), 2U);
  EXPECT_EQ(left(Credentials::kNone), 1U);
}

TEST(TranslateCors, TheDevicesOriginIsTheSessionsHost) {
  for (const auto& [device, session] : {std::pair{"http://192.168.1.20", "https://aaaa.session.example"},
                                        std::pair{"https://192.168.1.20:8443", "https://aaaa-8443s.session.example"}}) {
    const auto answer = answered(kPage.to_string(), {{"Access-Control-Allow-Origin", device}});
    EXPECT_EQ(allowed(answer), session);
    EXPECT_FALSE(answer.contains("Access-Control-Allow-Credentials")) << "the device did not say so";
    EXPECT_TRUE(answer.has_token("Vary", "Origin"));
  }
}

TEST(TranslateCors, CredentialsThatAreOnlyOursAreAllowed) {
  for (const auto credentials : {Credentials::kNone, Credentials::kOwnLogin}) {
    for (const char* device : {"*", "http://192.168.1.20"}) {
      const auto answer = answered(kPage.to_string(), {{"Access-Control-Allow-Origin", device}}, credentials);
      EXPECT_EQ(allowed(answer), kPage.to_string());
      EXPECT_EQ(value(answer, "Access-Control-Allow-Credentials"), "true");
    }
  }
}

TEST(TranslateCors, ThePagesOwnCredentialsNeedTheDevicesWord) {
  const auto answer = answered(kPage.to_string(), {{"Access-Control-Allow-Origin", "*"}});
  EXPECT_EQ(allowed(answer), "*") << "which browsers refuse";
  EXPECT_FALSE(answer.contains("Access-Control-Allow-Credentials"));
}

TEST(TranslateCors, AnotherOriginGetsNothing) {
  for (const char* origin :
       {"null", "https://evil.example", "https://bbbb.session.example", "https://bbbb-8081.session.example",
        "http://aaaa.session.example", "https://aaaa.session.example:444", "http://192.168.1.20",
        "https://aaaa.session.example/"}) {
    for (const char* device : {"*", "null", "https://evil.example", "http://192.168.1.20"}) {
      for (const auto credentials : {Credentials::kAll, Credentials::kNone}) {
        const auto answer = answered(origin,
                                     {{"Access-Control-Allow-Origin", device},
                                      {"Access-Control-Allow-Credentials", "true"},
                                      {"access-control-expose-headers", "X"}},
                                     credentials);
        EXPECT_TRUE(answer.empty()) << origin << device;
      }
    }
  }
}

TEST(TranslateCors, WhatTheDeviceGivesToOthersIsNoLeave) {
  for (const char* device : {"null", "https://evil.example", "http://192.168.1.21", "http://192.168.1.20:22", ""}) {
    for (const auto credentials : {Credentials::kAll, Credentials::kNone}) {
      EXPECT_EQ(allowed(answered(kPage.to_string(), {{"Access-Control-Allow-Origin", device}}, credentials)), "(none)")
          << device;
    }
  }
  const auto twice =
      answered(kPage.to_string(), {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Origin", "*"}},
               Credentials::kNone);
  EXPECT_EQ(allowed(twice), "(none)") << "two lines void each other";
  EXPECT_TRUE(answered(kPage.to_string(), {}, Credentials::kNone).empty());
}

TEST(TranslateCors, StarExposesByNameWhereCredentialsGoAlong) {
  const auto exposed = [](Credentials credentials) {
    return value(answered(kPage.to_string(),
                          {{"Access-Control-Allow-Origin", "*"},
                           {"Access-Control-Expose-Headers", "*"},
                           {"X-Serial", "7"},
                           {"ETag", "x"},
                           {"Set-Cookie", "a=1"}},
                          credentials),
                 "Access-Control-Expose-Headers");
  };
  EXPECT_EQ(exposed(Credentials::kNone), "X-Serial, ETag");
  EXPECT_EQ(exposed(Credentials::kAll), "*");
}

TEST(TranslateCors, AnAnswerThatAnybodyMayKeepSaysWhomItIsFor) {
  EXPECT_EQ(value(answered("", {{"Access-Control-Allow-Origin", "*"}}), "Vary"), "Origin, Accept");
  EXPECT_EQ(value(answered("", {{"X", "1"}}), "Vary"), "(none)");
  EXPECT_EQ(value(answered("", {{"Access-Control-Allow-Origin", "*"}, {"Vary", "*"}}), "Vary"), "*");
}

TEST(Preflight, IsAnsweredWithWhatItAsksFor) {
  RequestHead head{"OPTIONS",
                   "/x",
                   "aaaa-8081.session.example",
                   false,
                   "",
                   headers_of({{"Origin", kPage.to_string()},
                               {"Access-Control-Request-Method", "PUT"},
                               {"Access-Control-Request-Headers", "content-type,x-token"}})};
  ASSERT_TRUE(is_preflight(head));
  const auto answer = preflight_answer(head, kPage);
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(allowed(answer.headers), kPage.to_string());
  EXPECT_EQ(value(answer.headers, "Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(value(answer.headers, "Access-Control-Allow-Methods"), "PUT");
  EXPECT_EQ(value(answer.headers, "Access-Control-Allow-Headers"), "content-type,x-token");
  head.method = "GET";
  EXPECT_FALSE(is_preflight(head));
}

TEST(MayBeRead, TheDeviceSaysSo) {
  const auto may = [](std::initializer_list<Header> lines, Credentials credentials) {
    return may_be_read(headers_of(lines), kDevicePage, credentials);
  };
  EXPECT_TRUE(may({{"Access-Control-Allow-Origin", "*"}}, Credentials::kNone));
  EXPECT_TRUE(may({{"Access-Control-Allow-Origin", "http://192.168.1.20"}}, Credentials::kNone));
  EXPECT_FALSE(may({}, Credentials::kNone));
  EXPECT_FALSE(may({{"Access-Control-Allow-Origin", "http://192.168.1.20:81"}}, Credentials::kNone));
  EXPECT_FALSE(may({{"Access-Control-Allow-Origin", "null"}}, Credentials::kNone));
  EXPECT_FALSE(
      may({{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Credentials", "true"}}, Credentials::kAll));
  EXPECT_FALSE(may({{"Access-Control-Allow-Origin", "http://192.168.1.20"}}, Credentials::kAll));
  EXPECT_TRUE(
      may({{"Access-Control-Allow-Origin", "http://192.168.1.20"}, {"Access-Control-Allow-Credentials", "true"}},
          Credentials::kAll));
}

}  // namespace
}  // namespace callout::wire
