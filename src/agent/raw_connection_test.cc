// SPDX-License-Identifier: Apache-2.0
// Raw connections through the tunnel: whom a session may reach by its kind, and that no byte is lost at either end.
#include "agent/raw_connection.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/site_testing.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "net/http2_testing.h"
#include "net/net_testing.h"
#include "net/timer.h"
#include "tunnel/names.h"

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

void run(net::Task<> (*test)()) {
  start_crypto();
  net::run_test_task(test());
}

/// A TCP server that sends back what it is sent, and says goodbye after the other side has ended.
class EchoDevice {
 public:
  EchoDevice() : listener_(std::move(*net::Listener::bind(*net::SocketAddress::parse("127.0.0.1:0"), false))) {
    port_ = listener_->address().port();
    tasks_.spawn(accept());
  }
  std::uint16_t port() const { return port_; }
  net::Task<> stop() {
    listener_->close();
    co_await tasks_.join();
  }
  net::Task<> heard(std::size_t count) {
    while (ends.size() < count) co_await changed_.wait();
  }

  bool speaks_first = false;      ///< Sends "hello", ends its side, and then only listens, slowly.
  std::vector<std::string> ends;  ///< What each connection that is over heard; "lost" after a reset.
  int connections = 0;

 private:
  net::Task<> accept() {
    for (;;) {
      auto stream = co_await listener_->accept();
      if (!stream) co_return;
      ++connections;
      tasks_.spawn(serve(std::move(*stream)));
    }
  }
  net::Task<> serve(std::unique_ptr<net::TcpStream> stream) {
    std::string got;
    std::array<std::byte, 16 * 1024> buffer;
    const bool first = speaks_first;
    if (first) {
      (void)co_await net::write_all(*stream, "hello");
    }
    for (int reads = 1;; ++reads) {
      if (first && reads % 16 == 0) co_await net::sleep_for(1ms);
      const auto count = co_await stream->read(buffer);
      if (!count) got = "lost";
      if (!count || *count == 0) break;
      got += text_of(std::span(buffer).first(*count));
      if (!first && !co_await stream->write(std::span(buffer).first(*count))) break;
    }
    if (!first && got != "lost") (void)co_await net::write_all(*stream, "goodbye");
    stream->close();
    ends.push_back(std::move(got));
    changed_.notify();
  }

  std::unique_ptr<net::Listener> listener_;
  std::uint16_t port_ = 0;
  net::Event changed_;
  net::TaskGroup tasks_;
};

