// SPDX-License-Identifier: Apache-2.0
// Pieces of a WebSocket stream give what the whole gives, and what was decoded can be encoded and decoded again. The
// first byte picks the role and the size of the pieces.
#include <algorithm>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/websocket.h"

namespace callout::wire {

namespace {

struct Received {
  std::uint16_t failure = 0;
  std::string events;  // One letter each, in order.
  std::string data;
  std::string control;
  bool operator==(const Received&) const = default;
};

Received receive(std::string bytes, WebSocketRole role, std::size_t piece, std::uint64_t bound) {
  WebSocketDecoder decoder(role, bound);
  Received received;
  for (std::span<std::byte> rest = std::as_writable_bytes(std::span(bytes)); !rest.empty();) {
    std::span<std::byte> part = rest.first(std::min(piece, rest.size()));
    rest = rest.subspan(part.size());
    for (bool more = true; more;) {
      const auto step = decoder.step(part);
      if (!step) {
        received.failure = step.error().close_code;
        received.data.clear();  // How much of a bad message came before depends on the pieces.
        return received;
      }
      check(step->consumed <= part.size());
      part = part.subspan(step->consumed);
      more = step->event != WebSocketDecoder::Event::kNone;
      if (!more) check(part.empty());
      if (step->event == WebSocketDecoder::Event::kData) {
        received.data += text_of(step->data);
        if (step->message_end) received.events += step->opcode == Opcode::kText ? 't' : 'b';
      } else if (more) {
        received.events += "0dpqc"[static_cast<std::size_t>(step->event)];
        received.control += text_of(step->data);
      }
    }
  }
  return received;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const WebSocketRole role = (data[0] & 1) != 0 ? WebSocketRole::kServer : WebSocketRole::kClient;
  const std::uint64_t bound = (data[0] & 2) != 0 ? 64 : WebSocketDecoder::kNoBound;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const Received whole = receive(bytes, role, size, bound);
  check(whole == receive(bytes, role, 1, bound));
  check(whole == receive(bytes, role, 1 + (data[0] >> 2), bound));
  if (whole.failure != 0) return 0;

  std::optional<Mask> mask;
  if (role == WebSocketRole::kServer) mask = Mask{std::byte{1}, std::byte{0xFE}, std::byte{0x80}, std::byte{data[0]}};
  const Received again = receive(encode_frame(Opcode::kBinary, whole.data, mask), role, 7, WebSocketDecoder::kNoBound);
  check(again.failure == 0 && again.data == whole.data && again.events == "b");
  return 0;
}

}  // namespace callout::wire
