// SPDX-License-Identifier: Apache-2.0
// The way to the server: URL, proxy rules, the pause between tries, the pinned certificate.
#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

#include "agent/backoff.h"
#include "agent/doctor.h"
#include "agent/enroll.h"
#include "agent/proxy.h"
#include "agent/server_link.h"
#include "base/encoding.h"
#include "base/random.h"
#include "net/net_testing.h"
#include "net/tls.h"
#include "wire/server_url.h"

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

TEST(ServerUrl, HttpsAnywhereHttpOnlyOnThisMachine) {
  EXPECT_EQ(wire::parse_server_url("https://Callout.Example.com")->to_string(), "https://callout.example.com");
  EXPECT_EQ(wire::parse_server_url("https://c.example:8443/")->port, 8443);
  EXPECT_EQ(wire::parse_server_url("https://[fd00::1]:8443")->authority(), "[fd00::1]:8443");
  EXPECT_EQ(wire::parse_server_url("http://callout.localhost:8440")->dial_host(), "127.0.0.1");
  EXPECT_EQ(wire::parse_server_url("http://127.0.0.1:8440")->authority(), "127.0.0.1:8440");
  EXPECT_TRUE(wire::parse_server_url("http://[::1]:8440"));
  EXPECT_EQ(wire::parse_server_url("http://example.com").error().code, Code::kDenied);
  for (const char* bad :
       {"", "example.com", "ftp://x", "https://", "https://a/b", "https://u@a", "http://localhost.example.com",
        "https://a:0", "https://a:99999", "http://192.168.1.5", "https://a b"}) {
    EXPECT_FALSE(wire::parse_server_url(bad)) << bad;
  }
}

