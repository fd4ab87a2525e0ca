// SPDX-License-Identifier: Apache-2.0
// The WebSocket protocol (RFC 6455) without I/O, for the tunnel between agent and server: handshake values, frame
// headers, masking and an incremental decoder. Browsers' WebSockets pass through the relay as bytes and never come
// here. One decoder per connection, on its strand; it works in place on the caller's buffer and owns nothing but a
// control frame's payload.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace callout::wire {

/// SHA-1 comes from the caller, as this folder links no crypto: net/ has one. It proves to a peer that it speaks
/// WebSocket, no more.
using Sha1 = std::array<std::byte, 20> (*)(std::string_view text);

/// Sec-WebSocket-Key of a client from 16 random bytes.
std::string websocket_key(std::span<const std::byte, 16> random);
/// Whether a Sec-WebSocket-Key is base64 of 16 bytes.
bool valid_websocket_key(std::string_view key);
/// Sec-WebSocket-Accept for a key (RFC 6455 section 4.2.2).
std::string websocket_accept(std::string_view key, Sha1 sha1);

enum class Opcode : std::uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

using Mask = std::array<std::byte, 4>;
/// XORs in place, 8 bytes at a time. `offset` is the position of data[0] in the frame's payload. Masking twice gives
/// the original.
void apply_mask(std::span<std::byte> data, Mask mask, std::uint64_t offset = 0);

/// The bytes before a frame's payload. A client passes a fresh random mask and applies it to the payload; a server
/// passes none.
class FrameHeader {
 public:
  FrameHeader(Opcode opcode, bool final, std::uint64_t length, std::optional<Mask> mask);
  std::span<const std::byte> bytes() const { return {buffer_.data(), size_}; }

 private:
  std::array<std::byte, 14> buffer_{};
  std::size_t size_ = 0;
};

/// A whole small frame: ping, pong (at most 125 bytes of payload) or a short message.
std::string encode_frame(Opcode opcode, std::string_view payload, std::optional<Mask> mask);
/// A close frame with a code of RFC 6455 section 7.4 and a reason of at most 123 bytes, cut if longer.
std::string encode_close(std::uint16_t code, std::string_view reason, std::optional<Mask> mask);

enum class WebSocketRole : std::uint8_t { kClient, kServer };

/// The peer broke the protocol: send a close frame with this code, then close the connection.
struct WebSocketFailure {
  std::uint16_t close_code;  ///< 1002 protocol error, 1007 bad text, 1009 too big.
  std::string_view why;      ///< One sentence, static storage.
};

class WebSocketDecoder {
 public:
  /// `role` is our own: a server's peer must mask, a client's must not. `message_bound` is the largest message in
  /// bytes, over all its frames; a text or binary message that carries an endless byte stream has the bound kNoBound.
  static constexpr std::uint64_t kNoBound = UINT64_MAX;
  WebSocketDecoder(WebSocketRole role, std::uint64_t message_bound) : role_(role), message_bound_(message_bound) {}

  enum class Event : std::uint8_t {
    kNone,  ///< The input is used up; nothing to report.
    kData,  ///< A piece of a message, as long as the input allows: `opcode` is kText or kBinary.
    kPing,  ///< Answer with a pong of the same payload.
    kPong,
    kClose,  ///< `close_code` and, in `data`, the reason. Nothing after it counts.
  };
  struct Step {
    std::size_t consumed = 0;
    Event event = Event::kNone;
    Opcode opcode = Opcode::kBinary;
    std::span<const std::byte> data =
        {};  ///< kData: a part of the input, unmasked in place. Others: in the decoder, until the next step.
    bool message_end = false;      ///< kData: the message ends with this piece, which may be empty.
    std::uint16_t close_code = 0;  ///< kClose: 1005 when the frame had none.
  };
  /// Takes a prefix of the input up to one event. Call again with the rest until an event kNone comes. Data frames are
  /// delivered piecewise, without waiting for their end. Text is checked to be UTF-8 across pieces.
  std::expected<Step, WebSocketFailure> step(std::span<std::byte> input);

 private:
  std::expected<Step, WebSocketFailure> take(std::span<std::byte> input);
  std::optional<WebSocketFailure> take_header();
  std::expected<Step, WebSocketFailure> finish_control();
  std::optional<WebSocketFailure> check_text(std::span<const std::byte> data, bool end);

  WebSocketRole role_;
  std::uint64_t message_bound_;
  std::array<std::byte, 14> header_{};
  std::size_t header_size_ = 0;  ///< Bytes of the header read so far.
  bool in_payload_ = false;
  Opcode opcode_ = Opcode::kBinary;  ///< Of the frame at hand.
  bool final_ = false;
  Mask mask_{};
  std::uint64_t length_ = 0;    ///< Payload bytes of the frame.
  std::uint64_t position_ = 0;  ///< Payload bytes taken.
  bool in_message_ = false;     ///< Between the first and the final frame of a message.
  Opcode message_opcode_ = Opcode::kBinary;
  std::uint64_t message_length_ = 0;
  std::array<std::byte, 125> control_{};
  std::uint32_t utf8_left_ = 0;   ///< Continuation bytes that the open character still needs.
  std::uint8_t utf8_low_ = 0x80;  ///< Range of the next continuation byte.
  std::uint8_t utf8_high_ = 0xBF;
  bool closed_ = false;
};

}  // namespace callout::wire