tunnel::JobOrder open_order(std::uint16_t port, std::string session = "s2") {
  return {"j2", tunnel::JobKind::kOpenDevicePorts, "d1", std::move(session), {}, 30'000, port};
}

/// A site whose device has one port that is an endpoint and a raw port; "s1" is a webpage session, "s2" one to ports.
struct RawSite : TestSite {
  explicit RawSite(std::uint16_t port) : TestSite(port), port_(port) { device.raw_ports = {port}; }
  net::Task<> open() {
    co_await start();
    const auto events = co_await job(open_order(port_));
    EXPECT_TRUE(std::holds_alternative<tunnel::JobResult>(events.back()));
  }
  tunnel::RawTarget raw() const { return tunnel::RawPort{"d1", port_}; }
  std::unique_ptr<net::Http2Stream> connect(const tunnel::RawTarget& target, std::string_view session) {
    return std::move(*server->open_raw(target, session));
  }
  /// "" for a connection, else the code of the failure.
  net::Task<std::string> try_connect(tunnel::RawTarget target, std::string session) {
    auto stream = connect(target, session);
    const auto head = co_await stream->read_head();
    if (!head) co_return "no answer";
    const auto failure = co_await tunnel::read_failure(*stream, **head);
    co_return failure ? failure->code : "";
  }

 private:
  const std::uint16_t port_;
};

net::Task<> echo() {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.open();
  const auto bytes = net::noise(300'000, 7);
  for (const auto& [target, session] :
       {std::pair(site.raw(), "s2"), std::pair(tunnel::RawTarget(tunnel::RawWebServer{"e1"}), "s1"),
        std::pair(tunnel::RawTarget(tunnel::RawWebServer{"e1", wire::WebEndpoint{true, device.port()}}), "s1")}) {
    auto stream = site.connect(target, session);
    net::TaskGroup sending;
    sending.spawn([](net::Http2Stream& to, const std::string& what) -> net::Task<> {
      EXPECT_TRUE(co_await net::write_all(to, what));
    }(*stream, bytes));
    const auto head = co_await stream->read_head();
    EXPECT_TRUE(head);
    if (head) EXPECT_EQ((*head)->status, 200);
    // The goodbye came after the device had read our end.
    EXPECT_TRUE((co_await net::read_all(*stream)).value_or("failed") == bytes + "goodbye");
    co_await sending.join();
  }
  co_await site.end();
  co_await device.stop();
  // Beside the connections of the jobs, which bore nothing.
  EXPECT_EQ(std::ranges::count(device.ends, bytes), 3);
}
TEST(RawConnections, CarryBytesExactlyAndTheClientsEnd) {
  run(echo);
}

net::Task<> device_first() {
  EchoDevice device;
  device.speaks_first = true;
  RawSite site(device.port());
  co_await site.open();
  auto stream = site.connect(site.raw(), "s2");
  EXPECT_TRUE(co_await stream->read_head());
  EXPECT_EQ((co_await net::read_all(*stream)).value_or("failed"), "hello");
  // Its end is that of one direction. Ours makes the stream over while the device still has much of this to read: more
  // than the kernel takes ahead.
  const auto bytes = net::noise(8'000'000, 8);
  EXPECT_TRUE(co_await net::write_all(*stream, bytes));
  co_await device.heard(2);  // The job's own connection was the first.
  EXPECT_TRUE(device.ends.back() == bytes) << device.ends.back().size();
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, CarryTheDevicesEndAndLoseNothingSentAfterIt) {
  run(device_first);
}

net::Task<> kinds() {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.open();
  const int before = device.connections;
  const tunnel::RawWebServer page{"e1"};
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s1"), "agent_refused") << "a webpage session has no raw ports";
  EXPECT_EQ(co_await site.try_connect(page, "s2"), "agent_refused") << "a ports session has no pages";
  EXPECT_EQ((co_await site.ask({.session = "s2"})).failure, "agent_refused");
  EXPECT_EQ(co_await site.try_connect(tunnel::RawPort{"d1", 1}, "s2"), "agent_refused") << "not of the list";
  EXPECT_EQ(co_await site.try_connect(tunnel::RawWebServer{"e1", wire::WebEndpoint{false, 22}}, "s1"), "agent_refused")
      << "neither an endpoint nor a usual web port";
  EXPECT_EQ(co_await site.try_connect(tunnel::RawWebServer{"e1", wire::WebEndpoint{false, 9101}}, "s1"),
            "agent_refused")
      << "a browser would open it, but raw bytes may go there only as to a raw port";
  EXPECT_EQ(co_await site.try_connect(tunnel::RawPort{"d2", device.port()}, "s2"), "agent_refused");
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s9"), "expired");
  EXPECT_EQ(device.connections, before) << "nothing was dialled";
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, ReachWhatTheKindOfTheSessionAllows) {
  run(kinds);
}

net::Task<> foreign_device() {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.open();
  auto second = site.device;
  second.id = "d2";
  second.endpoints[0].id = "e2";
  (void)co_await site.server->put_inventory({{site.device, second}}, 5s);
  EXPECT_EQ(co_await site.try_connect(tunnel::RawPort{"d2", device.port()}, "s2"), "agent_refused");
  EXPECT_EQ(co_await site.try_connect(tunnel::RawWebServer{"e2"}, "s1"), "agent_refused");
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "");
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, StayOnTheSessionsDevice) {
  run(foreign_device);
}

net::Task<> policy() {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.open();
  const int before = device.connections;
  site.config.policy.allow_loopback.clear();
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "agent_refused");
  site.config.policy.allow_loopback.push_back({*wire::parse_address("127.0.0.1"), device.port()});
  site.config.policy.remote_access = false;
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "agent_refused");
  EXPECT_EQ(device.connections, before);
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, AskTheAgentsOwnPolicyEachTime) {
  run(policy);
}

