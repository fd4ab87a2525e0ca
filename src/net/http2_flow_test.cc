// SPDX-License-Identifier: Apache-2.0
// Windows, buffers and turns: who waits for whom, and how much is held meanwhile.
#include <gtest/gtest.h>

#include "net/http2_testing.h"
#include "net/net_testing.h"

namespace callout::net {
namespace {

/// Sends without end what its path says nothing about: 1 GiB of zeros, or until the peer goes away.
Task<> endless(Http2Stream& stream, void*) {
  EXPECT_TRUE(stream.send_head({}, false));
  const std::vector<std::byte> zeros(16 * 1024);
  for (int i = 0; i < 65'536; ++i) {
    if (!co_await stream.write(zeros)) co_return;
  }
  stream.finish();
}

Task<> bulk_or_small(Http2Stream& stream, void* context) {
  if (stream.request().target == "/bulk") return endless(stream, context);
  struct Small {
    static Task<> answer(Http2Stream& to) {
      EXPECT_TRUE(to.send_head({}, false));
      EXPECT_TRUE(co_await write_all(to, "small"));
    }
  };
  return Small::answer(stream);
}

/// Reads and forgets `count` bytes.
Task<bool> skip(Stream& stream, std::size_t count) {
  std::vector<std::byte> buffer(64 * 1024);
  while (count > 0) {
    const auto got = co_await stream.read(std::span(buffer).first(std::min(buffer.size(), count)));
    if (!got || *got == 0) co_return false;
    count -= *got;
  }
  co_return true;
}

Task<> settle(SessionPair& pair) {
  // Three round trips after which nothing moves without a reader.
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5)));
}

Task<> slow_reader(std::size_t& held_first, std::size_t& held_grown) {
  FunctionHandler handler(endless);
  SessionPair pair(handler);
  auto stream = *pair.client().open(get("/bulk"), true);
  EXPECT_TRUE(co_await stream->read_head());
  co_await settle(pair);
  held_first = pair.client().held_bytes();
  // A prompt reader gets a larger window; when it stops then, that is all it costs.
  EXPECT_TRUE(co_await skip(*stream, 64 * limits::kMiB));
  co_await settle(pair);
  held_grown = pair.client().held_bytes();
  stream->close();
  co_await settle(pair);
  EXPECT_EQ(pair.client().held_bytes(), 0U);
  co_await pair.end();
}
TEST(Http2Flow, ASlowReaderHoldsAtMostItsWindow) {
  std::size_t first = 0;
  std::size_t grown = 0;
  run_test_task(slow_reader(first, grown));
  EXPECT_EQ(first, limits::kStreamWindow);
  EXPECT_GT(grown, limits::kStreamWindow) << "the window must have grown under a prompt reader";
  EXPECT_LE(grown, limits::kStreamWindowMost);
}

Task<> stalled_streams(std::size_t count, std::size_t read_first) {
  FunctionHandler handler(bulk_or_small);
  SessionPair pair(handler);
  std::vector<std::unique_ptr<Http2Stream>> stalled;
  for (std::size_t i = 0; i < count; ++i) {
    stalled.push_back(*pair.client().open(get("/bulk"), true));
    EXPECT_TRUE(co_await skip(*stalled.back(), read_first));
  }
  co_await settle(pair);
  EXPECT_LE(pair.client().held_bytes(), limits::kConnectionWindow);
  auto other = *pair.client().open(get("/small"), true);
  EXPECT_EQ(*co_await read_all(*other), "small");
  co_await pair.end();
}
TEST(Http2Flow, StalledStreamsBlockNoOther) {
  run_test_task(stalled_streams(2, 64 * limits::kMiB));  // Both windows grown to the most.
  run_test_task(stalled_streams(30, 1));
}

