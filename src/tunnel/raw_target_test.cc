// SPDX-License-Identifier: Apache-2.0
#include "tunnel/raw_target.h"

#include <gtest/gtest.h>

namespace callout::tunnel {
namespace {

TEST(RawTarget, ComesBackAsItWent) {
  const std::pair<RawTarget, const char*> cases[] = {
      {RawWebServer{"e1"}, "e1.device"},
      {RawWebServer{"e1", wire::WebEndpoint{true, 8443}}, "https-8443.e1.device"},
      {RawWebServer{"e1", wire::WebEndpoint{false, 22}}, "http-22.e1.device"},
      {RawPort{"d1", 9100}, "9100.d1.port"},
  };
  for (const auto& [target, authority] : cases) {
    EXPECT_EQ(authority_of(target), authority);
    EXPECT_EQ(parse_raw_authority(authority), target) << authority;
  }
}

TEST(RawTarget, HasOneNameOnly) {
  for (const char* authority : {"",
                                ".device",
                                ".port",
                                "device",
                                "e1",
                                "e1.port",
                                "E1.device",
                                "9100.d1.device",
                                "ftp-21.e1.device",
                                "http-.e1.device",
                                "http-0.e1.device",
                                "http-080.e1.device",
                                "http-65536.e1.device",
                                "http-80.http-81.e1.device",
                                "09100.d1.port",
                                "0.d1.port",
                                "65536.d1.port",
                                "+1.d1.port",
                                "1.2.d1.port",
                                "9100..port",
                                "9100.D1.port",
                                "9100.d1.port.",
                                "e1.device:80"}) {
    EXPECT_FALSE(parse_raw_authority(authority)) << authority;
  }
}

}  // namespace
}  // namespace callout::tunnel
