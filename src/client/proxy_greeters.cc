// SPDX-License-Identifier: Apache-2.0
#include "client/proxy_greeters.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "net/response_reader.h"
#include "wire/chunked.h"
#include "wire/hop_by_hop.h"
#include "wire/reason.h"
#include "wire/serialize.h"
#include "wire/socks5.h"

namespace callout::client {
namespace {

wire::Socks5Reply reply_of(const Failure& why) {
  switch (why.exit) {
    case Exit::kDenied: return wire::Socks5Reply::kNotAllowed;
    case Exit::kOutOfReach: return wire::Socks5Reply::kHostUnreachable;
    default: return wire::Socks5Reply::kFailed;
  }
}

int status_of(const Failure& why) {
  return why.exit == Exit::kDenied ? 403 : 502;
}

net::Task<Result<void>> write_both(net::Stream& connection, std::string answer, net::Stream& device,
                                   std::span<const std::byte> early) {
  if (auto written = co_await connection.write(bytes_of(answer)); !written) co_return written;
  co_return co_await device.write(early);
}

}  // namespace

std::string proxy_refusal(int status, std::string_view why) {
  wire::ResponseHead head{.status = status, .reason = std::string(wire::reason_of(status)), .headers = {}};
  head.headers.add("Content-Type", "text/plain; charset=utf-8");
  const std::string body = "callout: " + std::string(why) + '\n';
  return wire::serialize_response(head, {wire::Framing::kLength, body.size()}, wire::ConnectionField::kClose) + body;
}

net::Task<Result<void>> SocksGreeter::accepted(net::TcpStream& connection, DataChannel& channel) {
  co_return co_await write_both(connection, wire::socks5_reply(wire::Socks5Reply::kGranted), channel.stream(), early_);
}
net::Task<> SocksGreeter::refused(net::TcpStream& connection, Failure why) {
  (void)co_await connection.write(bytes_of(wire::socks5_reply(reply_of(why))));
}

net::Task<Result<void>> ConnectGreeter::accepted(net::TcpStream& connection, DataChannel& channel) {
  co_return co_await write_both(connection, "HTTP/1.1 200 Connected\r\n\r\n", channel.stream(), early_);
}
net::Task<> ConnectGreeter::refused(net::TcpStream& connection, Failure why) {
  (void)co_await connection.write(bytes_of(proxy_refusal(status_of(why), why.message)));
}

net::Task<Result<void>> HttpGreeter::send_request(net::TcpStream& connection, net::Stream& device) {
  wire::remove_hop_by_hop(request_.head.headers);
  request_.head.headers.remove("Expect");
  const auto head = wire::serialize_request(request_.head, request_.body, wire::ConnectionField::kClose);
  if (!head) co_return fail(head);
  if (auto written = co_await device.write(bytes_of(*head)); !written) co_return written;
  if (request_.expect_continue) {
    const auto told = co_await connection.write(bytes_of("HTTP/1.1 100 Continue\r\n\r\n"));
    if (!told) co_return told;
  }

  // The body goes as it came, chunks and all; what follows it does not go.
  std::uint64_t left = request_.body.length;
  wire::ChunkedDecoder chunks(wire::ChunkedMode::kStrict);
  std::array<std::byte, 16 * 1024> buffer;
  std::span<const std::byte> part = early_;
  while (request_.body.kind == wire::Framing::kChunked ? !chunks.done() : left > 0) {
    if (part.empty()) {
      const auto count = co_await connection.read(buffer);
      if (!count) co_return fail(count);
      if (*count == 0) co_return fail(Code::kClosed, "The request broke off.");
      part = std::span<const std::byte>(buffer).first(*count);
    }
    std::size_t size = 0;
    if (request_.body.kind == wire::Framing::kChunked) {
      while (size < part.size() && !chunks.done()) {
        const auto step = chunks.step(part.subspan(size));
        if (!step) co_return fail(step);
        size += step->consumed;
      }
    } else {
      size = static_cast<std::size_t>(std::min<std::uint64_t>(left, part.size()));
      left -= size;
    }
    if (auto written = co_await device.write(part.first(size)); !written) co_return written;
    part = part.subspan(size);
  }
  co_return Result<void>();
}

net::Task<Result<void>> HttpGreeter::send_answer(net::TcpStream& connection, net::Stream& device) {
  std::vector<std::byte> buffer;
  net::ResponseReader reader(device, buffer, request_.head.method);
  const auto answer = co_await reader.read_head();
  if (!answer) co_return fail(answer);
  wire::ParsedResponse& parsed = **answer;
  wire::remove_hop_by_hop(parsed.head.headers);
  // Of a body whose length only its end tells, the end of our connection tells it as well.
  const bool none = parsed.body.kind == wire::Framing::kNone;
  const wire::BodyFraming framing = none ? wire::BodyFraming{}
                                    : parsed.body.kind == wire::Framing::kLength
                                        ? parsed.body
                                        : wire::BodyFraming{wire::Framing::kUntilClose, 0};
  const std::string head = wire::serialize_response(parsed.head, framing, wire::ConnectionField::kClose);
  if (auto written = co_await connection.write(bytes_of(head)); !written) co_return written;
  for (;;) {
    const auto part = co_await reader.read_body();
    if (!part) co_return fail(part);
    if (part->empty()) co_return Result<void>();
    if (auto written = co_await connection.write(*part); !written) co_return written;
  }
}

net::Task<Result<void>> HttpGreeter::accepted(net::TcpStream& connection, DataChannel& channel) {
  net::Stream& device = channel.stream();
  if (auto sent = co_await send_request(connection, device); !sent) co_return sent;
  const auto answered = co_await send_answer(connection, device);
  // Nothing is left to copy, whatever came of it; an answer that broke off is cut here as well.
  if (answered) {
    connection.finish();
  } else {
    connection.reset();
  }
  co_return fail(Code::kClosed, "Answered.");
}
net::Task<> HttpGreeter::refused(net::TcpStream& connection, Failure why) {
  (void)co_await connection.write(bytes_of(proxy_refusal(status_of(why), why.message)));
}

}  // namespace callout::client
