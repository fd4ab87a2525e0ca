// SPDX-License-Identifier: Apache-2.0
#include "client/device_proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/browser.h"
#include "client/proxy_greeters.h"

namespace callout::client {
namespace {

using testing::Contains;
using testing::HasSubstr;

TEST(DeviceProxy, OnlyTheDevicesAddressIsTheDevice) {
  const auto v4 = *wire::parse_address("192.168.1.40");
  EXPECT_TRUE(is_device("192.168.1.40", v4));
  for (const char* other : {"192.168.1.4", "192.168.1.41", "127.0.0.1", "localhost", "printer", "", "192.168.1.40.",
                            "0xc0a80128", "::ffff:192.168.1.40", "[192.168.1.40]"}) {
    EXPECT_FALSE(is_device(other, v4)) << other;
  }
  const auto v6 = *wire::parse_address("fd00::40");
  EXPECT_TRUE(is_device("fd00:0::40", v6));
  EXPECT_FALSE(is_device("fd00::41", v6));
}

TEST(DeviceProxy, ARefusalCanBeRead) {
  EXPECT_EQ(proxy_refusal(403, "No."),
            "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 13\r\nContent-Type: text/plain; "
            "charset=utf-8\r\n\r\ncallout: No.\n");
}

TEST(Browser, ChromiumHasNoWayButTheProxy) {
  const auto words = browser_words({"/usr/bin/chromium", BrowserKind::kChromium}, "/tmp/p", 4711, "http://10.0.0.7/");
  EXPECT_THAT(words, Contains("--user-data-dir=/tmp/p"));
  EXPECT_THAT(words, Contains("--proxy-server=socks5://127.0.0.1:4711"));
  EXPECT_THAT(words, Contains("--proxy-bypass-list=<-loopback>"));
  EXPECT_THAT(words, Contains("--disable-background-networking"));
  EXPECT_EQ(words.front(), "/usr/bin/chromium");
  EXPECT_EQ(words.back(), "http://10.0.0.7/");
}

TEST(Browser, FirefoxHasNoWayButTheProxy) {
  const auto words = browser_words({"/usr/bin/firefox", BrowserKind::kFirefox}, "/tmp/p", 4711, "http://10.0.0.7/");
  EXPECT_THAT(words,
              testing::ElementsAre("/usr/bin/firefox", "--no-remote", "--profile", "/tmp/p", "http://10.0.0.7/"));
  const std::string settings = firefox_settings(4711);
  EXPECT_THAT(settings, HasSubstr(R"(user_pref("network.proxy.socks_port", 4711);)"));
  EXPECT_THAT(settings, HasSubstr(R"(user_pref("network.proxy.allow_hijacking_localhost", true);)"));
  EXPECT_THAT(settings, HasSubstr(R"(user_pref("network.proxy.failover_direct", false);)"));
}

TEST(Browser, OneThatIsNotThereIsSaidSo) {
  const auto none = find_browser("/nowhere/browser");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("/nowhere/browser"));
}

}  // namespace
}  // namespace callout::client
