// SPDX-License-Identifier: Apache-2.0
// A request of the tunnel in the form in which a browser beside the device would write it. Called by the device
// exchange and the device check. Pure but for the random WebSocket key; any thread.
#pragma once

#include <string>

#include "agent/inventory.h"
#include "base/result.h"
#include "wire/framing.h"
#include "wire/http.h"

namespace callout::agent {

struct DeviceForm {
  std::string bytes;  ///< The head as it goes out.
  wire::BodyFraming body;
  bool safe = false;             ///< GET, HEAD or OPTIONS without a body: may be sent twice.
  std::string websocket_accept;  ///< Not empty: a WebSocket handshake, and the answer that proves it was understood.
};

/// `head` as it came, without authority; it is used up. kInvalid for what can't stand on the wire, or a Content-Length
/// that is none.
Result<DeviceForm> device_form(wire::RequestHead& head, bool has_body, const Device& device,
                               const tunnel::InventoryEndpoint& endpoint);

}  // namespace callout::agent
