// SPDX-License-Identifier: Apache-2.0
// Requests, heads and bodies through a pair of sessions. Floods and windows have files of their own.
#include "net/http2_session.h"

#include <algorithm>
#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/event.h"
#include "net/http2_testing.h"
#include "net/net_testing.h"

namespace callout::net {
namespace {

using wire::ResponseHead;

/// Answers with what it got: the request's target and fields as response fields, the body as body.
Task<> echo(Http2Stream& stream, void*) {
  ResponseHead head;
  head.headers = stream.request().headers;
  head.headers.add("x-method", stream.request().method);
  head.headers.add("x-target", stream.request().target);
  head.headers.add("x-authority", stream.request().authority);
  EXPECT_TRUE(stream.send_head(head, false));
  std::uint64_t moved = 0;
  co_await pump(stream, stream, moved);
}

Task<> heads_and_bodies(SessionPair& pair) {
  auto head = get("//a/../b?x=%2F&y=<\"{|}>\xC3\xA9");
  head.method = "POST";
  head.headers.add("X-Mixed-Case", "Value With Case");
  head.headers.add("Connection", "close");
  head.headers.add("bad name", "stays behind");
  head.headers.add("latin", "caf\xE9");
  auto stream = *pair.client().open(head, false);
  EXPECT_TRUE(co_await write_all(*stream, "hello"));
  const auto answer = co_await stream->read_head();
  EXPECT_TRUE(answer);
  if (!answer) co_return;
  EXPECT_EQ((*answer)->status, 200);
  const auto& fields = (*answer)->headers;
  EXPECT_EQ(*fields.find("x-target"), head.target);
  EXPECT_EQ(*fields.find("x-method"), "POST");
  EXPECT_EQ(*fields.find("x-authority"), "agent");
  EXPECT_EQ(fields.begin()->name, "x-mixed-case");
  EXPECT_EQ(fields.begin()->value, "Value With Case");
  EXPECT_EQ(*fields.find("latin"), "caf\xE9");
  EXPECT_FALSE(fields.contains("connection"));
  EXPECT_FALSE(fields.contains("bad name"));
  EXPECT_EQ(*co_await read_all(*stream), "hello");
  EXPECT_EQ(pair.client().open_streams(), 0U);
}

Task<> with_pair(Task<> (*test)(SessionPair&), FunctionHandler::Serve serve, void* context, Http2Options options) {
  FunctionHandler handler(serve, context);
  SessionPair pair(handler, options);
  co_await test(pair);
  co_await pair.end();
}

void run(Task<> (*test)(SessionPair&), FunctionHandler::Serve serve, void* context = nullptr,
         Http2Options options = {}) {
  run_test_task(with_pair(test, serve, context, options));
}

TEST(Http2Session, CarriesHeadsAndBodiesByteForByte) {
  run(heads_and_bodies, echo);
}

Task<> control_characters(SessionPair& pair) {
  auto head = get("/");
  head.headers.add("odd", "a\x01\x62\x1F");
  head.headers.add("split", "a\r\nb");
  auto stream = *pair.client().open(head, true);
  const auto answer = co_await stream->read_head();
  EXPECT_TRUE(answer);
  if (!answer) co_return;
  const auto* odd = (*answer)->headers.find("odd");
  EXPECT_EQ(*(*answer)->headers.find("split"), "a  b");
  // The context of run() is the options' choice; the handler's own answer made the same way back.
  EXPECT_THAT(*odd, testing::AnyOf(std::string("a\x01\x62\x1F"), std::string("a b")));
  EXPECT_EQ(pair.client().draining(), false);
}

TEST(Http2Session, KeepsControlCharactersOfValuesOnlyWhenByteExact) {
  run(control_characters, echo, nullptr, {.byte_exact_values = true});
  run(control_characters, echo);
}

Task<> echo_one(Http2Session& session, std::size_t size, std::uint64_t seed, std::size_t& right) {
  auto head = get("/echo");
  head.method = "PUT";
  auto opened = session.open(head, false);
  if (!opened) co_return;
  auto& stream = **opened;
  const auto body = noise(size, seed);
  TaskGroup writer;
  struct Write {
    static Task<> all(Stream& to, const std::string& bytes) { EXPECT_TRUE(co_await write_all(to, bytes)); }
  };
  writer.spawn(Write::all(stream, body));
  const auto answer = co_await read_all(stream);
  co_await writer.join();
  if (answer && *answer == body) ++right;
}

Task<> many_streams(SessionPair& pair) {
  std::size_t right = 0;
  TaskGroup tasks;
  for (std::uint64_t i = 0; i < 240; ++i) tasks.spawn(echo_one(pair.client(), 1 + i * i * 7 % 90'000, i, right));
  co_await tasks.join();
  EXPECT_EQ(right, 240U);
}
TEST(Http2Session, CarriesManyStreamsAtOnce) {
  run(many_streams, echo);
}

Task<> large_body(SessionPair& pair) {
  std::size_t right = 0;
  co_await echo_one(pair.client(), 24 * 1024 * 1024, 7, right);
  EXPECT_EQ(right, 1U);
}
TEST(Http2Session, CarriesLargeBodiesBothWaysAtOnce) {
  run(large_body, echo);
}

/// Reads and takes one byte at a time.
class Trickle final : public Stream {
 public:
  explicit Trickle(std::unique_ptr<Stream> inner) : inner_(std::move(inner)) {}
  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override {
    return inner_->try_read(into.first(1));
  }
  Result<std::size_t> try_write(std::span<const std::byte> from) override { return inner_->try_write(from.first(1)); }
  void when_readable(Waiter& waiter) override { inner_->when_readable(waiter); }
  void when_writable(Waiter& waiter) override { inner_->when_writable(waiter); }
  void finish() override { inner_->finish(); }
  void close() override { inner_->close(); }

 private:
  std::unique_ptr<Stream> inner_;
};

Task<> byte_at_a_time() {
  FunctionHandler handler(echo);
  auto [left, right] = stream_pair(7);
  SessionPair pair(handler, {},
                   {std::make_unique<Trickle>(std::move(left)), std::make_unique<Trickle>(std::move(right))});
  co_await heads_and_bodies(pair);
  std::size_t good = 0;
  co_await echo_one(pair.client(), 20'000, 3, good);
  EXPECT_EQ(good, 1U);
  co_await pair.end();
}
TEST(Http2Session, WorksOverATransportOfSingleBytes) {
  run_test_task(byte_at_a_time());
}

Task<> extended_connect(SessionPair& pair) {
  auto head = get("/socket");
  head.method = "CONNECT";
  head.protocol = "websocket";
  while (!pair.client().settled()) co_await Turn{};
  auto opened = pair.client().open(head, false);
  EXPECT_TRUE(opened);
  if (!opened) co_return;
  auto& stream = **opened;
  EXPECT_TRUE(co_await stream.read_head());
  EXPECT_TRUE(co_await stream.write(std::as_bytes(std::span("ping", 4))));
  std::array<std::byte, 4> back{};
  EXPECT_TRUE(co_await read_exactly(stream, back));
  EXPECT_EQ(std::memcmp(back.data(), "ping", 4), 0);
}
Task<> echo_websocket(Http2Stream& stream, void*) {
  EXPECT_EQ(stream.request().protocol, "websocket");
  EXPECT_EQ(stream.request().method, "CONNECT");
  EXPECT_TRUE(stream.send_head({}, false));
  std::uint64_t moved = 0;
  co_await pump(stream, stream, moved);
}
TEST(Http2Session, TakesExtendedConnect) {
  run(extended_connect, echo_websocket);
}

Task<> truncate(Http2Stream& stream, void*) {
  ResponseHead head;
  head.headers.add("content-length", "100");
  EXPECT_TRUE(stream.send_head(head, false));
  EXPECT_TRUE(co_await stream.write(std::as_bytes(std::span("only this", 9))));
  // Returns without finish().
}
Task<> cut_body(SessionPair& pair) {
  auto stream = *pair.client().open(get("/"), true);
  EXPECT_TRUE(co_await stream->read_head());
  const auto body = co_await read_all(*stream);
  EXPECT_FALSE(body);
  EXPECT_EQ(stream->reset_by_peer(), http2::kInternalError);
  EXPECT_FALSE(stream->open());
}
TEST(Http2Session, ACutBodyIsNeverACleanEnd) {
  run(cut_body, truncate);
}

Task<> silent(Http2Stream&, void*) {
  co_return;
}
Task<> no_answer(SessionPair& pair) {
  auto stream = *pair.client().open(get("/"), true);
  const auto head = co_await stream->read_head();
  EXPECT_FALSE(head);
  EXPECT_EQ(stream->reset_by_peer(), http2::kInternalError);
}
TEST(Http2Session, AHandlerThatDoesNotAnswerIsAnErrorForThePeer) {
  run(no_answer, silent);
}

Task<> answer_early(Http2Stream& stream, void*) {
  EXPECT_TRUE(stream.send_head({413, "", {}}, false));
  EXPECT_TRUE(co_await write_all(stream, "too large"));
}
Task<> unread_upload(SessionPair& pair) {
  auto head = get("/upload");
  head.method = "POST";
  auto stream = *pair.client().open(head, false);
  const std::string body(8'000'000, 'x');
  const auto written = co_await write_all(*stream, body);
  EXPECT_FALSE(written) << "the peer reads none of it, so it can't all have been taken";
  const auto answer = co_await stream->read_head();
  EXPECT_TRUE(answer && (*answer)->status == 413);
  EXPECT_EQ(*co_await read_all(*stream), "too large");
  EXPECT_EQ(stream->reset_by_peer(), http2::kNoError);
}
TEST(Http2Session, AnAnswerBeforeTheUploadEndedArrivesWhole) {
  run(unread_upload, answer_early);
}

Task<> wait_for_end(Http2Stream& stream, void* context) {
  std::array<std::byte, 100> buffer;
  while (const auto count = co_await stream.read(buffer)) {
    if (*count == 0) break;
  }
  if (!stream.open()) ++*static_cast<int*>(context);
}
Task<> vanished(int& failed) {
  FunctionHandler handler(wait_for_end, &failed);
  SessionPair pair(handler);
  std::vector<std::unique_ptr<Http2Stream>> streams;
  for (int i = 0; i < 20; ++i) streams.push_back(*pair.client().open(get("/"), false));
  EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5)));
  pair.client().close();
  co_await pair.join();
  EXPECT_EQ(pair.server_reason.code, Code::kClosed);
  for (auto& stream : streams) {
    EXPECT_FALSE(co_await stream->read_head());
    EXPECT_FALSE(co_await read_all(*stream));
    EXPECT_FALSE(co_await stream->write(std::as_bytes(std::span("x", 1))));
  }
}
TEST(Http2Session, AVanishedPeerEndsStreamsAsErrorsOnBothSides) {
  int failed = 0;
  run_test_task(vanished(failed));
  EXPECT_EQ(failed, 20);
}

Task<> open_again(Http2Session& session, Code& code) {
  auto stream = *session.open(get("/"), false);
  EXPECT_FALSE(co_await stream->read_head());
  // Runs while the session tells all streams that it ends.
  const auto again = session.open(get("/"), true);
  code = again ? Code::kInternal : again.error().code;
}
Task<> peer_ends(Code& code) {
  int ignored = 0;
  FunctionHandler handler(wait_for_end, &ignored);
  SessionPair pair(handler);
  TaskGroup tasks;
  tasks.spawn(open_again(pair.client(), code));
  EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5)));
  pair.server().close();
  co_await tasks.join();
  co_await pair.join();
}
TEST(Http2Session, OpensNothingWhileItEnds) {
  Code code = Code::kInternal;
  run_test_task(peer_ends(code));
  EXPECT_EQ(code, Code::kUnavailable);
}

