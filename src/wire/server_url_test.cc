// SPDX-License-Identifier: Apache-2.0
#include "wire/server_url.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(ServerUrl, WhatIsNoneIsRefusedWithAnExample) {
  for (const std::string_view text :
       {"", "http", "https", "https:", "https:/", "https//c.example", "c.example", "ftp://c.example", "://c.example"}) {
    const auto url = parse_server_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, Code::kInvalid) << text;
    EXPECT_NE(url.error().message.find("https://callout.example.com"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace callout::wire
