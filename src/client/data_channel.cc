// SPDX-License-Identifier: Apache-2.0
#include "client/data_channel.h"

#include "callout_version.h"
#include "net/timer.h"
#include "tunnel/json_fields.h"
#include "tunnel/names.h"
#include "tunnel/websocket_dial.h"

namespace callout::client {
namespace {

/// What the answer that is no 101 says: the way to the device as a failure of its hop, or a page of the host.
Failure refusal(const tunnel::WebSocketAnswer& answer) {
  if (const auto object = tunnel::parse_object(answer.body, tunnel::kRefusalMost)) {
    tunnel::JsonFields fields(*object);
    const auto hop = fields.optional_text("hop", 64);
    const auto detail = fields.optional_text("detail", 4096);
    const auto remedy = fields.optional_text("remedy", 4096);
    if (hop && detail) {
      const Exit exit = *hop == tunnel::hop::kServer ? Exit::kFailed : Exit::kOutOfReach;
      return {exit, remedy ? *detail + ' ' + *remedy : *detail};
    }
  }
  if (answer.head.status == 404 || answer.head.status == 410 || answer.head.status == 421) {
    return {Exit::kSessionEnded, "The session has ended."};
  }
  return {Exit::kFailed, fmt::format("The session's host answered with status {}.", answer.head.status)};
}

net::Task<> copy(net::Stream& from, net::Stream& to, net::TcpStream& local, net::Stream& remote, bool& cut) {
  std::uint64_t moved = 0;
  const auto copied = co_await net::pump(from, to, moved);
  if (copied) co_return;
  cut = true;
  local.reset();
  remote.close();
}

}  // namespace

net::Task<Outcome<std::unique_ptr<DataChannel>>> open_channel(ClientKey key, net::TlsClientContext* tls,
                                                              std::uint16_t port) {
  auto connection = co_await dial(key.host, tls);
  if (!connection) co_return pass(connection);
  wire::RequestHead request{.method = "GET",
                            .target = fmt::format("/.callout/tcp/{}", port),
                            .authority = key.host.authority(),
                            .protocol = {},
                            .headers = {}};
  request.headers.add("Authorization", "Bearer " + key.key);
  request.headers.add("User-Agent", "callout/" CALLOUT_VERSION);
  bool late = false;
  net::Timer deadline([&late, stream = connection->get()] {
    late = true;
    stream->close();
  });
  deadline.arm(kChannelTime);
  const auto answer = co_await tunnel::open_websocket(**connection, std::move(request), std::string(kChannelProtocol));
  if (late) co_return fail_with(Exit::kOutOfReach, "Nothing answered within {} s.", kChannelTime.count());
  if (!answer) co_return failed(answer);
  if (answer->head.status != 101) co_return std::unexpected(refusal(*answer));
  co_return std::make_unique<DataChannel>(std::move(*connection), answer->early);
}

net::Task<bool> splice(net::TcpStream& local, DataChannel& channel) {
  tunnel::WebSocketStream& remote = channel.stream();
  bool cut = false;
  net::TaskGroup both;
  both.spawn(copy(local, remote, local, remote, cut));
  both.spawn(copy(remote, local, local, remote, cut));
  co_await both.join();
  if (!cut) co_await remote.flushed();
  remote.close();
  local.close();
  co_return !cut;
}

}  // namespace callout::client
