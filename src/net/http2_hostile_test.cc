// SPDX-License-Identifier: Apache-2.0
// Peers that send what costs them nothing: a bounded number is fine, a flood ends their connection and nobody else's.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "net/http2_testing.h"
#include "net/net_testing.h"

namespace callout::net {
namespace {

Task<> ok(Http2Stream& stream, void*) {
  EXPECT_TRUE(stream.send_head({}, true));
  co_return;
}
Task<> wait_until_over(Http2Stream& stream, void*) {
  std::array<std::byte, 64> buffer;
  while (const auto count = co_await stream.read(buffer)) {
    if (*count == 0) break;
  }
}

Task<> reset_many(SessionPair& pair, int count) {
  for (int i = 0; i < count && !pair.client().draining(); ++i) {
    auto head = get("/");
    head.method = "POST";
    auto stream = pair.client().open(head, false);
    if (!stream) break;
    if (i % 100 == 99) EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5)) || pair.client().draining());
    (*stream)->close();
    if (i % 50 == 49) co_await Turn{};
  }
}

Task<> reset_storm() {
  FunctionHandler handler(wait_until_over);
  // The budget that the agent gives its server.
  SessionPair pair(handler, {.most_streams = 1000, .reset_burst = 20'000, .resets_per_second = 2'000});
  co_await reset_many(pair, 10'000);
  EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5))) << "the tunnel must survive 10,000 resets";
  EXPECT_EQ(pair.server().open_streams(), 0U);
  co_await pair.end();
}
TEST(Http2Hostile, TenThousandResetsWithinTheBudgetHurtNobody) {
  run_test_task(reset_storm());
}

Task<> reset_flood() {
  FunctionHandler handler(wait_until_over);
  SessionPair pair(handler, {.reset_burst = 200, .resets_per_second = 10});
  // One ping a hundred: each batch reaches the server as opened and reset streams.
  for (int i = 0; i < 2'000 && !pair.client().draining(); ++i) {
    auto stream = pair.client().open(get("/"), false);
    if (!stream) break;
    co_await Turn{};
    (*stream)->close();
    co_await Turn{};
  }
  EXPECT_TRUE(pair.client().draining()) << "the server must have had enough";
  if (!pair.client().draining()) pair.client().close();
  co_await pair.join();
  EXPECT_EQ(pair.server_reason.code, Code::kExhausted) << pair.server_reason.message;
}
TEST(Http2Hostile, APeerOverItsResetBudgetIsCut) {
  run_test_task(reset_flood());
}

/// A client made of bytes, against a real server session.
struct RawClient {
  static constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  static std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
    std::string result;
    for (const int shift : {16, 8, 0}) result.push_back(static_cast<char>(payload.size() >> shift & 0xFF));
    result.push_back(static_cast<char>(type));
    result.push_back(static_cast<char>(flags));
    for (const int shift : {24, 16, 8, 0}) result.push_back(static_cast<char>(stream >> shift & 0xFF));
    return result.append(payload);
  }
  static std::string start() { return std::string(kPreface) + frame(4, 0, 0, {}); }
};

Task<> run_server(Http2Session& session, Error& reason) {
  reason = co_await session.run();
}

Task<> discard(Stream& from) {
  std::array<std::byte, 4096> buffer;
  while (const auto count = co_await from.read(buffer)) {
    if (*count == 0) break;
  }
}

/// Sends the bytes to a server and returns why it ended; the sender ends its side after them.
Task<> against_server(std::string bytes, Error& reason) {
  auto [client, server] = stream_pair(64 * 1024);
  FunctionHandler handler(ok);
  Http2Session session(Http2Session::Role::kServer, *server, {}, &handler);
  TaskGroup tasks;
  tasks.spawn(run_server(session, reason));
  tasks.spawn(discard(*client));
  (void)co_await client->write(bytes_of(bytes));
  client->finish();
  co_await tasks.join();
}

Error reason_after(const std::string& bytes) {
  Error reason;
  run_test_task(against_server(bytes, reason));
  return reason;
}

std::string times(int count, const std::string& what) {
  std::string all;
  for (int i = 0; i < count; ++i) all += what;
  return all;
}

/// A server of bytes that fills the windows of 100 streams which nobody reads, and takes no notice of newer SETTINGS.
Task<> greedy_server(std::size_t& most_held, Error& reason) {
  auto [ours, theirs] = stream_pair(limits::kMiB);
  Http2Session session(Http2Session::Role::kClient, *ours, {}, nullptr);
  std::vector<std::unique_ptr<Http2Stream>> streams;
  for (int i = 0; i < 100; ++i) streams.push_back(*session.open(get("/"), true));
  TaskGroup tasks;
  tasks.spawn(run_server(session, reason));
  tasks.spawn(discard(*theirs));
  const auto settings = RawClient::frame(4, 0, 0, {}) + RawClient::frame(4, 1, 0, {});
  EXPECT_TRUE(co_await theirs->write(bytes_of(settings)));
  for (std::uint32_t id = 1; id < 200; id += 2) {
    std::string frames = RawClient::frame(1, 4, id, "\x88");
    for (int i = 0; i < 16; ++i) frames += RawClient::frame(0, 0, id, std::string(16 * limits::kKiB, 'x'));
    if (!co_await theirs->write(bytes_of(frames))) break;
    co_await Turn{};
    most_held = std::max(most_held, session.held_bytes());
  }
  theirs->finish();
  co_await tasks.join();
}

