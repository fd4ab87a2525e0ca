// SPDX-License-Identifier: Apache-2.0
#include "http/h2_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "http/http_testing.h"
#include "net/http2_session.h"
#include "net/net_testing.h"

namespace callout::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A server with TLS, and a client worker for tasks that speak to it.
class H2 : public ::testing::Test {
 protected:
  /// One key for all: making one takes longer than most tests.
  static const net::TestCertificate& certificate() {
    static const net::TemporaryFolder folder;
    static const auto made = net::make_certificate(folder, "a.test");
    return made;
  }
  ServerOptions options() const {
    return {.tls = *net::TlsServerContext::load(certificate().certificate_file, certificate().key_file)};
  }
  void start(ServerOptions with) { server_.emplace(std::move(with)); }
  void start() { start(options()); }
  /// Runs what a browser does on a worker of its own.
  void run(net::Task<> task) { net::run_to_end(client_[0], std::move(task)); }

  std::optional<TestServer> server_;
  net::WorkerPool client_{1};
};

/// A browser's connection, on the worker of the task that made it.
class Browser {
 public:
  net::Task<> dial(std::uint16_t port, std::string_view protocol = "h2", std::string name = "a.test") {
    const auto address = *net::SocketAddress::parse("127.0.0.1", port);
    auto tcp = co_await net::connect(address, 5s);
    auto context = net::make_alpn_client(protocol);
    auto tls = co_await net::tls_connect(std::move(*tcp), *context, std::move(name), 5s);
    stream_ = std::move(*tls);
    if (protocol != "h2") co_return;
    session_.emplace(net::Http2Session::Role::kClient, *stream_, net::Http2Options{}, nullptr);
    running_.spawn(run());
    while (!session_->settled() && !over_) (void)co_await session_->ping(5s);
  }
  net::Task<> close() {
    if (session_) session_->close();
    co_await running_.join();
  }
  std::unique_ptr<net::Http2Stream> ask(std::string_view method, std::string_view path, bool end = true,
                                        std::string_view authority = "a.test") {
    wire::RequestHead head;
    head.method = method;
    head.target = path;
    head.authority = authority;
    if (method == "CONNECT") head.protocol = "websocket";
    return std::move(*session_->open(head, end));
  }
  net::Http2Session& session() { return *session_; }
  net::TlsStream& stream() { return *stream_; }
  bool over() const { return over_; }

 private:
  net::Task<> run() {
    (void)co_await session_->run();
    over_ = true;
  }
  std::unique_ptr<net::TlsStream> stream_;
  std::optional<net::Http2Session> session_;
  net::TaskGroup running_;
  bool over_ = false;
};

struct Answer {
  int status = 0;
  wire::Headers headers;
  std::string body;
  bool whole = false;
};
net::Task<Answer> answer_of(net::Http2Stream& stream) {
  Answer answer;
  const auto head = co_await stream.read_head();
  if (!head) co_return answer;
  answer.status = (*head)->status;
  answer.headers = (*head)->headers;
  for (;;) {
    const auto bytes = co_await stream.readable();
    if (!bytes) co_return answer;
    if (bytes->empty()) break;
    answer.body += text_of(*bytes);
    stream.consume(bytes->size());
  }
  answer.whole = true;
  co_return answer;
}

net::Task<> many_at_once(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  std::vector<std::unique_ptr<net::Http2Stream>> streams;
  for (int i = 0; i < 100; ++i) streams.push_back(browser.ask("GET", fmt::format("/{}", i)));
  for (int i = 99; i >= 0; --i) {
    const auto answer = co_await answer_of(*streams[static_cast<std::size_t>(i)]);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, fmt::format("answer to /{}", i));
    EXPECT_TRUE(answer.whole);
  }
  co_await browser.close();
}
TEST_F(H2, AnswersManyRequestsOfOneConnection) {
  start();
  run(many_at_once(server_->port()));
  EXPECT_EQ(server_->server->counters().connections, 1U);
  EXPECT_EQ(server_->server->counters().requests, 100U);
}

