// SPDX-License-Identifier: Apache-2.0
// Whatever a peer sends to an HTTP/2 session, in either role and in pieces of any size, it ends, holds no more than it
// may, and lets go of everything. The first byte picks the role, the second the size of the pieces.
#include <algorithm>

#include "base/check.h"
#include "net/http2_session.h"
#include "net/tcp.h"

namespace callout::net {
namespace {

Task<> echo(Http2Stream& stream) {
  wire::ResponseHead head;
  head.headers = stream.request().headers;
  if (!stream.send_head(head, stream.bodiless_request())) co_return;
  std::uint64_t moved = 0;
  (void)co_await pump(stream, stream, moved);
}

class Echo final : public Http2Handler {
 public:
  Task<> serve(Http2Stream& stream) override { return echo(stream); }
};

Task<> discard(Stream& from) {
  std::array<std::byte, 4096> buffer;
  while (const auto count = co_await from.read(buffer)) {
    if (*count == 0) break;
  }
}

Task<> read_response(std::unique_ptr<Http2Stream> stream) {
  if (!co_await stream->read_head()) co_return;
  while (const auto bytes = co_await stream->readable()) {
    if (bytes->empty()) break;
    stream->consume((bytes->size() + 1) / 2);
  }
}

Task<> run_session(Http2Session& session) {
  (void)co_await session.run();
}

Task<> feed(Stream& to, std::span<const std::byte> bytes, std::size_t piece) {
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    if (!co_await to.write(part)) break;
    bytes = bytes.subspan(part.size());
  }
  to.finish();
}

Task<> converse(std::span<const std::byte> input, Worker& worker) {
  const bool server = (std::to_integer<unsigned>(input[0]) & 1) != 0;
  const auto piece = std::to_integer<std::size_t>(input[1]) * 8 + 1;
  Http2Budget budget(64 * limits::kKiB);
  {
    auto [ours, theirs] = stream_pair(64 * 1024);
    Echo handler;
    const Http2Options options{.header_block = 4 * limits::kKiB,
                               .answer_long_heads = (std::to_integer<unsigned>(input[0]) & 4) != 0,
                               .byte_exact_values = (std::to_integer<unsigned>(input[0]) & 2) != 0,
                               .budget = &budget};
    Http2Session session(server ? Http2Session::Role::kServer : Http2Session::Role::kClient, *ours, options,
                         server ? &handler : nullptr);
    TaskGroup tasks;
    if (!server) {
      wire::RequestHead head;
      head.method = "GET";
      head.target = "/";
      head.authority = "agent";
      for (int i = 0; i < 3; ++i) tasks.spawn(read_response(std::move(*session.open(head, i != 0))));
    }
    tasks.spawn(run_session(session));
    tasks.spawn(discard(*theirs));
    tasks.spawn(feed(*theirs, input.subspan(2), piece));
    co_await tasks.join();
    check(session.held_bytes() == 0);
  }
  check(budget.held() == 0);
  worker.stop();
}

}  // namespace
}  // namespace callout::net

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace callout;
  if (size < 2 || size > 64 * 1024) return 0;
  net::Worker worker;
  net::TaskGroup root;
  worker.post([&] { root.spawn(net::converse(std::as_bytes(std::span(data, size)), worker)); });
  worker.run();
  return 0;
}
