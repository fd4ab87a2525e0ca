// SPDX-License-Identifier: Apache-2.0
// Both ends of the tunnel back to back: control requests, jobs, device requests, and what happens when one end goes.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "net/http2_testing.h"
#include "net/net_testing.h"
#include "net/timer.h"
#include "tunnel/agent_connection.h"
#include "tunnel/names.h"
#include "tunnel/server_connection.h"
#include "tunnel/tunnel_testing.h"

namespace callout::tunnel {
namespace {

using namespace std::chrono_literals;

/// An agent whose devices echo what they are asked.
class TestService final : public AgentService {
 public:
  net::Task<InventoryResults> put_inventory(Inventory inventory) override {
    InventoryResults results;
    for (const auto& device : inventory.devices)
      results.results.push_back({device.id, device.address != "127.0.0.1", std::nullopt});
    co_return results;
  }
  LeaseAnswer put_leases(const Leases& leases) override {
    LeaseAnswer answer;
    for (const auto& lease : leases.leases) answer.unknown.push_back(lease.session);
    return answer;
  }
  void end_session(const std::string& session) override { ended = session; }
  net::Task<std::variant<JobResult, Failure>> run_job(JobOrder order, JobProgress& progress) override {
    if (order.device == "slow") {
      while (!progress.cancelled()) co_await progress.on_cancel().wait();
      ++cancelled;
      co_return Failure{"install", "cancelled", "", {}};
    }
    EXPECT_TRUE(co_await progress.running("reached", "it answers"));
    if (order.device == "broken") co_return Failure{"device", "tls_failed", "No common cipher.", "Update it."};
    co_return JobResult{"00:11:22:33:44:55", {{.endpoint = "e1", .reachable = true, .status = 200}}};
  }
  net::Task<> serve_device(DeviceRequest& request, net::Http2Stream& stream) override {
    if (request.endpoint == "dead") {
      send_failure(stream, {"device", "device_unreachable", "Nobody answers.", {}});
      co_return;
    }
    wire::ResponseHead head;
    head.reason = "Fine By Me";
    head.headers = request.head.headers;
    head.headers.add("Callout-Failure", "forged by the device");
    head.headers.add("x-seen", request.head.method + " " + request.head.target + " " + request.endpoint + " " +
                                   request.session + " " + std::to_string(request.pin) + " " + request.head.protocol +
                                   (request.has_body ? " body" : ""));
    EXPECT_TRUE(send_response_head(stream, head, false));
    std::uint64_t moved = 0;
    co_await net::pump(stream, stream, moved);
  }

  net::Task<> serve_raw(RawRequest request, net::Http2Stream& stream) override {
    if (request.target == RawTarget(RawPort{"d1", 1})) {
      send_failure(stream, {"install", "agent_refused", "No such port.", {}});
      co_return;
    }
    wire::ResponseHead head;
    head.headers.add("x-seen", authority_of(request.target) + " " + request.session);
    EXPECT_TRUE(send_response_head(stream, head, false));
    std::uint64_t moved = 0;
    co_await net::pump(stream, stream, moved);
  }

