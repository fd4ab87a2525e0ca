// SPDX-License-Identifier: Apache-2.0
// What a data channel carries, over streams in memory in place of the server.
#include <array>
#include <optional>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "client/data_channel.h"
#include "net/http2_testing.h"
#include "net/net_testing.h"

namespace callout::client {
namespace {

using tunnel::WebSocketStream;

/// Two TCP connections on loopback: the local program's, and the server's, whose other ends the test holds.
struct Line {
  std::unique_ptr<net::TcpStream> program, ours, server_side;
  std::unique_ptr<DataChannel> channel;
  std::unique_ptr<WebSocketStream> server;
};

net::Task<std::pair<std::unique_ptr<net::TcpStream>, std::unique_ptr<net::TcpStream>>> connected() {
  auto listener = net::Listener::bind(*net::SocketAddress::parse("127.0.0.1:0"), false);
  auto near = co_await net::connect((*listener)->address(), std::chrono::seconds(5));
  auto far = co_await (*listener)->accept();
  (*listener)->close();
  co_return std::pair(std::move(*near), std::move(*far));
}

net::Task<Line> make_line() {
  Line line;
  auto [program, ours] = co_await connected();
  auto [client, server] = co_await connected();
  line.program = std::move(program);
  line.ours = std::move(ours);
  line.server_side = std::move(server);
  line.channel = std::make_unique<DataChannel>(std::move(client), std::span<const std::byte>());
  line.server = std::make_unique<WebSocketStream>(wire::WebSocketRole::kServer, *line.server_side,
                                                  std::span<const std::byte>(), WebSocketStream::Closing::kItsSide);
  co_return line;
}

net::Task<> run_splice(Line& line, std::optional<bool>& whole) {
  whole = co_await splice(*line.ours, *line.channel);
}

net::Task<> a_direction_ends_alone() {
  Line line = co_await make_line();
  std::optional<bool> whole;
  net::TaskGroup tasks;
  tasks.spawn(run_splice(line, whole));
  EXPECT_TRUE(co_await line.program->write(bytes_of("question")));
  line.program->finish();
  EXPECT_EQ((co_await net::read_all(*line.server)).value_or("failed"), "question");
  EXPECT_FALSE(whole);
  EXPECT_TRUE(co_await line.server->write(bytes_of("answer")));
  line.server->finish();
  EXPECT_EQ((co_await net::read_all(*line.program)).value_or("failed"), "answer");
  co_await tasks.join();
  EXPECT_EQ(whole, true);
}
TEST(Splice, ADirectionEndsAlone) {
  start_crypto();
  net::run_test_task(a_direction_ends_alone());
}

net::Task<> a_cut_is_no_end() {
  Line line = co_await make_line();
  std::optional<bool> whole;
  net::TaskGroup tasks;
  tasks.spawn(run_splice(line, whole));
  EXPECT_TRUE(co_await line.server->write(bytes_of("half of an ans")));
  std::array<std::byte, 14> half{};
  EXPECT_TRUE(co_await net::read_exactly(*line.program, half));
  line.server_side->close();  // Without the end of its direction.
  std::array<std::byte, 1> more{};
  const auto rest = co_await line.program->read(more);
  EXPECT_FALSE(rest) << "the program must not take this for the end";
  co_await tasks.join();
  EXPECT_EQ(whole, false);
}
TEST(Splice, ACutIsNoEnd) {
  start_crypto();
  net::run_test_task(a_cut_is_no_end());
}

}  // namespace
}  // namespace callout::client