net::Task<> frames(std::uint16_t port) {
  struct Case {
    std::string_view method, path;
    int status;
    std::string_view length, body;
  };
  const Case cases[] = {
      {"GET", "/hello", 200, "16", "answer to /hello"},
      {"HEAD", "/hello", 200, "16", ""},
      {"GET", "/no-content", 204, "", ""},
      {"GET", "/not-modified", 304, "", ""},
      {"GET", "/chunked/3", 200, "", "\0\0"},
      {"GET", "/nothing", 500, "26", "The server gave no answer.\n"},
  };
  Browser browser;
  co_await browser.dial(port);
  for (const auto& test : cases) {
    const auto stream = browser.ask(test.method, test.path);
    const auto answer = co_await answer_of(*stream);
    EXPECT_EQ(answer.status, test.status) << test.path;
    EXPECT_TRUE(answer.whole) << test.path;
    if (test.path == "/chunked/3") {
      EXPECT_EQ(answer.body, pattern(0, 3));
      EXPECT_FALSE(answer.headers.contains("content-length"));
      continue;
    }
    EXPECT_EQ(answer.body, test.body) << test.path;
    const auto* length = answer.headers.find("content-length");
    if (test.path != "/nothing") {
      EXPECT_EQ(length != nullptr ? *length : "", test.length) << test.path;
    }
  }
  co_await browser.close();
}
TEST_F(H2, FramesAnswersByWhatIsKnown) {
  start();
  run(frames(server_->port()));
}

net::Task<> both_ways(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  const auto body = pattern(3, 8 << 20);
  const auto up = browser.ask("POST", "/hash", false);
  EXPECT_TRUE((co_await up->write(bytes_of(body))).has_value());
  up->finish();
  EXPECT_EQ((co_await answer_of(*up)).body, hex(sha256(body)));
  const auto down = browser.ask("GET", fmt::format("/size/{}", 8 << 20));
  const auto answer = co_await answer_of(*down);
  EXPECT_EQ(hex(sha256(answer.body)), hex(sha256(pattern(0, 8 << 20))));
  EXPECT_TRUE(answer.whole);
  co_await browser.close();
}
TEST_F(H2, CarriesEightMegabytesEachWay) {
  start();
  run(both_ways(server_->port()));
}

net::Task<> early(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  const auto stream = browser.ask("POST", "/early", false);
  const auto answer = co_await answer_of(*stream);
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "too much");
  EXPECT_TRUE(answer.whole);
  co_await browser.close();
}
TEST_F(H2, AnEarlyAnswerReachesABrowserThatStillUploads) {
  start();
  run(early(server_->port()));
}

net::Task<> broken(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  for (const char* path : {"/broken", "/broken-chunked", "/abort"}) {
    const auto stream = browser.ask("GET", path);
    EXPECT_FALSE((co_await answer_of(*stream)).whole) << path;
  }
  // The connection is none the worse for it.
  const auto stream = browser.ask("GET", "/next");
  EXPECT_TRUE((co_await answer_of(*stream)).whole);
  co_await browser.close();
}
net::Task<> half(TestServer& server) {
  constexpr std::size_t kHalf = 50'000;
  Browser browser;
  co_await browser.dial(server.port());
  for (const char* path : {"/cut/50000", "/cut-chunked/50000"}) {
    const auto stream = browser.ask("GET", path);
    const auto answer = co_await answer_of(*stream);
    EXPECT_EQ(answer.body, pattern(0, kHalf)) << path;
    EXPECT_FALSE(answer.whole) << path;
    EXPECT_EQ(stream->reset_by_peer(), net::http2::kInternalError) << path;
  }
  const auto upload = browser.ask("POST", "/cut/50000", false);
  EXPECT_EQ((co_await answer_of(*upload)).body, pattern(0, kHalf)) << "an upload is not waited for";
  const auto dropped = browser.ask("GET", "/abort-half/50000");
  EXPECT_EQ((co_await answer_of(*dropped)).body, "") << "a revocation drops what was not sent";
  const auto next = browser.ask("GET", "/next");
  EXPECT_TRUE((co_await answer_of(*next)).whole);
  co_await browser.close();
}
TEST_F(H2, AnAnswerThatBrokeOffArrivesToItsLastByteAndIsReset) {
  start();
  run(half(*server_));
}

TEST_F(H2, ABrokenAnswerLooksBroken) {
  start();
  run(broken(server_->port()));
}