  std::string ended;
  int cancelled = 0;
};

/// Both connections, running.
struct Tunnel {
  explicit Tunnel(std::chrono::seconds heartbeat = 25s)
      : server(sockets.server, heartbeat, nullptr), agent(sockets.agent, heartbeat, service) {
    tasks.spawn(run(server, server_reason));
    tasks.spawn(run(agent, agent_reason));
  }
  template <class Connection>
  static net::Task<> run(Connection& connection, Error& reason) {
    reason = co_await connection.run();
  }
  net::Task<> end() {
    server.close();
    agent.close();
    co_await tasks.join();
    // What still waits on the transports comes back on later turns.
    for (int i = 0; i < 3; ++i) co_await net::Turn{};
  }
  WebSocketPair sockets;
  TestService service;
  ServerConnection server;
  AgentConnection agent;
  Error server_reason;
  Error agent_reason;
  net::TaskGroup tasks;
};

net::Task<> control() {
  Tunnel tunnel;
  const Inventory inventory{{{"d1", "Printer", "192.168.1.5", std::nullopt, {{"e1", "http", 80}}},
                             {"d2", "Self", "127.0.0.1", std::nullopt, {}}}};
  const auto results = co_await tunnel.server.put_inventory(inventory, 5s);
  EXPECT_TRUE(results);
  if (results) EXPECT_EQ(*results, (InventoryResults{{{"d1", true, {}}, {"d2", false, {}}}}));
  const auto leases = co_await tunnel.server.put_leases({{{"s1", 30'000}}}, 5s);
  EXPECT_TRUE(leases);
  if (leases) EXPECT_EQ(leases->unknown, std::vector<std::string>{"s1"});
  EXPECT_TRUE(co_await tunnel.server.end_session("s1", 5s));
  EXPECT_EQ(tunnel.service.ended, "s1");
  const auto bad = co_await tunnel.server.end_session("../s1", 5s);
  EXPECT_EQ(bad.error().code, Code::kInvalid);
  // A message that the agent refuses says why.
  const auto refused = co_await tunnel.server.put_inventory({{{"BAD ID", "n", "a", std::nullopt, {}}}}, 5s);
  EXPECT_EQ(refused.error().code, Code::kInvalid);
  EXPECT_EQ(refused.error().message, "\"id\" is not an id.");
  co_await tunnel.end();
}
TEST(Tunnel, AnswersControlRequests) {
  start_crypto();
  net::run_test_task(control());
}

net::Task<> jobs() {
  Tunnel tunnel;
  auto job = *tunnel.server.start_job({"j1", JobKind::kCheckDevice, "d1", {}, {}, {}});
  EXPECT_EQ(*co_await job->next(), JobEvent(JobReceived{}));
  EXPECT_EQ(*co_await job->next(), JobEvent(JobRunning{"reached", "it answers"}));
  const auto last = co_await job->next();
  EXPECT_TRUE(last && std::holds_alternative<JobResult>(*last));
  auto broken = *tunnel.server.start_job({"j2", JobKind::kOpenDeviceWebpage, "broken", "s1", "e1", 30'000});
  (void)co_await broken->next();
  (void)co_await broken->next();
  EXPECT_EQ(*co_await broken->next(), JobEvent(Failure{"device", "tls_failed", "No common cipher.", "Update it."}));

  auto slow = *tunnel.server.start_job({"j3", JobKind::kCheckDevice, "slow", {}, {}, {}});
  EXPECT_EQ(*co_await slow->next(), JobEvent(JobReceived{}));
  slow->cancel();
  EXPECT_EQ((co_await slow->next()).error().code, Code::kClosed);
  EXPECT_TRUE(co_await tunnel.server.end_session("s1", 5s));  // A round trip later:
  EXPECT_EQ(tunnel.service.cancelled, 1);

  auto lost = *tunnel.server.start_job({"j4", JobKind::kCheckDevice, "slow", {}, {}, {}});
  EXPECT_TRUE(co_await lost->next());
  tunnel.agent.close();
  EXPECT_FALSE(co_await lost->next());
  co_await tunnel.end();
  EXPECT_EQ(tunnel.service.cancelled, 2) << "a lost server cancels its jobs";
}
TEST(Tunnel, JobsTellHowTheyGoAndCanBeCancelled) {
  start_crypto();
  net::run_test_task(jobs());
}

net::Task<> raw_streams() {
  Tunnel tunnel;
  EXPECT_TRUE(co_await tunnel.server.put_leases({}, 5s));
  const RawTarget targets[] = {RawPort{"d1", 9100}, RawWebServer{"e1"},
                               RawWebServer{"e1", wire::WebEndpoint{true, 22}}};
  for (const auto& target : targets) {
    auto stream = *tunnel.server.open_raw(target, "s1");
    EXPECT_TRUE(co_await net::write_all(*stream, "bytes"));  // And ends.
    const auto answer = co_await stream->read_head();
    EXPECT_TRUE(answer);
    if (!answer) co_return;
    EXPECT_EQ((*answer)->status, 200);
    EXPECT_EQ(*(*answer)->headers.find("x-seen"), authority_of(target) + " s1");
    EXPECT_FALSE(co_await read_failure(*stream, **answer));
    // The server's end travelled as one, and the other direction went on.
    EXPECT_EQ(co_await net::read_all(*stream), "bytes");
  }
  auto refused = *tunnel.server.open_raw(RawPort{"d1", 1}, "s1");
  const auto answer = co_await refused->read_head();
  EXPECT_TRUE(answer);
  if (!answer) co_return;
  EXPECT_EQ((*answer)->status, 502);
  EXPECT_EQ((co_await read_failure(*refused, **answer))->code, "agent_refused");
  EXPECT_EQ(tunnel.server.open_raw(RawPort{"../d", 1}, "s1").error().code, Code::kInvalid);
  EXPECT_EQ(tunnel.server.open_raw(RawPort{"d1", 1}, "../s").error().code, Code::kInvalid);
  co_await tunnel.end();
}
TEST(Tunnel, CarriesRawBytesWithBothEnds) {
  start_crypto();
  net::run_test_task(raw_streams());
}

net::Task<> device_requests() {
  Tunnel tunnel;
  EXPECT_TRUE(co_await tunnel.server.put_leases({}, 5s));  // By now both know each other's settings.
  auto head = net::get("//x/../y?%2f");
  head.method = "POST";
  head.headers.add("Callout-Session", "forged by the browser");
  head.headers.add("X-Odd", "a\x01z");
  auto stream = *tunnel.server.open_device_request(
      {.endpoint = "e1", .other = {}, .session = "s1", .pin = 18'446'744'073'709'551'615ULL}, head, false);
  EXPECT_TRUE(co_await net::write_all(*stream, "to the device"));
  const auto answer = co_await stream->read_head();
  EXPECT_TRUE(answer);
  if (!answer) co_return;
  const auto& fields = (*answer)->headers;
  EXPECT_EQ(*fields.find("x-seen"), "POST //x/../y?%2f e1 s1 18446744073709551615  body");
  EXPECT_EQ(*fields.find("x-odd"), "a\x01z") << "what devices and their pages say is carried byte for byte";
  EXPECT_EQ(*fields.find(kReasonHeader), "Fine By Me");
  EXPECT_FALSE(fields.contains(kSessionHeader));
  EXPECT_FALSE(co_await read_failure(*stream, **answer)) << "a device can't claim to be the agent";
  EXPECT_EQ(*co_await net::read_all(*stream), "to the device");

  auto dead = *tunnel.server.open_device_request({.endpoint = "dead", .other = {}, .session = "s1", .pin = 0},
                                                 net::get("/"), true);
  const auto failed = co_await dead->read_head();
  EXPECT_EQ((*failed)->status, 502);
  EXPECT_EQ(co_await read_failure(*dead, **failed), (Failure{"device", "device_unreachable", "Nobody answers.", {}}));

  auto socket_head = net::get("/socket");
  socket_head.protocol = "websocket";
  auto socket = *tunnel.server.open_device_request({.endpoint = "e1", .other = {}, .session = "s1", .pin = 1},
                                                   socket_head, false);
  EXPECT_EQ((*co_await socket->read_head())->status, 200);
  EXPECT_EQ(*(*co_await socket->read_head())->headers.find("x-seen"), "CONNECT /socket e1 s1 1 websocket body");
  EXPECT_TRUE(co_await net::write_all(*socket, "frames"));
  EXPECT_EQ(*co_await net::read_all(*socket), "frames");

  auto connect = net::get("");
  connect.method = "CONNECT";
  EXPECT_FALSE(
      tunnel.server.open_device_request({.endpoint = "e1", .other = {}, .session = "s1", .pin = 1}, connect, true));
  EXPECT_FALSE(tunnel.server.open_device_request({.endpoint = "e1.evil", .other = {}, .session = "s1", .pin = 1},
                                                 net::get("/"), true));
  co_await tunnel.end();
}
TEST(Tunnel, CarriesDeviceRequests) {
  start_crypto();
  net::run_test_task(device_requests());
}

net::Task<> foreign_requests() {
  WebSocketPair sockets;
  TestService service;
  AgentConnection agent(sockets.agent, 25s, service);
  net::Http2Session client(net::Http2Session::Role::kClient, sockets.server, {}, nullptr);
  Error agent_reason;
  Error client_reason;
  net::TaskGroup tasks;
  tasks.spawn(Tunnel::run(agent, agent_reason));
  tasks.spawn(Tunnel::run(client, client_reason));
  struct Case {
    std::string method, authority, target;
    std::vector<std::pair<std::string_view, std::string_view>> fields;
    int status;
  };
  const Case cases[] = {
      {"GET", "agent", "/", {}, 404},
      {"GET", "agent", "/v1/inventory", {}, 404},
      {"PUT", "agent", "/v1/inventory", {}, 400},
      {"POST", "agent", "/v1/jobs/..", {}, 400},
      {"GET", "elsewhere", "/", {}, 421},
      {"CONNECT", "e1.device:80", "", {{"callout-session", "s1"}}, 400},
      {"CONNECT", "9100.d1.port", "", {}, 400},
      {"CONNECT", "9100.d1.port", "", {{"callout-session", "../s"}}, 400},
      {"GET", "e1.device", "/", {}, 400},
      {"GET", "e1.device", "/", {{kSessionHeader, "s1"}, {kPinHeader, "x"}}, 400},
      {"GET", "e/1.device", "/", {{kSessionHeader, "s1"}}, 400},
      {"GET", "e1.device", "/", {{kSessionHeader, "s1"}}, 200},
  };
  for (const auto& [method, authority, target, fields, status] : cases) {
    const wire::Headers none;
    auto stream = client.open({method, target, authority, {}, none, fields}, true);
    EXPECT_TRUE(stream) << authority;
    if (!stream) continue;
    const auto head = co_await (*stream)->read_head();
    if (authority == "e/1.device") {
      EXPECT_TRUE(!head || (*head)->status == status);  // HTTP/2 itself may refuse the authority.
      continue;
    }
    EXPECT_TRUE(head) << method << ' ' << authority << target;
    if (head) EXPECT_EQ((*head)->status, status) << method << ' ' << authority << target;
  }
  client.close();
  co_await tasks.join();
  for (int i = 0; i < 3; ++i) co_await net::Turn{};
}
TEST(Tunnel, TheAgentAnswersOnlyWhatTheProtocolKnows) {
  start_crypto();
  net::run_test_task(foreign_requests());
}

net::Task<> drain(bool by_agent) {
  Tunnel tunnel;
  auto slow = *tunnel.server.start_job({"j1", JobKind::kCheckDevice, "slow", {}, {}, {}});
  EXPECT_TRUE(co_await slow->next());
  if (by_agent) {
    tunnel.agent.drain();
  } else {
    tunnel.server.drain();
  }
  while (tunnel.server.usable()) co_await net::Turn{};
  EXPECT_EQ(tunnel.server.start_job({"j2", JobKind::kCheckDevice, "d1", {}, {}, {}}).error().code, Code::kUnavailable);
  slow->cancel();
  co_await tunnel.tasks.join();
  EXPECT_EQ(tunnel.server_reason.code, Code::kClosed) << tunnel.server_reason.message;
  EXPECT_EQ(tunnel.agent_reason.code, Code::kClosed) << tunnel.agent_reason.message;
  co_await tunnel.end();
}
TEST(Tunnel, DrainsByItselfOnceNothingIsUnderWay) {
  start_crypto();
  net::run_test_task(drain(true));
  net::run_test_task(drain(false));
}

net::Task<> silence(Error& server_reason, Error& agent_reason) {
  auto [server_end, nobody] = net::stream_pair(100'000);
  auto [agent_end, nobody_either] = net::stream_pair(100'000);
  WebSocketStream at_server(wire::WebSocketRole::kServer, *server_end);
  WebSocketStream at_agent(wire::WebSocketRole::kClient, *agent_end);
  TestService service;
  ServerConnection server(at_server, 1s, nullptr);
  AgentConnection agent(at_agent, 1s, service);
  net::TaskGroup tasks;
  tasks.spawn(Tunnel::run(server, server_reason));
  tasks.spawn(Tunnel::run(agent, agent_reason));
  co_await tasks.join();
  for (int i = 0; i < 3; ++i) co_await net::Turn{};
}
TEST(Tunnel, ASilentPeerIsGoneAfterTwoMissedBeats) {
  start_crypto();
  Error server_reason;
  Error agent_reason;
  const auto started = std::chrono::steady_clock::now();
  net::run_test_task(silence(server_reason, agent_reason));
  EXPECT_EQ(server_reason.code, Code::kTimeout);
  EXPECT_EQ(agent_reason.code, Code::kTimeout);
  EXPECT_GE(std::chrono::steady_clock::now() - started, 1800ms) << "not at the first missed beat";
}

net::Task<> beats() {
  Tunnel tunnel(1s);
  while (!tunnel.server.round_trip()) co_await net::sleep_for(50ms);
  EXPECT_TRUE(tunnel.server.usable());
  co_await tunnel.end();
}
TEST(Tunnel, BeatsMeasureTheRoundTrip) {
  start_crypto();
  net::run_test_task(beats());
}

}  // namespace
}  // namespace callout::tunnel
