// SPDX-License-Identifier: Apache-2.0
#include "http/h1_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "http/http_testing.h"

namespace callout::http {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string get(std::string_view target, std::string_view more = "") {
  return fmt::format("GET {} HTTP/1.1\r\nHost: a.test\r\n{}\r\n", target, more);
}
std::string body_of(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

/// Lets time pass for the server: connections that say nothing live for one keep-alive deadline each.
void pass_idle_deadlines(const TestServer& server, int count) {
  for (int i = 0; i < count; ++i) RawClient(server.port()).read_all();
}

TEST(H1, KeepsTheConnectionForTheNextRequest) {
  TestServer server;
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(get("/who"));
    const auto response = client.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(body_of(response), "127.0.0.1 plain 1");
  }
  RawClient other(server.port());
  other.send(get("/who"));
  EXPECT_EQ(body_of(other.read_response()), "127.0.0.1 plain 2");
  EXPECT_EQ(server.server->counters().connections, 2U);
  EXPECT_EQ(server.server->counters().requests, 4U);
}

TEST(H1, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/1") + get("/2") + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + get("/3") +
              get("/4", "Connection: close\r\n"));
  const auto all = client.read_all();
  std::size_t at = 0;
  for (const std::string_view text : {"answer to /1", "answer to /2", "body", "answer to /3", "answer to /4"}) {
    at = all.find(text, at);
    ASSERT_NE(at, std::string::npos) << text;
  }
  EXPECT_TRUE(client.ended_in_order());
}

TEST(H1, ReadsAHeadByteByByte) {
  TestServer server;
  RawClient client(server.port());
  for (const char c : get("/x")) client.send({&c, 1});
  EXPECT_EQ(body_of(client.read_response()), "answer to /x");
}

TEST(H1, TakesAHeadOfSixtyKilobytes) {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/x", "Cookie: " + std::string(60'000, 'c') + "\r\n"));
  EXPECT_EQ(body_of(client.read_response()), "answer to /x");
}

