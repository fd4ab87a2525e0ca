// SPDX-License-Identifier: Apache-2.0
// The client's side of a WebSocket upgrade over HTTP/1.1 (RFC 6455 section 4.1). Called by the agent for its tunnel and
// by the command line for its data channels. Own worker only; the caller bounds the time by closing the stream.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/stream.h"
#include "net/task.h"
#include "wire/http.h"

namespace callout::tunnel {

struct WebSocketAnswer {
  wire::ResponseHead head;       ///< 101, or the refusal.
  std::vector<std::byte> early;  ///< What came right behind a 101.
  std::string body;              ///< Of a refusal, at most kRefusalMost bytes of it.
};
inline constexpr std::size_t kRefusalMost = 16 * 1024;

/// `request` names authority and target, and has the fields beyond those of the upgrade itself. kProtocol when a 101 is
/// not the answer to our key or speaks another protocol.
net::Task<Result<WebSocketAnswer>> open_websocket(net::Stream& stream, wire::RequestHead request, std::string protocol);

}  // namespace callout::tunnel