Task<> drain_one_side(bool server_drains) {
  FunctionHandler handler(echo);
  SessionPair pair(handler);
  auto head = get("/");
  head.method = "POST";
  auto stream = *pair.client().open(head, false);
  EXPECT_TRUE(co_await stream->read_head());
  (server_drains ? pair.server() : pair.client()).drain();
  while (!pair.client().draining()) co_await Turn{};
  EXPECT_EQ(pair.client().open(head, false).error().code, Code::kUnavailable);
  EXPECT_TRUE(co_await write_all(*stream, "still works"));
  EXPECT_EQ(*co_await read_all(*stream), "still works");
  co_await pair.join();
  EXPECT_EQ(pair.client_reason.code, Code::kClosed) << pair.client_reason.message;
  EXPECT_EQ(pair.server_reason.code, Code::kClosed) << pair.server_reason.message;
}
TEST(Http2Session, DrainingLetsStreamsEndAndThenTheConnection) {
  run_test_task(drain_one_side(true));
  run_test_task(drain_one_side(false));
}

Task<> two_hosts(SessionPair& pair) {
  const wire::RequestHead head = get("/");
  const std::pair<std::string_view, std::string_view> smuggled[] = {{"cookie", "a=1"}, {"cookie", "b=2"}};
  auto joined = *pair.client().open({"GET", "/", "agent", "", head.headers, smuggled}, true);
  const auto answer = co_await joined->read_head();
  EXPECT_EQ(*(*answer)->headers.find("cookie"), "a=1; b=2");

  auto bad = get("/ x");
  EXPECT_EQ(pair.client().open(bad, true).error().code, Code::kInvalid);
  auto long_head = get("/");
  long_head.headers.add("long", std::string(70'000, 'x'));
  EXPECT_EQ(pair.client().open(long_head, true).error().code, Code::kExhausted);
}
TEST(Http2Session, JoinsCookieCrumbsAndRefusesHeadsThatHttp2CantCarry) {
  run(two_hosts, echo);
}

Task<> too_long_a_head(SessionPair& pair) {
  auto head = get("/");
  for (int i = 0; i < 50; ++i) head.headers.add("x-filler-" + std::to_string(i), std::string(100, 'x'));
  auto stream = *pair.client().open(head, true);
  EXPECT_FALSE(co_await stream->read_head());
  auto good = *pair.client().open(get("/"), true);
  EXPECT_TRUE(co_await good->read_head()) << "the connection must survive";
}
TEST(Http2Session, ResetsAStreamWhoseHeadIsTooLong) {
  run(too_long_a_head, echo, nullptr, {.header_block = 4096});
}

Task<> never_answers(Http2Stream& stream, void* context) {
  struct Over final : Waiter {
    Event event;
    void ready() override { event.notify(); }
  } over;
  if (stream.when_over(over)) co_await over.event.wait();
  stream.forget_over();
  ++*static_cast<int*>(context);
}
Task<> cancel_is_heard(SessionPair& pair) {
  auto stream = *pair.client().open(get("/"), true);
  EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5)));
  stream->close();
  EXPECT_FALSE(co_await stream->read_head());
  EXPECT_TRUE(co_await pair.client().ping(std::chrono::seconds(5)));
}
TEST(Http2Session, AHandlerHearsThatItsStreamIsOver) {
  int heard = 0;
  run(cancel_is_heard, never_answers, &heard);
  EXPECT_EQ(heard, 1);
}

Task<> ping_silence() {
  auto [left, right] = stream_pair(1000);
  Http2Session lonely(Http2Session::Role::kClient, *left, {}, nullptr);
  Error reason;
  struct Run {
    static Task<> session(Http2Session& s, Error& r) { r = co_await s.run(); }
  };
  TaskGroup tasks;
  tasks.spawn(Run::session(lonely, reason));
  const auto answer = co_await lonely.ping(std::chrono::milliseconds(30));
  EXPECT_EQ(answer.error().code, Code::kTimeout);
  lonely.close();
  EXPECT_EQ((co_await lonely.ping(std::chrono::milliseconds(30))).error().code, Code::kClosed);
  co_await tasks.join();
}
TEST(Http2Session, APingThatNobodyAnswersTimesOut) {
  run_test_task(ping_silence());
}

}  // namespace
}  // namespace callout::net
