// SPDX-License-Identifier: Apache-2.0
#include "net/tcp.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "net/net_testing.h"
#include "net/timer.h"
#include "net/tls.h"

namespace callout::net {
namespace {

using namespace std::chrono_literals;

SocketAddress loopback() {
  return *SocketAddress::parse("127.0.0.1:0");
}

Task<void> echo_once(Listener& listener) {
  auto stream = co_await listener.accept();
  std::uint64_t moved = 0;
  (void)co_await pump(**stream, **stream, moved);
}

Task<std::string> read_all(Stream& stream) {
  std::string text;
  std::array<std::byte, 4096> buffer;
  for (;;) {
    const auto count = co_await stream.read(buffer);
    if (!count || *count == 0) co_return text;
    text += text_of(std::span(buffer).first(*count));
  }
}

Task<void> echo_round_trip() {
  auto listener = *Listener::bind(loopback(), false);
  TaskGroup group;
  group.spawn(echo_once(*listener));
  auto stream = co_await connect(listener->address(), 1s);
  EXPECT_TRUE(stream.has_value());
  const std::string sent(3'000'000, 'x');
  TaskGroup writer;
  writer.spawn([](Stream& s, const std::string& text) -> Task<void> {
    EXPECT_TRUE((co_await s.write(bytes_of(text))).has_value());
    s.finish();
  }(**stream, sent));
  EXPECT_EQ(co_await read_all(**stream), sent);
  co_await writer.join();
  co_await group.join();
}
TEST(Tcp, CarriesMoreThanItsBuffersBothWays) {
  run_test_task(echo_round_trip());
}

Task<void> close_wakes_reader() {
  auto listener = *Listener::bind(loopback(), false);
  auto client = co_await connect(listener->address(), 1s);
  auto server = co_await listener->accept();
  Timer timer([&] { (*client)->close(); });
  timer.arm(10ms);
  std::array<std::byte, 1> buffer;
  const auto count = co_await (*client)->read(buffer);
  EXPECT_EQ(count.error().code, Code::kClosed);
}
TEST(Tcp, CloseBringsAPendingReadBack) {
  run_test_task(close_wakes_reader());
}

Task<void> read_here(std::unique_ptr<TcpStream>& stream) {
  stream->adopt();
  std::array<std::byte, 2> buffer;
  EXPECT_TRUE((co_await read_exactly(*stream, buffer)).has_value());
  EXPECT_EQ(text_of(buffer), "hi");
  stream.reset();
}
Task<void> move_to(Worker& other) {
  auto listener = *Listener::bind(loopback(), false);
  auto client = co_await connect(listener->address(), 1s);
  auto server = *co_await listener->accept();
  server->release();
  TaskGroup group;
  group.spawn([](Worker& there, std::unique_ptr<TcpStream>& s) -> Task<void> {
    struct Nothing {};
    co_await on(there, [](std::unique_ptr<TcpStream>& moved) -> Task<Nothing> {
      co_await read_here(moved);
      co_return Nothing{};
    }(s));
  }(other, server));
  EXPECT_TRUE((co_await (*client)->write(bytes_of("hi"))).has_value());
  co_await group.join();
}
TEST(Tcp, AStreamMovesToAnotherWorker) {
  WorkerPool workers(2);
  run_to_end(workers[0], move_to(workers[1]));
}

Task<void> refused() {
  SocketAddress nobody;
  {
    auto listener = *Listener::bind(loopback(), false);
    nobody = listener->address();
  }
  const auto stream = co_await connect(nobody, 1s);
  EXPECT_EQ(stream.error().code, Code::kUnavailable);
}
TEST(Tcp, ARefusedConnectionIsUnavailable) {
  run_test_task(refused());
}

Task<void> busy() {
  auto listener = *Listener::bind(loopback(), false);
  const auto second = Listener::bind(listener->address(), false);
  EXPECT_EQ(second.error().code, Code::kUnavailable);
  EXPECT_NE(second.error().message.find("busy"), std::string::npos);
  co_return;
}
TEST(Tcp, ABusyPortIsSaidInWordsForAPerson) {
  run_test_task(busy());
}

Task<void> tls_server(Listener& listener, TlsServerContext& context, std::array<std::byte, 32>& exported) {
  auto tcp = co_await listener.accept();
  auto tls = co_await tls_accept(std::move(*tcp), context, 2s);
  if (!tls) co_return;
  exported = (*tls)->exporter("EXPORTER-test");
  std::uint64_t moved = 0;
  (void)co_await pump(**tls, **tls, moved);
}

struct TlsCase {
  std::string dialled;
  bool trusted;
  bool works;
};
class TlsPinning : public testing::TestWithParam<TlsCase> {};

Task<void> dial_tls(TlsCase test) {
  const TemporaryFolder folder;
  const auto ours = make_certificate(folder, "server.test");
  const auto other = make_certificate(folder, "other.test");
  auto context = *TlsServerContext::load(ours.certificate_file, ours.key_file);
  auto listener = *Listener::bind(loopback(), false);
  std::array<std::byte, 32> exported{};
  TaskGroup group;
  group.spawn(tls_server(*listener, *context, exported));
  auto client_context = *TlsClientContext::pinned(test.trusted ? ours.certificate_pem : other.certificate_pem);
  auto tcp = co_await connect(listener->address(), 1s);
  auto tls = co_await tls_connect(std::move(*tcp), *client_context, test.dialled, 2s);
  EXPECT_EQ(tls.has_value(), test.works);
  if (tls && test.works) {
    const std::string sent(200'000, 'y');
    EXPECT_TRUE((co_await (*tls)->write(bytes_of(sent).first(100'000))).has_value());
    std::string got(100'000, ' ');
    EXPECT_TRUE((co_await read_exactly(**tls, std::as_writable_bytes(std::span(got)))).has_value());
    EXPECT_EQ(got, sent.substr(0, 100'000));
    EXPECT_EQ((*tls)->facts().version, "TLSv1.3");
    EXPECT_EQ((*tls)->facts().peer_certificate_sha256, context->pin());
    const auto mine = (*tls)->exporter("EXPORTER-test");
    (*tls)->finish();
    co_await group.join();
    EXPECT_EQ(mine, exported);
    co_return;
  }
  co_await group.join();
}
TEST_P(TlsPinning, TrustsOnlyThePinnedCertificateForItsOwnName) {
  run_test_task(dial_tls(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Cases, TlsPinning,
                         testing::Values(TlsCase{"server.test", true, true}, TlsCase{"server.test", false, false},
                                         TlsCase{"elsewhere.test", true, false}));

Task<void> dial_as_the_old_kind() {
  const TemporaryFolder folder;
  const auto ours = make_certificate(folder, "server.test");
  auto context = *TlsServerContext::load(ours.certificate_file, ours.key_file);
  auto listener = *Listener::bind(loopback(), false);
  std::array<std::byte, 32> exported{};
  TaskGroup group;
  group.spawn(tls_server(*listener, *context, exported));
  auto client_context = *TlsClientContext::device_legacy();
  auto tls = co_await tls_connect(std::move(*co_await connect(listener->address(), 1s)), *client_context, "", 2s);
  EXPECT_EQ((*tls)->facts().version, "TLSv1.2");
  (*tls)->close();
  co_await group.join();
}
TEST(Tls, TheOldKindOffersNothingNewerThanTls12) {
  run_test_task(dial_as_the_old_kind());
}

Task<void> silent_tls_peer() {
  const TemporaryFolder folder;
  const auto ours = make_certificate(folder, "server.test");
  auto context = *TlsServerContext::load(ours.certificate_file, ours.key_file);
  auto listener = *Listener::bind(loopback(), false);
  auto client = co_await connect(listener->address(), 1s);
  auto tls = co_await tls_accept(std::move(*co_await listener->accept()), *context, 50ms);
  EXPECT_EQ(tls.error().code, Code::kTimeout);
}
TEST(Tls, ASilentPeerTimesOut) {
  run_test_task(silent_tls_peer());
}

TEST(Tls, ReloadKeepsTheOldCertificateWhenTheNewIsWrong) {
  const TemporaryFolder folder;
  const auto ours = make_certificate(folder, "server.test");
  auto context = *TlsServerContext::load(ours.certificate_file, ours.key_file);
  const auto pin = context->pin();
  std::filesystem::copy_file(ours.key_file, ours.certificate_file, std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(context->reload().has_value());
  EXPECT_EQ(context->pin(), pin);
}

Task<void> pair_bounds() {
  auto [a, b] = stream_pair(10);
  const std::string text(100, 'z');
  EXPECT_EQ(*a->try_write(bytes_of(text)), 10U);
  EXPECT_EQ(*a->try_write(bytes_of(text)), 0U);
  std::array<std::byte, 4> buffer;
  EXPECT_EQ(**b->try_read(buffer), 4U);
  EXPECT_EQ(*a->try_write(bytes_of(text)), 4U);
  co_return;
}
TEST(StreamPair, HoldsNoMoreThanItsCapacity) {
  run_test_task(pair_bounds());
}

}  // namespace
}  // namespace callout::net
