// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/random.h"
#include "http/http_testing.h"
#include "net/net_testing.h"

namespace callout::http {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string get(std::string_view target, std::string_view host = "a.test", std::string_view more = "") {
  return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", target, host, more);
}
std::string body_of(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}
std::string name_of(net::Worker& worker) {
  return fmt::format("{}", static_cast<const void*>(&worker));
}

TEST(Server, SaysThatAPortIsBusy) {
  TestServer first;
  PathHandler handler;
  auto second = Server::start(first.workers, {.listen = first.server->address()}, handler, first.log);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Code::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("busy"));
}

TEST(Server, RefusesAProxyListThatIsNone) {
  net::WorkerPool workers(1);
  PathHandler handler;
  Log log(Log::Level::kError, Log::Format::kText);
  EXPECT_FALSE(Server::start(
      workers, {.listen = *net::SocketAddress::parse("127.0.0.1:0"), .trusted_proxies = {"office"}}, handler, log));
}

TEST(Server, ServesTwoHundredConnectionsAtOnce) {
  TestServer server;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(std::make_unique<RawClient>(server.port()));
  for (int round = 0; round < 3; ++round) {
    for (auto& client : clients) ASSERT_TRUE(client->send(get("/who")));
    for (auto& client : clients) EXPECT_THAT(client->read_response(), HasSubstr("127.0.0.1 plain "));
  }
  EXPECT_EQ(server.server->counters().requests, 600U);
}

TEST(Server, BoundsTheConnectionsOfAnAddress) {
  TestServer server({.connections_per_address = 2});
  RawClient first(server.port());
  auto second = std::make_unique<RawClient>(server.port());
  first.send(get("/1"));
  second->send(get("/2"));
  EXPECT_EQ(body_of(first.read_response()), "answer to /1");
  EXPECT_EQ(body_of(second->read_response()), "answer to /2");
  RawClient third(server.port());
  EXPECT_EQ(third.read_all(), "");
  EXPECT_EQ(server.server->counters().refused, 1U);
  second.reset();
  EXPECT_TRUE(eventually([&] {
    RawClient fourth(server.port());
    fourth.send(get("/4"));
    return fourth.read_response().ends_with("answer to /4");  // Nothing at all while the slot is still held.
  }));
}

TEST(Server, BelievesForwardedFieldsOfTrustedProxiesOnly) {
  const auto request = get("/who", "a.test", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n");
  TestServer trusting({.trusted_proxies = {"127.0.0.0/8"}});
  RawClient client(trusting.port());
  client.send(request);
  EXPECT_EQ(body_of(client.read_response()), "203.0.113.9 secure 1");
  TestServer other({.trusted_proxies = {"10.0.0.0/8"}});
  RawClient stranger(other.port());
  stranger.send(request);
  EXPECT_EQ(body_of(stranger.read_response()), "127.0.0.1 plain 1");
}

TEST(Server, MovesAConnectionToTheWorkerOfItsHost) {
  TestServer server({}, 2);
  server.handler.placing = [&](std::string_view host) -> net::Worker* {
    if (host == "one.test") return &server.workers[0];
    if (host == "two.test") return &server.workers[1];
    return nullptr;
  };
  RawClient client(server.port());
  // A reverse proxy mixes hosts on a connection; both requests may come at once.
  client.send(get("/where", "One.test:80") + get("/where", "two.test") + get("/where", "one.test"));
  EXPECT_EQ(body_of(client.read_response()), name_of(server.workers[0]));
  EXPECT_EQ(body_of(client.read_response()), name_of(server.workers[1]));
  EXPECT_EQ(body_of(client.read_response()), name_of(server.workers[0]));
  const auto body = pattern(0, 1 << 20);
  client.send(fmt::format("POST /hash HTTP/1.1\r\nHost: two.test\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
  EXPECT_EQ(body_of(client.read_response()), hex(sha256(body)));
}

TEST(Server, GoesOnAfterItRanOutOfDescriptors) {
  TestServer server;
  const auto port = server.port();
  {  // The sanitizer looks at each new type with a descriptor of its own: let it see them all before there is none.
    RawClient warm(port);
    warm.send(get("/x"));
    EXPECT_EQ(body_of(warm.read_response()), "answer to /x");
  }
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{.rlim_cur = 128, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  std::vector<int> taken;
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken.push_back(fd);
  ASSERT_FALSE(taken.empty());
  ::close(taken.back());
  taken.pop_back();
  RawClient client(port);  // Takes the last descriptor: the server has none to accept with.
  client.send(get("/x"));
  for (const int fd : taken) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(body_of(client.read_response()), "answer to /x");
}

TEST(ServerStop, EndsIdleConnectionsAndLetsRequestsFinish) {
  TestServer server;
  RawClient idle(server.port());
  idle.send(get("/x"));
  EXPECT_EQ(body_of(idle.read_response()), "answer to /x");
  RawClient busy(server.port());
  busy.send("POST /hash HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha");
  EXPECT_TRUE(eventually([&] { return server.handler.served == 2; }));
  std::thread stopping([&] { server.server->stop(20s); });
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_TRUE(idle.ended_in_order());
  busy.send("lf");
  const auto answer = busy.read_all();
  stopping.join();
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith(hex(sha256("half"))));
  EXPECT_TRUE(busy.ended_in_order());
}

TEST(ServerStop, CutsWhatOutlivesTheGrace) {
  TestServer server;
  RawClient waiting(server.port());
  waiting.send(get("/hold"));
  server.handler.holding.get_future().wait();
  RawClient endless(server.port(), 4096);
  endless.send(get("/endless"));
  EXPECT_THAT(endless.read_some(), StartsWith("HTTP/1.1 200"));
  RawClient half(server.port());
  half.send("GET / HT");
  server.server->stop(50ms);
  EXPECT_EQ(server.handler.gone, 1);
  EXPECT_EQ(server.handler.ended, 2);
  waiting.read_all();
  EXPECT_TRUE(waiting.was_reset());
}

TEST(ServerStop, FreesThePort) {
  auto server = std::make_unique<TestServer>();
  const auto address = server->server->address();
  server.reset();
  TestServer again({.listen = address});
  RawClient client(again.port());
  client.send(get("/x"));
  EXPECT_EQ(body_of(client.read_response()), "answer to /x");
}

}  // namespace
}  // namespace callout::http
