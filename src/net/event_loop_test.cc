// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.h"

#include <array>
#include <optional>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/event.h"
#include "net/net_testing.h"
#include "net/tcp_socket.h"

namespace callout::net {
namespace {

/// Two connected sockets; the test watches the first.
struct Pair {
  std::array<int, 2> fds{};
  Pair() { check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()) == 0); }
  ~Pair() { close_peer(); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  void send(std::string_view text) const {
    check(::send(fds[1], text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }
  void close_peer() {
    if (fds[1] >= 0) ::close(std::exchange(fds[1], -1));
  }
};

/// Counts its calls and tells an event.
struct Counter final : Waiter {
  Event called;
  int calls = 0;
  void ready() override {
    ++calls;
    called.notify();
  }
};

struct NextTurn {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) const { Worker::current().resume_later(waiting); }
  void await_resume() const {}
};

Task<void> waits_for_what_is_ready() {
  Pair pair;
  Socket socket(pair.fds[0]);
  Counter writer;
  socket.wait(writer, false);
  EXPECT_EQ(writer.calls, 0) << "not from within wait()";
  co_await writer.called.wait();
  EXPECT_EQ(writer.calls, 1);
}
TEST(EventLoop, CallsWhoWaitsForWhatIsReadyOnALaterTurn) {
  run_test_task(waits_for_what_is_ready());
}

Task<void> short_read_is_dry() {
  Pair pair;
  Socket socket(pair.fds[0]);
  std::array<std::byte, 64> buffer;
  pair.send("abc");
  EXPECT_EQ(socket.try_read(buffer).value(), 3U);
  // What comes now is noticed by the loop, not by a read that tries.
  pair.send("def");
  EXPECT_EQ(socket.try_read(buffer).value(), std::nullopt);
  Counter reader;
  socket.wait(reader, true);
  co_await reader.called.wait();
  EXPECT_EQ(socket.try_read(buffer).value(), 3U);
}
TEST(EventLoop, ReadsAgainOnlyAfterSomethingCame) {
  run_test_task(short_read_is_dry());
}

Task<void> end_with_data() {
  Pair pair;
  Socket socket(pair.fds[0]);
  std::array<std::byte, 64> buffer;
  EXPECT_EQ(socket.try_read(buffer).value(), std::nullopt);
  pair.send("last");
  pair.close_peer();
  Counter reader;
  socket.wait(reader, true);
  co_await reader.called.wait();
  EXPECT_EQ(socket.try_read(buffer).value(), 4U);
  EXPECT_EQ(socket.try_read(buffer).value(), 0U) << "the end came with the data and has no event of its own";
}
TEST(EventLoop, ShowsTheEndThatCameTogetherWithData) {
  run_test_task(end_with_data());
}

Task<void> full_write() {
  Pair pair;
  Socket socket(pair.fds[0]);
  const std::array<std::byte, 65536> bytes{};
  while (socket.try_write(bytes).value() > 0) {
  }
  Counter writer;
  socket.wait(writer, false);
  for (int i = 0; i < 3; ++i) co_await NextTurn{};
  EXPECT_EQ(writer.calls, 0);
  std::array<std::byte, 65536> sink;
  while (::recv(pair.fds[1], sink.data(), sink.size(), 0) > 0) {
  }
  co_await writer.called.wait();
  EXPECT_GT(socket.try_write(bytes).value(), 0U);
}
TEST(EventLoop, WritesAgainOnceThereIsRoom) {
  run_test_task(full_write());
}

/// Closes the socket on which both directions wait, from within the reader's call.
struct Closer final : Waiter {
  std::optional<Socket>& socket;
  explicit Closer(std::optional<Socket>& s) : socket(s) {}
  void ready() override { socket.reset(); }
};
Task<void> close_inside() {
  Pair pair;
  std::optional<Socket> socket(std::in_place, pair.fds[0]);
  const std::array<std::byte, 65536> bytes{};
  while (socket->try_write(bytes).value() > 0) {
  }
  std::array<std::byte, 1> buffer;
  EXPECT_EQ(socket->try_read(buffer).value(), std::nullopt);
  Closer reader(socket);
  Counter writer;
  socket->wait(reader, true);
  socket->wait(writer, false);
  pair.close_peer();  // Both directions become ready in one event.
  co_await writer.called.wait();
  EXPECT_FALSE(socket.has_value());
  for (int i = 0; i < 3; ++i) co_await NextTurn{};
  EXPECT_EQ(writer.calls, 1) << "each wait comes back once";
}
TEST(EventLoop, LetsAWaiterCloseTheDescriptorThatWokeIt) {
  run_test_task(close_inside());
}

Task<void> posted_from_elsewhere() {
  Event done;
  int got = 0;
  std::thread other([&, &here = Worker::current()] {
    for (int i = 0; i < 1000; ++i) {
      here.post([&, i] {
        EXPECT_EQ(got++, i);
        if (i == 999) done.notify();
      });
    }
  });
  co_await done.wait();
  other.join();
}
TEST(EventLoop, RunsWhatOtherThreadsPostInTheirOrder) {
  run_test_task(posted_from_elsewhere());
}

}  // namespace
}  // namespace callout::net
