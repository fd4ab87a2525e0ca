// SPDX-License-Identifier: Apache-2.0
// NTLM signs in a connection, in three steps on that connection: who shares it with another browser connection signs
// that one in, and who leaves it never gets in. A pin is one browser connection: over HTTP/2 that is all tabs of one
// browser on the host, so one person; two technicians have two.
#include <map>

#include <gtest/gtest.h>

#include "agent/site_testing.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

/// Answers a page with the name that its connection is signed in as.
class NtlmDevice {
 public:
  FakeDevice::Reply operator()(const std::string& request, int connection) {
    if (request.empty()) return {};
    const std::string token = after(request, "Authorization: NTLM ");
    State& state = connections_[connection];
    if (token.starts_with("type1-")) {
      state = {token.substr(6), false};
      return refuse("WWW-Authenticate: NTLM type2-" + state.name + "\r\n");
    }
    if (token.starts_with("type3-")) {
      // The proof holds only where the challenge was given.
      if (state.name != token.substr(6)) return refuse("WWW-Authenticate: NTLM\r\n");
      state.in = true;
    }
    if (!state.in) return refuse("WWW-Authenticate: NTLM\r\n");
    return {fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", state.name.size(), state.name)};
  }

 private:
  struct State {
    std::string name;
    bool in = false;
  };
  static std::string after(const std::string& request, std::string_view field) {
    const std::size_t at = request.find(field);
    if (at == std::string::npos) return {};
    return request.substr(at + field.size(), request.find('\r', at) - at - field.size());
  }
  static FakeDevice::Reply refuse(const std::string& challenge) {
    return {"HTTP/1.1 401 No\r\n" + challenge + "Content-Length: 0\r\n\r\n"};
  }
  std::map<int, State> connections_;
};

SiteRequest with_token(std::uint64_t pin, const std::string& token) {
  SiteRequest request{.pin = pin};
  if (!token.empty()) request.headers.add("authorization", "NTLM " + token);
  return request;
}

/// Signs in as a browser does and then loads pages, one after the other.
net::Task<> visit(TestSite& site, std::uint64_t pin, std::string name, int& signed_in, int& own_pages) {
  EXPECT_EQ((co_await site.ask(with_token(pin, ""))).status, 401);
  const auto challenge = co_await site.ask(with_token(pin, "type1-" + name));
  EXPECT_EQ(challenge.status, 401);
  const std::string* text = challenge.headers.find("www-authenticate");
  EXPECT_TRUE(text != nullptr && *text == "NTLM type2-" + name) << name;
  const auto page = co_await site.ask(with_token(pin, "type3-" + name));
  signed_in += page.status == 200 && page.body == name ? 1 : 0;
  for (int i = 0; i < 5; ++i) {
    const auto answer = co_await site.ask(with_token(pin, ""));
    own_pages += answer.status == 200 && answer.body == name ? 1 : 0;
  }
}

net::Task<> side_by_side() {
  FakeDevice device{NtlmDevice()};
  TestSite site(device.port());
  co_await site.start();
  int signed_in = 0;
  int own_pages = 0;
  net::TaskGroup visits;
  for (std::uint64_t pin = 1; pin <= 3; ++pin) {
    visits.spawn(visit(site, pin, fmt::format("user{}", pin), signed_in, own_pages));
  }
  co_await visits.join();
  EXPECT_EQ(signed_in, 3);
  EXPECT_EQ(own_pages, 15);
  // Somebody else is still nobody.
  EXPECT_EQ((co_await site.ask(with_token(9, ""))).status, 401);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSignIn, EachBrowserConnectionSignsInOnItsOwnConnection) {
  start_crypto();
  net::run_test_task(side_by_side());
}

net::Task<> on_few_sockets() {
  FakeDevice device{NtlmDevice()};
  device.sockets = 2;
  TestSite site(device.port());
  co_await site.start();
  int signed_in = 0;
  int own_pages = 0;
  net::TaskGroup visits;
  for (std::uint64_t pin = 1; pin <= 2; ++pin) {
    visits.spawn(visit(site, pin, fmt::format("user{}", pin), signed_in, own_pages));
  }
  co_await visits.join();
  EXPECT_EQ(signed_in, 2);
  EXPECT_EQ(own_pages, 10);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSignIn, TwoPeopleSignInOnADeviceOfTwoSockets) {
  start_crypto();
  net::run_test_task(on_few_sockets());
}

net::Task<> digest() {
  // Ties a nonce to its connection, and says which connection answered.
  FakeDevice device([](const std::string&, int connection) {
    const std::string body = std::to_string(connection);
    return FakeDevice::Reply{fmt::format(
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"d\", nonce=\"{}\"\r\nContent-Length: 1\r\n\r\n{}", body,
        body)};
  });
  TestSite site(device.port());
  co_await site.start();
  // Two connections, each last used by one of the two.
  device.hold = true;
  std::vector<SiteAnswer> answers(2);
  const auto ask = [](TestSite& on, std::uint64_t pin, SiteAnswer& into) -> net::Task<> {
    into = co_await on.ask({.pin = pin});
  };
  net::TaskGroup asking;
  asking.spawn(ask(site, 1, answers[0]));
  asking.spawn(ask(site, 2, answers[1]));
  co_await device.came(2);
  device.release();
  co_await asking.join();
  EXPECT_NE(answers[0].body, answers[1].body);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ((co_await site.ask({.pin = 1})).body, answers[0].body);
    EXPECT_EQ((co_await site.ask({.pin = 2})).body, answers[1].body);
  }
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceSignIn, DigestGoesOnWhereItsNonceWasGiven) {
  start_crypto();
  net::run_test_task(digest());
}

}  // namespace
}  // namespace callout::agent
