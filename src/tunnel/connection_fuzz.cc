// SPDX-License-Identifier: Apache-2.0
// Whatever a peer sends over the transport, the hello and both connections end and let go of everything. The first byte
// picks which end we are, whether the bytes come as they are or as WebSocket frames of one kind, and the second the
// size of the pieces.
#include <algorithm>

#include "base/check.h"
#include "base/encoding.h"
#include "base/random.h"
#include "net/tcp.h"
#include "tunnel/agent_connection.h"
#include "tunnel/server_connection.h"
#include "tunnel/tunnel_testing.h"

namespace callout::tunnel {
namespace {

class NoService final : public AgentService {
 public:
  net::Task<InventoryResults> put_inventory(Inventory) override { co_return InventoryResults{}; }
  LeaseAnswer put_leases(const Leases&) override { return {}; }
  void end_session(const std::string&) override {}
  net::Task<std::variant<JobResult, Failure>> run_job(JobOrder, JobProgress& progress) override {
    (void)co_await progress.running("reached", std::nullopt);
    co_return JobResult{};
  }
  net::Task<> serve_device(DeviceRequest& request, net::Http2Stream& stream) override {
    wire::ResponseHead head;
    head.headers = request.head.headers;
    (void)send_response_head(stream, head, true);
    co_return;
  }
  net::Task<> serve_raw(RawRequest, net::Http2Stream& stream) override {
    (void)send_response_head(stream, {}, true);
    co_return;
  }
};

net::Task<> discard(net::Stream& from) {
  std::array<std::byte, 4096> buffer;
  while (const auto count = co_await from.read(buffer)) {
    if (*count == 0) break;
  }
}

net::Task<> feed(net::Stream& to, std::string bytes, std::size_t piece) {
  for (std::span rest = bytes_of(bytes); !rest.empty();) {
    const auto part = rest.first(std::min(piece, rest.size()));
    if (!co_await to.write(part)) break;
    rest = rest.subspan(part.size());
  }
  to.finish();
}

net::Task<> run_job(ServerConnection& connection) {
  auto job = connection.start_job({"j1", JobKind::kCheckDevice, "d1", {}, {}, {}});
  while (job) {
    const auto event = co_await (*job)->next();
    if (!event || event->index() > 1) break;
  }
  (void)co_await connection.put_leases({}, std::chrono::seconds(5));
}

net::Task<> server_end(WebSocketStream& socket, bool after_hello) {
  if (!after_hello) {
    TestGate gate(key_of_seed(1).public_key);
    (void)co_await accept_hello(socket, std::nullopt, gate);
    co_return;
  }
  ServerConnection connection(socket, std::chrono::seconds(25), nullptr);
  net::TaskGroup tasks;
  tasks.spawn(run_job(connection));
  (void)co_await connection.run();
  co_await tasks.join();
}

net::Task<> agent_end(WebSocketStream& socket, bool after_hello) {
  if (!after_hello) {
    Hello hello;
    hello.install = "install-1";
    (void)co_await say_hello(socket, hello, key_of_seed(1).secret_key, std::nullopt);
    co_return;
  }
  NoService service;
  AgentConnection connection(socket, std::chrono::seconds(25), service);
  (void)co_await connection.run();
}

/// The input as one WebSocket frame of the peer, or as it is.
std::string framed(std::string_view bytes, unsigned kind, bool peer_masks) {
  if (kind == 0) return std::string(bytes);
  const auto mask = peer_masks ? std::optional<wire::Mask>(wire::Mask{}) : std::nullopt;
  return wire::encode_frame(kind == 1 ? wire::Opcode::kText : wire::Opcode::kBinary, bytes, mask);
}

net::Task<> converse(std::string_view input, net::Worker& worker) {
  const auto choice = static_cast<unsigned char>(input[0]);
  const bool server = (choice & 1) != 0;
  const bool after_hello = (choice & 2) != 0;
  auto [ours, theirs] = net::stream_pair(64 * 1024);
  {
    WebSocketStream socket(server ? wire::WebSocketRole::kServer : wire::WebSocketRole::kClient, *ours);
    net::TaskGroup tasks;
    tasks.spawn(feed(*theirs, framed(input.substr(2), (choice >> 2) % 3, server),
                     static_cast<unsigned char>(input[1]) * 8U + 1));
    tasks.spawn(discard(*theirs));
    if (server) {
      co_await server_end(socket, after_hello);
    } else {
      co_await agent_end(socket, after_hello);
    }
    socket.close();
    co_await tasks.join();
  }
  worker.stop();
}

}  // namespace
}  // namespace callout::tunnel

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace callout;
  if (size < 2 || size > 64 * 1024) return 0;
  static const bool started = (start_crypto(), true);
  (void)started;
  net::Worker worker;
  net::TaskGroup root;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  worker.post([&] { root.spawn(tunnel::converse(input, worker)); });
  worker.run();
  return 0;
}
