// SPDX-License-Identifier: Apache-2.0
#include "wire/device_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

const SessionMap& map() {
  static const SessionMap map_of_device{
      {"http", "192.168.1.20", 80}, {"https", "aaaa.session.example", 443}, {"printer.local", "fd00::20"}};
  return map_of_device;
}
const OwnScripts kOwn{"'sha256-OURS='", "/.callout/o.js", "/.callout/j"};
constexpr std::string_view kHere = "https://aaaa.session.example";

std::string translated(std::string_view policy) {
  return translate_policy(policy, map(), map().own_hosts(), kOwn);
}

TEST(DevicePolicy, MayStandOnSeveralLines) {
  EXPECT_EQ(translated("\n  default-src 'self';\n  script-src 'self'\n http://192.168.1.20:8081;\r\n\timg-src *\n"),
            translated("default-src 'self'; script-src 'self' http://192.168.1.20:8081; img-src *"));
  EXPECT_THAT(translated("img-src *;\nstyle-src 'none'"), testing::HasSubstr("style-src 'none'"));
}

TEST(DevicePolicy, SourcesThatNameTheDeviceAreItsSessionHosts) {
  struct Case {
    std::string_view device, session;
  };
  const std::string https = " https://aaaa-443s.session.example";
  for (const auto& [device, session] : std::initializer_list<Case>{
           {"https://192.168.1.20:8443", "https://aaaa-8443s.session.example"},
           {"https://printer.local:8443/a/", "https://aaaa-8443s.session.example/a/"},
           {"https://Printer.LOCAL:8443", "https://aaaa-8443s.session.example"},
           {"HTTPS://[fd00::20]", "https://aaaa-443s.session.example"},
           {"http://192.168.1.20:8081", "https://aaaa-8081.session.example https://aaaa-8081s.session.example"},
           {"192.168.1.20:8081", "https://aaaa-8081.session.example https://aaaa-8081s.session.example"},
           {"192.168.1.20", "https://aaaa.session.example https://aaaa-443s.session.example"},
           {"http://192.168.1.20:80", "https://aaaa.session.example https://aaaa-443s.session.example"},
           {"'self'", "'self' https://aaaa-443s.session.example"},
           {"*:8081", "*:8081 https://aaaa-8081.session.example https://aaaa-8081s.session.example"},
           {"wss://192.168.1.20:81", "wss://aaaa-81s.session.example"}}) {
    EXPECT_EQ(translated("img-src " + std::string(device)), "img-src " + std::string(session)) << device;
  }
}

TEST(DevicePolicy, AllPortsAreThoseThatAPageMayReach) {
  const auto all = translated("img-src 192.168.1.20:*");
  EXPECT_THAT(all, ::testing::StartsWith("img-src https://aaaa.session.example https://aaaa-443s.session.example"));
  EXPECT_THAT(all, ::testing::HasSubstr("https://aaaa-8081.session.example"));
  EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr("*")));
}

TEST(DevicePolicy, AllElseStays) {
  for (const char* policy :
       {"img-src https://cdn.example", "img-src * data: blob: https:", "img-src 192.168.1.21", "img-src *",
        "img-src 'none'", "sandbox allow-scripts", "upgrade-insecure-requests", "img-src 'nonce-192.168.1.20'",
        "frame-ancestors 'none'", "img-src http://192.168.1.20@evil.example", "img-src evil.example/192.168.1.20",
        "img-src 192.168.1.20:x", "img-src 192.168.1.20:22x", "img-src https://192.168.1.20:22", "report-uri /csp"}) {
    EXPECT_EQ(translated(policy), policy);
  }
  EXPECT_EQ(translated(" ;; img-src\t*  ,, style-src  * ;"), "img-src *, style-src *");
}

TEST(DevicePolicy, OurScriptsAreAllowedByTheirHash) {
  for (const std::string policy :
       {"script-src 'nonce-x'", "script-src 'strict-dynamic' 'nonce-x' 'unsafe-inline'",
        "script-src https://cdn.example", "script-src 'sha256-x' 'unsafe-inline'", "script-src-elem 'nonce-x'"}) {
    EXPECT_EQ(translated(policy), policy + " 'sha256-OURS='");
  }
  EXPECT_EQ(translated("script-src 'none'"), "script-src 'sha256-OURS='");
  EXPECT_EQ(translated("script-src"), "script-src 'sha256-OURS='") << "nothing is allowed";
}

TEST(DevicePolicy, AHashDoesNotPutInlineScriptsOutOfForce) {
  EXPECT_EQ(translated("script-src 'unsafe-inline'"),
            "script-src 'unsafe-inline' " + std::string(kHere) + "/.callout/o.js");
}

TEST(DevicePolicy, OursGoWhereTheyCount) {
  EXPECT_EQ(translated("default-src x; script-src y; script-src-elem z; connect-src c"),
            "default-src x; script-src y; script-src-elem z 'sha256-OURS='; connect-src c " + std::string(kHere) +
                "/.callout/j");
  EXPECT_EQ(translated("default-src 'none'"), "default-src 'sha256-OURS=' " + std::string(kHere) + "/.callout/j");
  EXPECT_EQ(translated("default-src x; script-src y"),
            "default-src x " + std::string(kHere) + "/.callout/j; script-src y 'sha256-OURS='");
}

TEST(DevicePolicy, WhatMayBeAskedMayBeAskedByWay) {
  EXPECT_EQ(translated("connect-src wss://192.168.1.20:8443/live"),
            "connect-src wss://aaaa-8443s.session.example/live "
            "wss://aaaa.session.example/.callout/other/aaaa-8443s/live "
            "wss://aaaa.session.example/.callout/anonymous/aaaa-8443s/live https://aaaa.session.example/.callout/j");
  EXPECT_THAT(translated("connect-src 192.168.1.20:8081"),
              ::testing::HasSubstr(" wss://aaaa.session.example/.callout/other/aaaa-8081/ "));
}

TEST(DevicePolicy, ReportsGoToTheDevice) {
  EXPECT_EQ(translated("report-uri https://192.168.1.20:8443/csp?x /y https://elsewhere.example/"),
            "report-uri https://aaaa-8443s.session.example/csp?x /y https://elsewhere.example/");
}

TEST(DevicePolicy, EachFieldOfBothNamesIsTranslated) {
  Headers headers;
  headers.add("content-security-policy", "img-src 192.168.1.20:8081");
  headers.add("Content-Security-Policy-Report-Only", "script-src 'none'");
  headers.add("X-Other", "img-src 192.168.1.20");
  translate_policies(headers, map(), map().own_hosts(), kOwn);
  EXPECT_THAT(headers.lines()[0].value, ::testing::HasSubstr("aaaa-8081."));
  EXPECT_EQ(headers.lines()[1].value, "script-src 'sha256-OURS='");
  EXPECT_EQ(headers.lines()[2].value, "img-src 192.168.1.20");
}

}  // namespace
}  // namespace callout::wire