TEST(Proxy, IsReadWithItsCredentials) {
  const auto plain = parse_proxy("http://proxy.example:3128/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "proxy.example");
  EXPECT_EQ(plain->port, 3128);
  EXPECT_EQ(plain->authorization, "");
  EXPECT_EQ(parse_proxy("proxy.example")->port, 80);
  EXPECT_EQ(parse_proxy("http://Aladdin:open%20sesame@proxy:8080")->authorization,
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  for (const char* bad : {"https://proxy:1", "socks5://proxy:1", "http://", "http://a:b:c", "http://u:%zz@p:1"}) {
    EXPECT_FALSE(parse_proxy(bad)) << bad;
  }
  EXPECT_EQ(parse_proxy("http://user:secret@bad host").error().message.find("secret"), std::string::npos);
}

TEST(Proxy, NoProxyRules) {
  struct Rule {
    const char* no_proxy;
    const char* host;
    bool bypassed;
  };
  constexpr Rule kRules[] = {
      {"", "a.example", false},
      {"*", "a.example", true},
      {"a.example", "a.example", true},
      {"A.EXAMPLE", "a.example", true},
      {"example", "a.example", true},
      {".example", "a.example", true},
      {"ample", "a.example", false},
      {"b.example", "a.example", false},
      {"x, a.example", "a.example", true},
      {"x a.example", "a.example", true},
      {"a.example:443", "a.example", true},
      {"a.example:8443", "a.example", false},
      {"10.0.0.0/8", "10.1.2.3", true},
      {"10.0.0.0/8", "11.1.2.3", false},
      {"10.1.2.3", "10.1.2.3", true},
      {"fd00::/8", "fd12::1", true},
      {"3", "10.1.2.3", false},
  };
  for (const Rule& rule : kRules) {
    EXPECT_EQ(bypasses_proxy(rule.no_proxy, rule.host, 443), rule.bypassed) << rule.no_proxy << " " << rule.host;
  }
}

TEST(Proxy, ThisMachineIsAlwaysDialledDirectly) {
  const ProxySettings settings{"http://proxy:3128", ""};
  EXPECT_TRUE(*choose_proxy(settings, *wire::parse_server_url("https://a.example")));
  EXPECT_FALSE(*choose_proxy(settings, *wire::parse_server_url("https://callout.localhost")));
  EXPECT_FALSE(*choose_proxy(settings, *wire::parse_server_url("https://127.0.0.1")));
  EXPECT_FALSE(*choose_proxy(settings, *wire::parse_server_url("http://callout.localhost")));
  EXPECT_FALSE(choose_proxy({"https://bad", ""}, *wire::parse_server_url("https://a.example")));
}

TEST(Backoff, FullJitterWithinBoundsThatDouble) {
  unsigned bound = 0;
  Backoff most([&bound](unsigned below) {
    bound = below;
    return below - 1;
  });
  for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60, 60})
    EXPECT_EQ(most.after_failure({}), std::chrono::seconds(seconds));
  most.succeeded();
  EXPECT_EQ(most.after_failure({}), 1s);
  EXPECT_EQ(bound, 1001U);
  Backoff least([](unsigned) { return 0U; });
  for (int i = 0; i < 9; ++i) EXPECT_EQ(least.after_failure({}), 0s);
  EXPECT_EQ(least.after_failure(30s), 30s);
  EXPECT_EQ(least.after_failure(0s), 1s);
  EXPECT_EQ(least.after_failure(std::chrono::seconds(1'000'000'000)), Backoff::kServerMost);
  EXPECT_LE(most.after_drain(), 250ms);
}

TEST(Doctor, ReadsTheServersClock) {
  const WallMs now{std::chrono::milliseconds(784'111'777'000)};
  EXPECT_EQ(*clock_offset_s("Sun, 06 Nov 1994 08:49:37 GMT", now), 0);
  EXPECT_EQ(*clock_offset_s("Sun, 06 Nov 1994 08:48:37 GMT", now), 60);
  EXPECT_FALSE(clock_offset_s("", now));
  EXPECT_FALSE(clock_offset_s("yesterday", now));
}

/// A server that shows its certificate and counts what it is sent.
struct ShowingServer {
  std::unique_ptr<net::Listener> listener =
      std::move(*net::Listener::bind(*net::SocketAddress::parse("127.0.0.1:0"), false));
  std::shared_ptr<net::TlsServerContext> context;
  std::size_t bytes = 0;
  int connections = 0;
  net::TaskGroup tasks;

  explicit ShowingServer(const net::TestCertificate& certificate)
      : context(*net::TlsServerContext::load(certificate.certificate_file, certificate.key_file)) {
    tasks.spawn(accept());
  }
  net::Task<> accept() {
    for (;;) {
      auto tcp = co_await listener->accept();
      if (!tcp) co_return;
      auto tls = co_await net::tls_accept(std::move(*tcp), *context, 5s);
      if (!tls) continue;
      ++connections;
      std::array<std::byte, 4096> buffer;
      for (;;) {
        const auto count = co_await (*tls)->read(buffer);
        if (!count || *count == 0) break;
        bytes += *count;
      }
    }
  }
  net::Task<> stop() {
    listener->close();
    co_await tasks.join();
  }
};

std::string der_pin(const std::string& pem) {
  std::string text;
  for (std::size_t line = pem.find('\n') + 1; pem[line] != '-'; line = pem.find('\n', line) + 1) {
    text += pem.substr(line, pem.find('\n', line) - line);
  }
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return base64url(sha256(*from_base64url(text)));
}

net::Task<> pinning() {
  const net::TemporaryFolder place;
  const auto certificate = net::make_certificate(place, "callout.localhost");
  const auto other = net::make_certificate(place, "other.localhost");
  ShowingServer server(certificate);
  const wire::ServerUrl url =
      *wire::parse_server_url(fmt::format("https://callout.localhost:{}", server.listener->address().port()));

  const auto right = co_await find_pinned_certificate(url, std::nullopt, der_pin(certificate.certificate_pem));
  EXPECT_TRUE(right) << right.error().message;
  if (right) EXPECT_EQ(der_pin(*right), der_pin(certificate.certificate_pem));
  const auto wrong = co_await find_pinned_certificate(url, std::nullopt, der_pin(other.certificate_pem));
  EXPECT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::kDenied);

  const StateFolder folder = *StateFolder::open(place.file("state"), true);
  const EnrolmentToken token{"co1.x.y", der_pin(other.certificate_pem)};
  EXPECT_FALSE(co_await enroll(token, url, std::nullopt, folder));
  EXPECT_EQ(server.bytes, 0U);  // Not the token, not a request line: nothing.
  EXPECT_GE(server.connections, 2);
  EXPECT_FALSE(load_keys(folder));

  // An enrolled agent that meets another certificate gives up in the handshake.
  const auto context = server_context({"i", "n", url, other.certificate_pem});
  auto tcp = co_await connect_server(url, std::nullopt);
  const auto link = co_await secure_server(url, std::move(*tcp), context->get());
  EXPECT_FALSE(link);
  EXPECT_EQ(server.bytes, 0U);
  co_await server.stop();
}
TEST(Enrol, NotAByteGoesToAServerWithoutThePinnedCertificate) {
  start_crypto();
  // As the programs do: OpenSSL writes to a peer that may have gone.
  std::signal(SIGPIPE, SIG_IGN);
  net::run_test_task(pinning());
}

/// A proxy that answers every CONNECT with what it is told, and keeps what it was asked.
struct FakeProxy {
  std::unique_ptr<net::Listener> listener =
      std::move(*net::Listener::bind(*net::SocketAddress::parse("127.0.0.1:0"), false));
  std::string answer;
  std::string asked;
  net::TaskGroup tasks;
  explicit FakeProxy(std::string with) : answer(std::move(with)) { tasks.spawn(accept()); }
  net::Task<> accept() {
    auto tcp = co_await listener->accept();
    if (!tcp) co_return;
    std::array<std::byte, 4096> buffer;
    while (asked.find("\r\n\r\n") == std::string::npos) {
      const auto count = co_await (*tcp)->read(buffer);
      if (!count || *count == 0) co_return;
      asked += text_of(std::span(buffer).first(*count));
    }
    if (answer.empty()) co_return;
    (void)co_await (*tcp)->write(bytes_of(answer));
    (void)co_await (*tcp)->read(buffer);
  }
};

net::Task<> through_proxy() {
  struct Case {
    const char* answer;
    const char* message;
  };
  for (const Case& each : {Case{"HTTP/1.1 200 Connection established\r\n\r\n", ""},
                           Case{"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
                           Case{"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n", "user and password"},
                           Case{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "status 403"},
                           Case{"HTTP/1.1 200 OK\r\n\r\nfake", "more than its answer"}, Case{"", "ended"}}) {
    FakeProxy proxy(each.answer);
    const Proxy way{"127.0.0.1", proxy.listener->address().port(), "Basic dTpw"};
    {
      const auto stream = co_await connect_server(*wire::parse_server_url("https://callout.example.com"), way);
      EXPECT_EQ(stream.has_value(), *each.message == '\0') << each.answer;
      if (*each.message != '\0' && !stream && *each.answer != '\0') {
        EXPECT_NE(stream.error().message.find(each.message), std::string::npos) << stream.error().message;
      }
    }
    EXPECT_EQ(proxy.asked,
              "CONNECT callout.example.com:443 HTTP/1.1\r\nHost: callout.example.com:443\r\nProxy-Authorization: Basic "
              "dTpw\r\n\r\n");
    proxy.listener->close();
    co_await proxy.tasks.join();
  }
}
TEST(ServerLink, AsksTheProxyAndExplainsItsAnswer) {
  net::run_test_task(through_proxy());
}

}  // namespace
}  // namespace callout::agent
