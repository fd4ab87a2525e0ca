// SPDX-License-Identifier: Apache-2.0
// What does not end by itself: streams and WebSockets of a device, and their end with the session.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/device_client.h"
#include "agent/site_testing.h"
#include "base/encoding.h"
#include "base/random.h"
#include "net/net_testing.h"
#include "net/sha1.h"
#include "wire/websocket.h"

namespace callout::agent {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// Runs one coroutine test; the closure-free functions below take what they need as parameters.
void run(net::Task<> (*test)()) {
  start_crypto();
  net::run_test_task(test());
}

net::Task<> stream_into(TestSite& site, SiteAnswer& answer) {
  answer = co_await site.ask({.target = "/video"});
}

net::Task<> endless() {
  FakeDevice device([](const std::string& request, int) {
    if (request.find("/video") == std::string::npos) return FakeDevice::Reply{std::string(kHello)};
    return FakeDevice::Reply{
        "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\nframe\r\n"};
  });
  AgentConfig config;
  config.connections_per_device = 1;
  TestSite site(device.port(), config);
  co_await site.start();
  SiteAnswer video;
  net::TaskGroup watching;
  watching.spawn(stream_into(site, video));
  co_await device.came(1);
  EXPECT_EQ((co_await site.ask({})).body, "hello");  // Beside the endless stream, with a limit of one.
  const auto before = std::chrono::steady_clock::now();
  EXPECT_TRUE(co_await site.server->end_session("s1", 5s));
  co_await watching.join();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_EQ(video.status, 200);
  EXPECT_FALSE(video.whole);
  co_await device.left(1);
  EXPECT_EQ((co_await site.ask({})).failure, "expired");
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceStreams, EndlessStreamsTakeNobodysPlaceAndEndWithTheirSession) {
  run(endless);
}

net::Task<> websocket() {
  FakeDevice device([](const std::string& request, int) {
    const std::size_t at = request.find("Sec-WebSocket-Key: ");
    if (at == std::string::npos) return FakeDevice::Reply{};
    const std::string key = request.substr(at + 19, request.find('\r', at) - at - 19);
    return FakeDevice::Reply{
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        wire::websocket_accept(key, net::sha1) + "\r\nSec-WebSocket-Protocol: chat\r\n\r\nfrom the device"};
  });
  TestSite site(device.port());
  co_await site.start();
  SiteRequest request{.method = "CONNECT", .target = "/ws", .protocol = "websocket"};
  request.headers.add("sec-websocket-protocol", "chat");
  request.headers.add("sec-websocket-version", "13");
  auto stream = site.open(request, false);
  EXPECT_TRUE(stream) << stream.error().message;
  const auto head = co_await (*stream)->read_head();
  EXPECT_TRUE(head) << head.error().message;
  if (head) {
    EXPECT_EQ((*head)->status, 200);
    EXPECT_EQ(*(*head)->headers.find("sec-websocket-protocol"), "chat");
    EXPECT_FALSE((*head)->headers.contains("sec-websocket-accept"));
  }
  std::array<std::byte, 15> bytes;
  EXPECT_TRUE(co_await net::read_exactly(**stream, bytes));
  EXPECT_EQ(text_of(bytes), "from the device");
  // Bytes go up as they are; the script reads them as a request once they look like one.
  const std::string up = "raw\r\n\r\n";
  (void)co_await (*stream)->write(bytes_of(up));
  co_await device.came(2);
  EXPECT_EQ(device.requests.at(1), up);
  EXPECT_THAT(device.requests.at(0), HasSubstr("Upgrade: websocket\r\n"));
  stream->reset();
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceStreams, AWebSocketIsBytesBothWaysAfterItsHandshake) {
  run(websocket);
}

net::Task<> wrong_accept() {
  FakeDevice device([](const std::string&, int) {
    return FakeDevice::Reply{
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"};
  });
  TestSite site(device.port());
  co_await site.start();
  EXPECT_EQ((co_await site.ask({.method = "CONNECT", .body = "", .protocol = "websocket"})).failure, "not_http");
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceStreams, AWebSocketAnswerMustProveThatItWasUnderstood) {
  run(wrong_accept);
}

}  // namespace
}  // namespace callout::agent