net::Task<> leave(TestServer& server) {
  Browser browser;
  co_await browser.dial(server.port());
  auto stream = browser.ask("GET", "/hold");
  const auto holding = server.handler.holding.get_future();
  while (holding.wait_for(0s) != std::future_status::ready) co_await net::sleep_for(5ms);
  stream.reset();
  const auto upload = browser.ask("POST", "/hash", false);
  EXPECT_TRUE((co_await upload->write(bytes_of("half"))).has_value());
  EXPECT_TRUE((co_await browser.session().ping(5s)).has_value());
  upload->close();
  EXPECT_TRUE((co_await browser.session().ping(5s)).has_value());
  co_await browser.close();
}
TEST_F(H2, TellsHandlersThatTheBrowserWent) {
  start();
  run(leave(*server_));
  EXPECT_TRUE(eventually([&] { return server_->handler.gone == 1 && server_->handler.broken_uploads == 1; }));
}

net::Task<> web_socket(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  const auto stream = browser.ask("CONNECT", "/ws", false);
  const auto head = co_await stream->read_head();
  EXPECT_TRUE(head && (*head)->status == 200);
  for (const std::string_view text : {"one", "two"}) {
    EXPECT_TRUE((co_await stream->write(bytes_of(text))).has_value());
    std::string got(text.size(), '\0');
    EXPECT_TRUE((co_await net::read_exactly(*stream, std::as_writable_bytes(std::span(got)))).has_value());
    EXPECT_EQ(got, text);
  }
  stream->finish();
  const auto end = co_await stream->readable();
  EXPECT_TRUE(end && end->empty());
  co_await browser.close();
}
TEST_F(H2, UpgradesToRawBytesBothWays) {
  start();
  run(web_socket(server_->port()));
}

net::Task<> malformed(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  for (const auto& [path, authority] : std::initializer_list<std::pair<const char*, const char*>>{
           {"/a#b", "a.test"}, {"/\xC3\xA4", "a.test"}, {"/", "user@a.test"}, {"/", "a.test:99999"}}) {
    const auto stream = browser.ask("GET", path, true, authority);
    EXPECT_EQ((co_await answer_of(*stream)).status, 400) << path << ' ' << authority;
  }
  co_await browser.close();
}
TEST_F(H2, RefusesMalformedRequests) {
  start();
  run(malformed(server_->port()));
  EXPECT_EQ(server_->handler.served, 0);
}

/// A jar that a hostile page has filled, as browsers send it: a field for each cookie.
net::Task<> too_long(std::uint16_t port, int cookies) {
  Browser browser;
  co_await browser.dial(port);
  wire::RequestHead head;
  head.method = "POST";
  head.target = "/hash";
  head.authority = "a.test";
  for (int i = 0; i < cookies; ++i) head.headers.add("cookie", fmt::format("c{}={}", i, std::string(4000, 'a')));
  for (int i = 0; i < 3; ++i) {
    const auto refused = std::move(*browser.session().open(head, i == 0));
    const auto answer = co_await answer_of(*refused);
    EXPECT_EQ(answer.status, 431);
    EXPECT_TRUE(answer.whole);
    const auto* clear = answer.headers.find("clear-site-data");
    EXPECT_TRUE(clear != nullptr && *clear == "\"cookies\"");
    const auto* refresh = answer.headers.find("refresh");
    EXPECT_TRUE(refresh != nullptr && *refresh == "1; url=/");
  }
  // The connection is none the worse for it.
  const auto next = browser.ask("GET", "/next");
  EXPECT_EQ((co_await answer_of(*next)).body, "answer to /next");
  co_await browser.close();
}
TEST_F(H2, AHeadTooLongForUsEmptiesTheCookieJarAndStartsOver) {
  start();
  for (const int cookies : {17, 75}) run(too_long(server_->port(), cookies));
  EXPECT_EQ(server_->handler.served, 2) << "no more than the requests after it";
}