TEST(Http2Hostile, APeerCantMakeUsHoldMoreThanTheConnectionsBound) {
  std::size_t most_held = 0;
  Error reason;
  run_test_task(greedy_server(most_held, reason));
  EXPECT_GT(most_held, limits::kConnectionWindow / 2);
  EXPECT_LE(most_held, limits::kConnectionWindow);
  EXPECT_EQ(reason.code, Code::kProtocol) << "who sends beyond the window is cut: " << reason.message;
}

TEST(Http2Hostile, FloodsOfFreeFramesAreCut) {
  const auto start = RawClient::start();
  const std::string eight(8, 'x');
  struct Case {
    std::string_view name;
    std::string frame;
  };
  const Case cases[] = {
      {"pings", RawClient::frame(6, 0, 0, eight)},
      {"settings", RawClient::frame(4, 0, 0, {})},
      {"priorities", RawClient::frame(2, 0, 1, std::string("\0\0\0\0\1", 5))},
      {"window updates", RawClient::frame(8, 0, 0, std::string("\0\0\0\1", 4))},
  };
  for (const auto& [name, frame] : cases) {
    EXPECT_EQ(reason_after(start + times(50, frame)).code, Code::kClosed) << "some " << name << " are fine";
    const auto reason = reason_after(start + times(5'000, frame));
    // nghttp2 may cut a flood of what it must answer before our own budget does.
    EXPECT_TRUE(reason.code == Code::kExhausted || reason.code == Code::kProtocol) << name << ": " << reason.message;
  }
}

// :method GET, :scheme http, :path /, :authority by literal; HPACK static indexes 2, 6, 4.
std::string request_head(std::string_view more = {}) {
  return std::string(
             "\x82\x86\x84\x41\x01"
             "a",
             6)
      .append(more);
}

TEST(Http2Hostile, EmptyDataFramesAreCounted) {
  const auto begin = RawClient::start() + RawClient::frame(1, 4, 1,
                                                           std::string("\x83\x86\x84\x41\x01"
                                                                       "a",
                                                                       6));
  EXPECT_EQ(reason_after(begin + times(5'000, RawClient::frame(0, 0, 1, {}))).code, Code::kExhausted);
}

TEST(Http2Hostile, MalformedRequestsCostResetsAndThenTheConnection) {
  std::string bytes = RawClient::start();
  // Two different hosts: the stream is reset; by a peer that goes on, the connection is.
  const auto two_hosts =
      request_head(std::string("\x00\x04host\x01"
                               "b",
                               8));
  for (std::uint32_t id = 1; id < 6'000; id += 2) bytes += RawClient::frame(1, 5, id, two_hosts);
  EXPECT_EQ(reason_after(bytes).code, Code::kExhausted);
}

TEST(Http2Hostile, GarbageAndHalfFramesEndInAnError) {
  EXPECT_EQ(reason_after("GET / HTTP/1.1\r\nHost: a\r\n\r\n").code, Code::kProtocol);
  EXPECT_EQ(reason_after(RawClient::start() + RawClient::frame(6, 0, 0, "seven b")).code, Code::kProtocol)
      << "a PING of 7 bytes";
  EXPECT_EQ(reason_after(RawClient::start() + RawClient::frame(1, 4, 2, request_head())).code, Code::kProtocol)
      << "even stream id";
  EXPECT_EQ(reason_after(RawClient::start() + std::string("\x00\x40", 2)).code, Code::kClosed)
      << "ends within a frame header";
}

TEST(Http2Hostile, AnEndlessHeaderBlockIsCut) {
  std::string bytes = RawClient::start() + RawClient::frame(1, 0, 1, request_head());
  // A literal field of 4 KiB in each CONTINUATION, and never END_HEADERS.
  const auto piece = std::string("\x00\x01x\x7f\x81\x1f", 6) + std::string(4096, 'x');
  for (int i = 0; i < 200; ++i) bytes += RawClient::frame(9, 0, 1, piece);
  const auto reason = reason_after(bytes);
  EXPECT_TRUE(reason.code == Code::kProtocol || reason.code == Code::kExhausted) << reason.message;
}

}  // namespace
}  // namespace callout::net
