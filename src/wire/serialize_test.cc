// SPDX-License-Identifier: Apache-2.0
#include "wire/serialize.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

RequestHead request(std::string method, std::string target, std::string authority) {
  return {std::move(method), std::move(target), std::move(authority), false, "", {}};
}

TEST(SerializeRequest, RefusesWhatCouldNotStandOnTheWire) {
  const std::string nul("/a\0", 3);
  for (const RequestHead& head :
       {request("GE T", "/", "a"), request("", "/", "a"), request("CONNECT", "/", "a"), request("GET", "", "a"),
        request("GET", "a", "a"), request("GET", "/a b", "a"), request("GET", "/\r\nX: y", "a"),
        request("GET", nul, "a"), request("GET", "/#a", "a"), request("GET", "*", "a"), request("GET", "/", ""),
        request("GET", "/", "a\r\nX: y"), request("GET", "/", "a b")}) {
    EXPECT_FALSE(serialize_request(head, {}, ConnectionField::kKeepAlive).has_value())
        << head.method << head.target << head.authority;
  }
  for (const Header& line :
       {Header{"X\r\nY", "a"}, Header{"X", "a\r\nY: b"}, Header{"X", "a\nb"}, Header{"X", std::string("a\0b", 3)},
        Header{"", "a"}, Header{"X Y", "a"}, Header{"X:", "a"}, Header{"X", "\x7F"}}) {
    RequestHead head = request("GET", "/", "a");
    head.headers.add(line.name, line.value);
    EXPECT_FALSE(serialize_request(head, {}, ConnectionField::kKeepAlive).has_value()) << line.name << line.value;
  }
  EXPECT_FALSE(
      serialize_request(request("GET", "/", "a"), {Framing::kUntilClose, 0}, ConnectionField::kClose).has_value());
}

TEST(SerializeRequest, FramingIsWhatTheCallerSaysAndNotWhatHeadersSay) {
  RequestHead head = request("POST", "/", "a");
  for (const char* name :
       {"Content-Length", "transfer-encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Host", "Upgrade"}) {
    head.headers.add(name, "7");
  }
  EXPECT_EQ(serialize_request(head, {Framing::kChunked, 0}, ConnectionField::kClose),
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(serialize_request(head, {}, ConnectionField::kUpgrade),
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: 7\r\n\r\n");
}

TEST(SerializeResponse, BadBytesNeverMakeALineOfTheirOwn) {
  ResponseHead head{200, "O\r\nK", {}};
  head.headers.add("A", std::string("x\r\nSet-Cookie: y\0z\t\x7F", 20));
  head.headers.add("B\r\nC", "x");
  head.headers.add("", "x");
  head.headers.add("Caf\xE9", "x");
  head.headers.add("D", "caf\xE9");
  EXPECT_EQ(serialize_response(head, {Framing::kLength, 5}, ConnectionField::kKeepAlive),
            "HTTP/1.1 200 O  K\r\nContent-Length: 5\r\nA: x  Set-Cookie: y z\t \r\nD: caf\xE9\r\n\r\n");
}

TEST(SerializeResponse, FramingFollowsTheStatusAndTheCaller) {
  ResponseHead head{200, "", {}};
  head.headers.add("Content-Length", "7");
  head.headers.add("Transfer-Encoding", "gzip");
  const auto text = [&head](int status, BodyFraming body, ConnectionField connection = ConnectionField::kKeepAlive) {
    head.status = status;
    return serialize_response(head, body, connection);
  };
  EXPECT_EQ(text(200, {Framing::kChunked, 0}), "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(text(200, {Framing::kUntilClose, 0}), "HTTP/1.1 200 \r\nConnection: close\r\n\r\n");
  EXPECT_EQ(text(200, {}), "HTTP/1.1 200 \r\nContent-Length: 7\r\n\r\n");  // An answer to HEAD.
  EXPECT_EQ(text(304, {Framing::kLength, 0}), "HTTP/1.1 304 \r\nContent-Length: 7\r\n\r\n");
  EXPECT_EQ(text(204, {Framing::kChunked, 0}), "HTTP/1.1 204 \r\n\r\n");
  EXPECT_EQ(text(99, {}, ConnectionField::kClose), "HTTP/1.1 502 \r\nConnection: close\r\nContent-Length: 7\r\n\r\n");
  head.headers.set("Upgrade", "websocket");
  EXPECT_EQ(text(101, {}, ConnectionField::kUpgrade),
            "HTTP/1.1 101 \r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  head.headers.add("Content-Length", "7");  // Two of them, or an odd one, would say nothing.
  EXPECT_EQ(text(304, {}), "HTTP/1.1 304 \r\n\r\n");
}

}  // namespace
}  // namespace callout::wire
