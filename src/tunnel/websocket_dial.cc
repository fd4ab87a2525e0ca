// SPDX-License-Identifier: Apache-2.0
#include "tunnel/websocket_dial.h"

#include <array>

#include "base/encoding.h"
#include "base/random.h"
#include "net/response_reader.h"
#include "net/sha1.h"
#include "wire/serialize.h"
#include "wire/websocket.h"

namespace callout::tunnel {

net::Task<Result<WebSocketAnswer>> open_websocket(net::Stream& stream, wire::RequestHead request,
                                                  std::string protocol) {
  std::array<std::byte, 16> random;
  fill_random(random);
  const std::string key = wire::websocket_key(random);
  request.method = "GET";
  request.headers.add("Upgrade", "websocket");
  request.headers.add("Sec-WebSocket-Version", "13");
  request.headers.add("Sec-WebSocket-Key", key);
  request.headers.add("Sec-WebSocket-Protocol", protocol);
  const auto bytes = wire::serialize_request(request, {}, wire::ConnectionField::kUpgrade);
  if (!bytes) co_return fail(bytes);
  if (auto written = co_await stream.write(bytes_of(*bytes)); !written) co_return fail(std::move(written));

  std::vector<std::byte> buffer;
  net::ResponseReader reader(stream, buffer, "GET");
  const auto head = co_await reader.read_head();
  if (!head) co_return fail(head);
  WebSocketAnswer answer{.head = (*head)->head, .early = {}, .body = {}};
  if (answer.head.status != 101) {
    for (;;) {
      const auto part = co_await reader.read_body();
      if (!part || part->empty() || answer.body.size() + part->size() > kRefusalMost) break;
      answer.body += text_of(*part);
    }
    co_return answer;
  }
  const std::string* accept = answer.head.headers.find("Sec-WebSocket-Accept");
  const std::string* chosen = answer.head.headers.find("Sec-WebSocket-Protocol");
  if (accept == nullptr || *accept != wire::websocket_accept(key, net::sha1) || chosen == nullptr ||
      *chosen != protocol) {
    co_return fail(Code::kProtocol, "The answer is of another protocol.");
  }
  const auto early = reader.behind_head();
  answer.early.assign(early.begin(), early.end());
  co_return answer;
}

}  // namespace callout::tunnel