Task<> hold_connection_bound() {
  FunctionHandler handler(bulk_or_small);
  SessionPair pair(handler, {.most_streams = 200});
  std::vector<std::unique_ptr<Http2Stream>> stalled;
  for (std::size_t i = 0; i < 200; ++i) stalled.push_back(*pair.client().open(get("/bulk"), true));
  co_await settle(pair);
  EXPECT_LE(pair.client().held_bytes(), limits::kConnectionWindow);
  // Whoever reads goes on, and all that was held back comes in the end.
  struct Reader {
    static Task<> read(Stream& from, int& whole) { whole += co_await skip(from, limits::kStreamWindow + 1); }
  };
  int whole = 0;
  TaskGroup readers;
  for (auto& stream : stalled) readers.spawn(Reader::read(*stream, whole));
  co_await readers.join();
  EXPECT_EQ(whole, 200);
  co_await pair.end();
}
TEST(Http2Flow, AConnectionHoldsAtMostItsWindowHoweverManyStreamsStall) {
  run_test_task(hold_connection_bound());
}

Task<> tight_budget() {
  Http2Budget budget(limits::kMiB);
  FunctionHandler handler(bulk_or_small);
  {
    SessionPair pair(handler, {.most_streams = 200, .budget = &budget});
    std::vector<std::unique_ptr<Http2Stream>> stalled;
    for (std::size_t i = 0; i < 100; ++i) {
      stalled.push_back(*pair.client().open(get("/bulk"), true));
      EXPECT_TRUE(co_await skip(*stalled.back(), 1));
    }
    co_await settle(pair);
    EXPECT_TRUE(budget.tight());
    // Far less than 100 first windows (25 MiB): what was in flight when the budget ran out, and the senders' own 64 KiB
    // each.
    EXPECT_LE(pair.client().held_bytes(), 6 * limits::kMiB);
    EXPECT_TRUE(co_await skip(*stalled[50], 2 * limits::kMiB)) << "a reader goes on, slowly";
    co_await pair.end();
  }
  EXPECT_EQ(budget.held(), 0U);
}
TEST(Http2Flow, AProcessOverItsBudgetGivesSmallWindows) {
  run_test_task(tight_budget());
}

Task<> send_ahead(std::size_t& taken) {
  FunctionHandler handler(bulk_or_small);
  auto [left, right] = stream_pair(64);
  SessionPair pair(handler, {}, {std::move(left), std::move(right)});
  auto head = get("/small");
  head.method = "POST";
  auto stream = *pair.client().open(head, false);
  const std::vector<std::byte> bytes(limits::kMiB);
  while (const auto count = stream->try_write(bytes)) {
    if (*count == 0) break;
    taken += *count;
  }
  co_await pair.end();
}
TEST(Http2Flow, AStreamTakes64KiBAhead) {
  std::size_t taken = 0;
  run_test_task(send_ahead(taken));
  EXPECT_EQ(taken, 64 * limits::kKiB);
}

/// Lets bytes through only when told, so that a test sees what waits in which order.
Task<> small_beside_bulk() {
  FunctionHandler handler(bulk_or_small);
  // So narrow that the bulk stream always has more to send than fits.
  auto [left, right] = stream_pair(32 * 1024);
  SessionPair pair(handler, {}, {std::move(left), std::move(right)});
  auto bulk = *pair.client().open(get("/bulk"), true);
  EXPECT_TRUE(co_await skip(*bulk, 4 * limits::kMiB));
  for (int i = 0; i < 20; ++i) {
    const auto before = pair.client().received_bytes();
    auto small = *pair.client().open(get("/small"), true);
    TaskGroup reading;
    struct Drain {
      static Task<> all(Stream& from, const bool& stop) {
        std::vector<std::byte> buffer(64 * 1024);
        while (!stop && co_await from.read(buffer)) {
        }
      }
    };
    bool stop = false;
    reading.spawn(Drain::all(*bulk, stop));
    EXPECT_EQ(*co_await read_all(*small), "small");
    // Ahead of it went what the transport held, and a few batches of the turn; not the 64 KiB and more that wait in the
    // bulk stream.
    EXPECT_LE(pair.client().received_bytes() - before, 200 * limits::kKiB);
    stop = true;
    co_await reading.join();
  }
  co_await pair.end();
}
TEST(Http2Flow, ASmallReplyPassesABulkOne) {
  run_test_task(small_beside_bulk());
}

}  // namespace
}  // namespace callout::net
