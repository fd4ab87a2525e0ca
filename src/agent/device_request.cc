// SPDX-License-Identifier: Apache-2.0
#include "agent/device_request.h"

#include <array>
#include <charconv>

#include "base/random.h"
#include "net/sha1.h"
#include "wire/authority.h"
#include "wire/browser_order.h"
#include "wire/hop_by_hop.h"
#include "wire/serialize.h"
#include "wire/websocket.h"

namespace callout::agent {
namespace {

Result<wire::BodyFraming> framing_of(const wire::RequestHead& head, bool has_body) {
  const std::string* length = head.headers.find("content-length");
  if (length == nullptr) {
    if (has_body) return wire::BodyFraming{wire::Framing::kChunked, 0};
    // A browser says so when a POST is empty; small devices wait for a body otherwise.
    const bool says_zero = head.method == "POST" || head.method == "PUT";
    return says_zero ? wire::BodyFraming{wire::Framing::kLength, 0} : wire::BodyFraming{};
  }
  wire::BodyFraming framing{wire::Framing::kLength, 0};
  const char* end = length->data() + length->size();
  const auto [at, error] = std::from_chars(length->data(), end, framing.length);
  if (error != std::errc() || at != end || (!has_body && framing.length > 0)) {
    return fail(Code::kInvalid, "The request's Content-Length does not hold.");
  }
  return framing;
}

std::string add_websocket_handshake(wire::Headers& headers) {
  std::array<std::byte, 16> random;
  fill_random(random);
  const std::string key = wire::websocket_key(random);
  headers.set("upgrade", "websocket");
  headers.set("sec-websocket-key", key);
  if (!headers.contains("sec-websocket-version")) headers.add("sec-websocket-version", "13");
  return wire::websocket_accept(key, net::sha1);
}

}  // namespace

Result<DeviceForm> device_form(wire::RequestHead& head, bool has_body, const Device& device,
                               const tunnel::InventoryEndpoint& endpoint) {
  DeviceForm form;
  wire::remove_hop_by_hop(head.headers);
  // Who relays answers "100 Continue" itself; tiny devices take the field for an error.
  head.headers.remove("expect");
  head.authority = wire::host_field(endpoint.scheme, device.facts.address, endpoint.port);
  const bool websocket = head.protocol == "websocket";
  if (!websocket && !head.protocol.empty()) return fail(Code::kInvalid, "Only WebSocket can be asked of a device.");
  if (websocket) {
    head.method = "GET";
    form.websocket_accept = add_websocket_handshake(head.headers);
  } else {
    const auto framing = framing_of(head, has_body);
    if (!framing) return fail(framing);
    form.body = *framing;
  }
  form.safe = !websocket && !has_body && (head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS");
  wire::restore_browser_form(head.headers);
  auto bytes = wire::serialize_request(head, form.body,
                                       websocket ? wire::ConnectionField::kUpgrade : wire::ConnectionField::kKeepAlive);
  if (!bytes) return fail(std::move(bytes));
  form.bytes = std::move(*bytes);
  return form;
}

}  // namespace callout::agent