net::Task<> placed(TestServer& server, std::size_t worker) {
  Browser browser;
  co_await browser.dial(server.port(), "h2", fmt::format("host{}.test", worker));
  const auto own = browser.ask("GET", "/where", true, fmt::format("host{}.test", worker));
  EXPECT_EQ((co_await answer_of(*own)).body, fmt::format("{}", static_cast<const void*>(&server.workers[worker])));
  const auto other = browser.ask("GET", "/where", true, fmt::format("host{}.test:443", 1 - worker));
  EXPECT_EQ((co_await answer_of(*other)).status, 421);
  const auto console = browser.ask("GET", "/x", true, "console.test");
  EXPECT_EQ((co_await answer_of(*console)).status, 200);
  co_await browser.close();
}
TEST_F(H2, LivesOnTheWorkerOfItsNameAndServesNoOther) {
  start();
  server_->handler.placing = [&](std::string_view host) -> net::Worker* {
    if (host == "host0.test") return &server_->workers[0];
    if (host == "host1.test") return &server_->workers[1];
    return nullptr;
  };
  for (const std::size_t worker : {0U, 1U, 0U, 1U}) run(placed(*server_, worker));
}

net::Task<> wait_for_end(std::uint16_t port) {
  Browser browser;
  co_await browser.dial(port);
  while (!browser.over()) co_await net::sleep_for(5ms);
  co_await browser.close();
}
TEST_F(H2, AnIdleConnectionEnds) {
  auto with = options();
  with.deadlines.keep_alive = 50ms;
  start(std::move(with));
  run(wait_for_end(server_->port()));
}

net::Task<> slow(TestServer& server) {
  Browser browser;
  co_await browser.dial(server.port());
  const auto stream = browser.ask("GET", "/endless");
  EXPECT_TRUE((co_await stream->read_head()).has_value());
  // Nothing is read: the window fills, the handler waits, and is given up.
  while (server.handler.ended == 0) co_await net::sleep_for(5ms);
  EXPECT_LT(server.handler.streamed, 8U << 20);
  co_await browser.close();
}
TEST_F(H2, ASlowReaderHoldsTheHandlerBackAndIsCut) {
  auto with = options();
  with.deadlines.progress = 100ms;
  start(std::move(with));
  run(slow(*server_));
}

net::Task<> hold(TestServer& server, std::promise<void>& held) {
  Browser browser;
  co_await browser.dial(server.port());
  const auto upload = browser.ask("POST", "/hash", false);
  EXPECT_TRUE((co_await upload->write(bytes_of("half"))).has_value());
  while (server.handler.served == 0) co_await net::sleep_for(5ms);
  held.set_value();
  while (!browser.session().draining()) co_await net::sleep_for(5ms);
  upload->finish();
  const auto answer = co_await answer_of(*upload);
  EXPECT_EQ(answer.body, hex(sha256("half")));
  EXPECT_TRUE(answer.whole);
  while (!browser.over()) co_await net::sleep_for(5ms);
  co_await browser.close();
}
TEST_F(H2, StoppingSaysGoawayAndLetsRequestsFinish) {
  start();
  std::promise<void> held;
  std::thread browsing([&] { run(hold(*server_, held)); });
  held.get_future().wait();
  const auto began = std::chrono::steady_clock::now();
  server_->server->stop(20s);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  browsing.join();
}

net::Task<> http1(std::uint16_t port, std::string_view protocol) {
  Browser browser;
  co_await browser.dial(port, protocol);
  const auto body = pattern(0, 1 << 20);
  EXPECT_TRUE(
      (co_await browser.stream().write(bytes_of(fmt::format(
           "POST /echo HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.size()))))
          .has_value());
  net::TaskGroup sending;
  sending.spawn([](net::Stream& stream, const std::string& text) -> net::Task<> {
    (void)co_await stream.write(bytes_of(text));
  }(browser.stream(), body));
  std::string all;
  std::array<std::byte, 16384> buffer;
  for (;;) {
    const auto count = co_await browser.stream().read(buffer);
    if (!count || *count == 0) break;
    all += text_of(std::span(buffer).first(*count));
  }
  co_await sending.join();
  EXPECT_EQ(all.substr(all.find("\r\n\r\n") + 4), body);
  co_await browser.close();
}
TEST_F(H2, IsNotSpokenWithoutAlpn) {
  start();
  run(http1(server_->port(), "http/1.1"));
}

TEST_F(H2, ASilentHandshakeIsCut) {
  auto with = options();
  with.deadlines.tls_handshake = 50ms;
  start(std::move(with));
  RawClient client(server_->port());
  client.read_all();
  EXPECT_TRUE(client.ended_in_order() || client.was_reset());
}

}  // namespace
}  // namespace callout::http
