// SPDX-License-Identifier: Apache-2.0
#include "tunnel/websocket_stream.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "net/http2_testing.h"
#include "net/net_testing.h"
#include "tunnel/tunnel_testing.h"

namespace callout::tunnel {
namespace {

using wire::Opcode;

net::Task<> receive(net::Stream& from, std::string& bytes) {
  bytes = (co_await net::read_all(from)).value_or("failed");
}

net::Task<> receive_exactly(net::Stream& from, std::string& bytes) {
  EXPECT_TRUE(co_await net::read_exactly(from, std::as_writable_bytes(std::span(bytes))));
}
net::Task<> send_only(net::Stream& to, const std::string& bytes) {
  EXPECT_TRUE(co_await to.write(bytes_of(bytes)));
}

net::Task<> both_ways(std::size_t capacity) {
  WebSocketPair pair(capacity);
  const auto up = net::noise(150'000, 1);
  const auto down = net::noise(100'001, 2);
  std::string got_up(up.size(), ' ');
  std::string got_down(down.size(), ' ');
  net::TaskGroup tasks;
  tasks.spawn(send_only(pair.agent, up));
  tasks.spawn(receive_exactly(pair.server, got_up));
  tasks.spawn(receive_exactly(pair.agent, got_down));
  tasks.spawn(send_only(pair.server, down));
  co_await tasks.join();
  EXPECT_TRUE(got_up == up);
  EXPECT_TRUE(got_down == down);
  pair.agent.finish();
  std::string rest;
  co_await receive(pair.server, rest);
  EXPECT_EQ(rest, "");
}
TEST(WebSocketStream, CarriesBytesBothWaysOverAnyTransport) {
  start_crypto();
  net::run_test_task(both_ways(256 * 1024));
  net::run_test_task(both_ways(1000));
  net::run_test_task(both_ways(13));
}

net::Task<> text_then_bytes() {
  WebSocketPair pair;
  EXPECT_TRUE(co_await pair.server.write_text("challenge"));
  EXPECT_TRUE(co_await pair.server.write_text("welcome"));
  // Comes together with the texts, and must not be lost.
  EXPECT_TRUE(co_await pair.server.write(bytes_of("bytes")));
  EXPECT_EQ(*co_await pair.agent.read_text(100), "challenge");
  EXPECT_EQ(*co_await pair.agent.read_text(100), "welcome");
  std::array<std::byte, 5> bytes{};
  EXPECT_TRUE(co_await net::read_exactly(pair.agent, bytes));
  EXPECT_EQ(text_of(bytes), "bytes");
}
TEST(WebSocketStream, TextsComeBeforeBytes) {
  net::run_test_task(text_then_bytes());
}

net::Task<> early_bytes() {
  auto [left, right] = net::stream_pair(1000);
  const auto frames = wire::encode_frame(Opcode::kText, "hello", std::nullopt) +
                      wire::encode_frame(Opcode::kBinary, "abc", std::nullopt);
  WebSocketStream agent(wire::WebSocketRole::kClient, *left, bytes_of(frames));
  EXPECT_EQ(*co_await agent.read_text(100), "hello");
  std::array<std::byte, 3> bytes{};
  EXPECT_TRUE(co_await net::read_exactly(agent, bytes));
  EXPECT_EQ(text_of(bytes), "abc");
}
TEST(WebSocketStream, TakesWhatCameTogetherWithTheUpgrade) {
  net::run_test_task(early_bytes());
}

/// What an agent's stream makes of these bytes of a server, and what it answers.
struct Heard {
  Result<std::string> read{std::string()};
  std::string answer;
};
net::Task<> hear(std::string bytes, Heard& heard) {
  auto [left, right] = net::stream_pair(100'000);
  WebSocketStream agent(wire::WebSocketRole::kServer, *left);
  EXPECT_TRUE(co_await right->write(bytes_of(bytes)));
  right->finish();
  heard.read = co_await net::read_all(agent);
  agent.finish();
  left->finish();
  heard.answer = (co_await net::read_all(*right)).value_or("");
}
Heard heard_of(const std::string& bytes) {
  Heard heard;
  net::run_test_task(hear(bytes, heard));
  return heard;
}

constexpr wire::Mask kMask{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};

TEST(WebSocketStream, AnswersPingsBetweenData) {
  const auto heard =
      heard_of(wire::encode_frame(Opcode::kBinary, "ab", kMask) + wire::encode_frame(Opcode::kPing, "beat", kMask) +
               wire::encode_frame(Opcode::kBinary, "cd", kMask) + wire::encode_close(1000, "", kMask));
  EXPECT_EQ(heard.read.value_or("failed"), "abcd");
  EXPECT_TRUE(heard.answer.starts_with(wire::encode_frame(Opcode::kPong, "beat", std::nullopt)));
  EXPECT_TRUE(heard.answer.ends_with(wire::encode_close(1000, "", std::nullopt)));
}

TEST(WebSocketStream, ABrokenFrameIsAnErrorAndIsAnsweredWithItsCode) {
  const auto unmasked = heard_of(wire::encode_frame(Opcode::kBinary, "ab", std::nullopt));
  EXPECT_EQ(unmasked.read.error().code, Code::kProtocol);
  EXPECT_EQ(unmasked.answer.substr(2, 2), "\x03\xEA") << "1002";
  const auto text = heard_of(wire::encode_frame(Opcode::kText, "late", kMask));
  EXPECT_EQ(text.read.error().code, Code::kProtocol);
  EXPECT_EQ(text.answer.substr(2, 2), "\x03\xEB") << "1003";
}

net::Task<> one_side_ends(std::size_t capacity, bool server_first) {
  using Closing = WebSocketStream::Closing;
  auto [left, right] = net::stream_pair(capacity);
  WebSocketStream server(wire::WebSocketRole::kServer, *left, {}, Closing::kItsSide);
  WebSocketStream client(wire::WebSocketRole::kClient, *right, {}, Closing::kItsSide);
  net::Stream& first = server_first ? static_cast<net::Stream&>(server) : client;
  net::Stream& second = server_first ? static_cast<net::Stream&>(client) : server;
  first.finish();
  EXPECT_EQ((co_await net::read_all(second)).value_or("failed"), "");
  const auto bytes = net::noise(100'000, 3);
  std::string got;
  net::TaskGroup tasks;
  tasks.spawn(receive(first, got));
  tasks.spawn(send_only(second, bytes));
  for (int i = 0; i < 40'000 && tasks.running() > 1; ++i) co_await net::Turn{};
  second.finish();
  co_await tasks.join();
  EXPECT_TRUE(got == bytes);
}
TEST(WebSocketStream, OneSideCanEndWhileTheOtherGoesOn) {
  start_crypto();
  for (const std::size_t capacity : {256U * 1024U, 1000U}) {
    net::run_test_task(one_side_ends(capacity, true));
    net::run_test_task(one_side_ends(capacity, false));
  }
}

net::Task<> breaks_off() {
  auto [left, right] = net::stream_pair(1000);
  WebSocketStream server(wire::WebSocketRole::kServer, *left, {}, WebSocketStream::Closing::kItsSide);
  EXPECT_TRUE(co_await right->write(bytes_of(wire::encode_frame(Opcode::kBinary, "half of it", kMask))));
  right->finish();
  EXPECT_EQ((co_await net::read_all(server)).error().code, Code::kClosed);
}
TEST(WebSocketStream, ALostConnectionIsNoEndOfASide) {
  net::run_test_task(breaks_off());
}

/// Reads from one stream and writes to another.
class Crossed final : public net::Stream {
 public:
  Crossed(net::Stream& in, net::Stream& out) : in_(in), out_(out) {}
  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override { return in_.try_read(into); }
  Result<std::size_t> try_write(std::span<const std::byte> from) override { return out_.try_write(from); }
  void when_readable(net::Waiter& waiter) override { in_.when_readable(waiter); }
  void when_writable(net::Waiter& waiter) override { out_.when_writable(waiter); }
  void finish() override { out_.finish(); }
  void close() override { out_.close(); }

 private:
  net::Stream& in_;
  net::Stream& out_;
};

net::Task<> ping_flood(std::size_t& answered) {
  auto [wide, wide_peer] = net::stream_pair(1 << 20);
  auto [narrow, narrow_peer] = net::stream_pair(100);
  Crossed crossed(*wide, *narrow);
  WebSocketStream server(wire::WebSocketRole::kServer, crossed);
  const auto ping = wire::encode_frame(Opcode::kPing, std::string(100, 'p'), kMask);
  std::string flood;
  for (int i = 0; i < 5'000; ++i) flood += ping;
  EXPECT_TRUE(co_await wide_peer->write(bytes_of(flood)));
  wide_peer->finish();
  EXPECT_EQ((co_await net::read_all(server)).value_or("failed"), "");
  // Only now the peer reads: what comes was held meanwhile.
  std::string pongs;
  net::TaskGroup tasks;
  tasks.spawn(receive(*narrow_peer, pongs));
  for (int i = 0; i < 20'000; ++i) co_await net::Turn{};
  narrow->finish();
  co_await tasks.join();
  answered = pongs.size();
  server.close();
  co_await net::Turn{};
}
TEST(WebSocketStream, APingFloodFromAPeerThatNeverReadsIsBounded) {
  std::size_t answered = 0;
  net::run_test_task(ping_flood(answered));
  EXPECT_GT(answered, 0U);
  EXPECT_LE(answered, 66'000U) << "510,000 bytes of pongs were due";
}

}  // namespace
}  // namespace callout::tunnel
