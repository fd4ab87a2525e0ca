// SPDX-License-Identifier: Apache-2.0
#include "client/login.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"

namespace callout::client {
namespace {

TEST(Login, ThePageIsAskedWithTheChallengeAndNeverTheVerifier) {
  start_crypto();
  const LoginSecrets secrets = make_login_secrets();
  EXPECT_EQ(secrets.challenge, base64url(sha256(secrets.verifier)));
  const auto server = wire::parse_server_url("https://callout.example.com");
  const std::string url = login_page(*server, secrets, 40123, "my laptop&x=1");
  EXPECT_EQ(url, "https://callout.example.com/client?challenge=" + secrets.challenge +
                     "&name=my%20laptop%26x%3D1&port=40123&state=" + secrets.state);
  EXPECT_EQ(url.find(secrets.verifier), std::string::npos);
  EXPECT_EQ(login_page(*server, secrets, 0, "a").find("port"), std::string::npos);
}

TEST(Login, OnlyAnAnswerWithOurStateCounts) {
  EXPECT_EQ(parse_login_answer("/?code=abc&state=st", "st")->code, "abc");
  EXPECT_EQ(parse_login_answer("/?error=access_denied&state=st", "st")->code, std::nullopt);
  for (const char* target : {"/?code=abc&state=other", "/?code=abc", "/", "/favicon.ico", "/other?code=abc&state=st",
                             "/?code=a%00b&state=st", "/?code=&state=st", "/?state=st", "/?code=%zz&state=st"}) {
    EXPECT_FALSE(parse_login_answer(target, "st")) << target;
  }
}

}  // namespace
}  // namespace callout::client