net::Task<> identity() {
  EchoDevice device;
  RawSite site(device.port());
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:55";
  site.device.mac = "00:11:22:33:44:55";
  (void)co_await site.server->put_inventory({{site.device}}, 5s);
  EXPECT_TRUE(std::holds_alternative<tunnel::JobResult>((co_await site.job(open_order(device.port()))).back()));
  site.neighbours.macs["127.0.0.1"] = "00:11:22:33:44:66";
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "identity_changed");
  co_await site.end();
  co_await device.stop();
  for (const auto& end : device.ends) EXPECT_EQ(end, "") << "a byte went to another device";
}
TEST(RawConnections, CheckTheIdentityEachTime) {
  run(identity);
}

net::Task<> ends(net::Task<> (*end)(RawSite&)) {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.open();
  auto stream = site.connect(site.raw(), "s2");
  EXPECT_TRUE(co_await stream->read_head());
  EXPECT_TRUE(co_await stream->write(bytes_of("x")));
  EXPECT_TRUE(co_await stream->readable());
  stream->consume(1);
  co_await end(site);
  EXPECT_FALSE(co_await stream->readable()) << "cut, not ended";
  co_await device.heard(2);
  EXPECT_EQ(device.ends.back(), "lost");
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "expired");
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, AreCutWhenTheSessionEnds) {
  start_crypto();
  net::run_test_task(ends([](RawSite& site) -> net::Task<> { (void)co_await site.server->end_session("s2", 5s); }));
}
TEST(RawConnections, AreCutWhenThePortLeavesTheList) {
  start_crypto();
  net::run_test_task(ends([](RawSite& site) -> net::Task<> {
    site.device.raw_ports.clear();
    co_await site.put_inventory();
    EXPECT_EQ(site.core->sessions(), 1U) << "the webpage session goes on";
  }));
}

net::Task<> many() {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.open();
  std::vector<std::unique_ptr<net::Http2Stream>> streams;
  for (std::size_t i = 0; i < limits::kRawStreamsPerDevice; ++i) {
    streams.push_back(site.connect(site.raw(), "s2"));
    const auto head = co_await streams.back()->read_head();
    EXPECT_TRUE(head && (*head)->status == 200) << i;
  }
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "agent_refused");
  streams.back()->close();
  co_await device.heard(2);
  EXPECT_EQ(co_await site.try_connect(site.raw(), "s2"), "");
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, AreBoundedForADevice) {
  run(many);
}

net::Task<> job() {
  EchoDevice device;
  RawSite site(device.port());
  co_await site.start();
  const auto events = co_await site.job(open_order(device.port()));
  std::vector<std::string> steps;
  for (const auto& event : events) {
    if (const auto* running = std::get_if<tunnel::JobRunning>(&event)) steps.push_back(running->step);
  }
  EXPECT_EQ(steps, (std::vector<std::string>{"reached", "identified", "connected"}));
  EXPECT_EQ(site.core->sessions(), 2U);
  for (const auto& order : {open_order(1), open_order(device.port(), "s1")}) {
    const auto refused = co_await site.job(order);
    const auto* failure = std::get_if<tunnel::Failure>(&refused.back());
    EXPECT_NE(failure, nullptr) << "a port that is not of the list; a session of the other kind";
    if (failure != nullptr) EXPECT_EQ(failure->code, "agent_refused");
  }
  co_await site.end();
  co_await device.stop();
}
TEST(RawConnections, AreOpenedByAJobOfTheirOwn) {
  run(job);
}

}  // namespace
}  // namespace callout::agent