struct Malformed {
  std::string_view name;
  std::string request;
  int status;
};
const Malformed kMalformed[] = {
    {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
    {"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
    {"BareLf", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"Folded", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},
    {"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello", 400},
    {"LengthAndChunked",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled "
     "HTTP/1.1\r\n\r\n",
     400},
    {"TwoLengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400},
    {"SignedLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", 400},
    {"ChunkedTwice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501},
    {"ChunkedHidden", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
    {"ChunkedOnHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"Nul", std::string("GET / HTTP/1.1\r\nHost: a\r\nX: 1\0\r\n\r\n", 34), 400},
    {"Connect", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501},
    {"Version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    {"Garbage", "\x16\x03\x01\x02", 400},
    {"LongTarget", "GET /" + std::string(70'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
    {"LongHead", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(70'000, 'a') + "\r\n\r\n", 431},
};
class H1Refuses : public ::testing::TestWithParam<Malformed> {};
TEST_P(H1Refuses, WithOnePageAndTheEnd) {
  TestServer server;
  RawClient client(server.port());
  client.send(GetParam().request + get("/smuggled"));
  client.finish();
  const auto all = client.read_all();
  EXPECT_THAT(all, StartsWith(fmt::format("HTTP/1.1 {} ", GetParam().status)));
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("answer to")));
  EXPECT_TRUE(client.ended_in_order());
  EXPECT_EQ(server.handler.served, 0);
}
INSTANTIATE_TEST_SUITE_P(All, H1Refuses, ::testing::ValuesIn(kMalformed),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(H1, AHeadTooLongForUsEmptiesTheCookieJarAndStartsOver) {
  TestServer server;
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: bomb=" + std::string(70'000, 'a') + "\r\n\r\n");
  client.finish();
  const auto all = client.read_all();
  EXPECT_THAT(all, HasSubstr("Clear-Site-Data: \"cookies\"\r\n"));
  EXPECT_THAT(all, HasSubstr("Refresh: 1; url=/\r\n"));
}

TEST(H1, RefusesABrokenChunkAndNeverReadsWhatFollows) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /hash HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n" +
              get("/smuggled"));
  const auto all = client.read_all();
  EXPECT_EQ(server.handler.broken_uploads, 1);
  EXPECT_EQ(server.handler.served, 1);
  EXPECT_THAT(all, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(all, Not(HasSubstr("smuggled")));
}

TEST(H1, FramesAnswersByWhatIsKnown) {
  struct Case {
    std::string_view request, has, has_not;
    std::string body;
  };
  const Case cases[] = {
      {"GET /size/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "Content-Length: 5\r\n", "chunked",
       pattern(0, 5)},
      {"GET /chunked/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "Transfer-Encoding: chunked\r\n",
       "Content-Length", ""},
      {"GET /chunked/5 HTTP/1.0\r\n\r\n", "Connection: close\r\n", "chunked", pattern(0, 5)},
      {"HEAD /size/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "Content-Length: 5\r\n", "chunked", ""},
      {"HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "Content-Length: 16\r\n", "answer", ""},
      {"HEAD /chunked/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200 OK", "chunked", ""},
      {"GET /no-content HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "204 No Content", "Content-Length", ""},
      {"GET /not-modified HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "304 Not Modified", "Content-Length", ""},
  };
  TestServer server;
  for (const auto& test : cases) {
    SCOPED_TRACE(test.request);
    RawClient client(server.port());
    client.send(test.request);
    const auto all = client.read_all();
    EXPECT_THAT(all, HasSubstr(std::string(test.has)));
    EXPECT_THAT(all, Not(HasSubstr(std::string(test.has_not))));
    if (test.has != "Transfer-Encoding: chunked\r\n") {
      EXPECT_EQ(body_of(all), test.body);
    } else {
      EXPECT_EQ(body_of(all), "5\r\n" + pattern(0, 5) + "\r\n0\r\n\r\n");
    }
    EXPECT_TRUE(client.ended_in_order());
  }
}

TEST(H1, CarriesEightMegabytesEachWay) {
  TestServer server;
  RawClient client(server.port());
  const auto body = pattern(0, 8 << 20);
  client.send(fmt::format("POST /hash HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", body.size()));
  client.send(body);
  EXPECT_EQ(body_of(client.read_response()), hex(sha256(body)));
  client.send(get(fmt::format("/size/{}", body.size())));
  EXPECT_EQ(body_of(client.read_response()), body);
}

TEST(H1, TakesAChunkedUploadInOddPieces) {
  TestServer server;
  RawClient client(server.port());
  const auto body = pattern(7, 300'000);
  std::string sent = "POST /hash HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0, size = 1; at < body.size(); at += size, size = size * 3 % 9973 + 1) {
    const auto piece = body.substr(at, size);
    sent += fmt::format("{:x};x=y\r\n{}\r\n", piece.size(), piece);
  }
  client.send(sent + "0\r\nTrailer: t\r\n\r\n" + get("/next"));
  EXPECT_EQ(body_of(client.read_response()), hex(sha256(body)));
  EXPECT_EQ(body_of(client.read_response()), "answer to /next");
}

TEST(H1, TellsTheHandlerOfATruncatedUpload) {
  for (const std::string_view head : {"Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\na\r\nhalf",
                                      "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"}) {
    TestServer server;
    RawClient client(server.port());
    client.send(fmt::format("POST /hash HTTP/1.1\r\nHost: a\r\n{}", head));
    client.finish();
    EXPECT_THAT(client.read_all(), Not(HasSubstr("200 OK")));
    EXPECT_EQ(server.handler.broken_uploads, 1);
  }
}

TEST(H1, SendsContinueWhenTheBodyIsFirstRead) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /hash HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_EQ(body_of(client.read_response()), hex(sha256("body")));
}

TEST(H1, SendsNoContinueWhenTheBodyIsRefused) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  const auto all = client.read_all();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
}

TEST(H1, ThrowsAShortUnreadBodyAwayAndGoesOn) {
  TestServer server;
  RawClient client(server.port());
  client.send(
      fmt::format("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n{}", std::string(50'000, 'x')) +
      get("/next"));
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(body_of(client.read_response()), "answer to /next");
}

TEST(H1, ThrowsNoLongUnreadBodyAway) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /early HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) client.send(fmt::format("{:x}\r\n{}\r\n", 10'000, std::string(10'000, 'x')));
  client.send("0\r\n\r\n" + get("/next"));
  client.finish();
  const auto all = client.read_all();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(all, Not(HasSubstr("answer to /next")));
}

TEST(H1, AnEarlyAnswerReachesABrowserThatStillUploads) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
  // More than all socket buffers hold: the server has to go on reading after its answer.
  const std::string piece(1 << 20, 'x');
  for (int i = 0; i < 24; ++i) ASSERT_TRUE(client.send(piece));
  client.finish();
  const auto all = client.read_all();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(all, EndsWith("too much"));
  EXPECT_TRUE(client.ended_in_order());
}

TEST(H1, AnAnswerWithoutFramingThatBrokeOffIsReset) {
  TestServer server;
  for (const auto& [target, version] : std::initializer_list<std::pair<const char*, const char*>>{
           {"/broken-chunked", "1.0"}, {"/cut-chunked/100", "1.0"}, {"/abort", "1.0"}, {"/abort", "1.1"}}) {
    RawClient client(server.port());
    client.send(fmt::format("GET {} HTTP/{}\r\nHost: a\r\n\r\n", target, version));
    client.read_all();
    EXPECT_TRUE(client.was_reset()) << target << ' ' << version;
    EXPECT_FALSE(client.ended_in_order());
  }
}

TEST(H1, AFramedAnswerThatBrokeOffArrivesToItsLastByteAndEndsEarly) {
  struct Case {
    std::string_view target, version, ending;
  };
  constexpr std::size_t kHalf = 20'000;
  const auto half = pattern(0, kHalf);
  const Case cases[] = {
      {"/cut/20000", "1.1", half},     {"/cut/20000", "1.0", half},     {"/cut-chunked/20000", "1.1", "\r\n"},
      {"/broken", "1.1", "only this"}, {"/broken", "1.0", "only this"}, {"/broken-chunked", "1.1", "only this\r\n"},
  };
  TestServer server;
  for (const auto& test : cases) {
    const int before = server.handler.ended;
    RawClient client(server.port(), 4096);
    client.send(fmt::format("GET {} HTTP/{}\r\nHost: a\r\n\r\n", test.target, test.version));
    // Most of it still waits to be sent when the handler ends: a reset would take that along.
    ASSERT_TRUE(eventually([&] { return server.handler.ended > before; }));
    const auto all = client.read_all();
    EXPECT_TRUE(client.ended_in_order()) << test.target << ' ' << test.version;
    EXPECT_TRUE(all.ends_with(test.ending)) << test.target << ' ' << test.version;
    EXPECT_THAT(all, Not(EndsWith("0\r\n\r\n")));
    if (test.target.starts_with("/cut")) {
      EXPECT_GT(body_of(all).size(), kHalf - 1);
      EXPECT_LT(body_of(all).size(), kHalf + 100);
    } else if (test.target == "/broken") {
      EXPECT_THAT(all, HasSubstr("Content-Length: 1000\r\n"));
    }
  }
}

TEST(H1, AnAnswerThatIsCutAtOnceLeavesNothingToRead) {
  TestServer server;
  RawClient client(server.port(), 4096);
  client.send(get("/abort-half/20000"));
  ASSERT_TRUE(eventually([&] { return server.handler.ended == 1; }));
  EXPECT_LT(client.read_all().size(), 20'000U);
  EXPECT_TRUE(client.was_reset());
}

TEST(H1, AnUploadWhoseAnswerBrokeOffIsNotWaitedFor) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /cut/50000 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhalf");
  const auto all = client.read_all();
  EXPECT_TRUE(all.ends_with(pattern(0, 50'000)));
  EXPECT_TRUE(client.ended_in_order());
}

TEST(H1, AHandlerWithoutAnAnswerIsAServerError) {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/nothing"));
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 500 "));
}

TEST(H1, TellsAWaitingHandlerThatTheBrowserWent) {
  TestServer server;
  {
    RawClient client(server.port());
    client.send(get("/hold"));
    server.handler.holding.get_future().wait();
  }
  EXPECT_TRUE(eventually([&] { return server.handler.gone == 1; }));
}

TEST(H1, AHeadDoesNotWaitForASlowBody) {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/hold-with-head"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(H1, ASlowReaderHoldsTheHandlerBack) {
  TestServer server({.deadlines = {.keep_alive = 30ms}});
  RawClient client(server.port(), 4096);
  client.send(get("/endless"));
  EXPECT_THAT(client.read_some(), StartsWith("HTTP/1.1 200"));
  // Once nothing moves any more, what was taken is what the two sockets hold.
  std::uint64_t before = 0;
  EXPECT_TRUE(eventually([&] {
    pass_idle_deadlines(server, 3);
    return std::exchange(before, server.handler.streamed.load()) == server.handler.streamed;
  }));
  EXPECT_LT(server.handler.streamed, 6U << 20);
}

struct SlowCase {
  std::string_view name, sent;
};
class H1Cuts : public ::testing::TestWithParam<SlowCase> {};
TEST_P(H1Cuts, WhoIsTooSlow) {
  TestServer server({.deadlines = {.request_head = 50ms, .keep_alive = 50ms, .progress = 50ms, .linger = 50ms}});
  RawClient client(server.port(), 4096);
  client.send(GetParam().sent);
  // Who reads nothing is given up while the sockets are full; the others are waited for.
  if (GetParam().name == "Reader") EXPECT_TRUE(eventually([&] { return server.handler.ended == 1; }));
  client.read_all();
  EXPECT_TRUE(client.ended_in_order() || client.was_reset());
}
INSTANTIATE_TEST_SUITE_P(
    All, H1Cuts,
    ::testing::Values(SlowCase{"Nothing", ""}, SlowCase{"Head", "GET / HTTP/1.1\r\nHo"},
                      SlowCase{"Idle", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"},
                      SlowCase{"Body", "POST /hash HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"},
                      SlowCase{"Lingering", "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"},
                      SlowCase{"Reader", "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(H1, SlowBytesOfAHeadDoNotMoveItsDeadline) {
  TestServer server({.deadlines = {.request_head = 100ms, .keep_alive = 25ms}});
  RawClient client(server.port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: "));
  EXPECT_TRUE(eventually([&] {
    pass_idle_deadlines(server, 1);
    return !client.send("x");
  }));
}

TEST(H1, ALongPollOutlivesEveryDeadline) {
  TestServer server({.deadlines = {.request_head = 30ms, .keep_alive = 30ms, .progress = 30ms}});
  RawClient client(server.port());
  client.send(get("/hold"));
  server.handler.holding.get_future().wait();
  pass_idle_deadlines(server, 5);
  EXPECT_EQ(server.handler.gone, 0);
}

TEST(H1, UpgradesToRawBytesBothWays) {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/ws",
                  "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") +
              "early bytes");
  const auto head = client.read_until("early bytes");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
  EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(head, HasSubstr("Upgrade: websocket\r\n"));
  client.send("later bytes");
  EXPECT_EQ(client.read_until("later bytes"), "later bytes");
  client.finish();
  client.read_all();
  EXPECT_TRUE(client.ended_in_order());
}

TEST(H1, OffersNoWebSocketToAHalfRequest) {
  for (const std::string_view lines :
       {"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: "
        "dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n",
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        "dGhlIHNhbXBsZSBub25jZQ==\r\n"}) {
    TestServer server;
    RawClient client(server.port());
    client.send(get("/ws", lines));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 400 ")) << lines;
  }
}

}  // namespace
}  // namespace callout::http
