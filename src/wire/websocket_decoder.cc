// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "wire/websocket.h"

namespace callout::wire {
namespace {

using Failed = std::unexpected<WebSocketFailure>;

constexpr std::uint8_t byte_of(std::byte b) {
  return std::to_integer<std::uint8_t>(b);
}

/// Codes that may stand in a close frame: those of RFC 6455 section 7.4.1 and the IANA registry, and the ranges for
/// libraries and applications.
bool valid_close_code(std::uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

/// Reads the header that header_ holds in full; nullopt when the frame may come here now.
std::optional<WebSocketFailure> WebSocketDecoder::take_header() {
  const std::uint8_t first = byte_of(header_[0]);
  const bool masked = (byte_of(header_[1]) & 0x80) != 0;
  const std::uint8_t short_length = byte_of(header_[1]) & 0x7F;
  final_ = (first & 0x80) != 0;
  if ((first & 0x70) != 0) return WebSocketFailure{1002, "A reserved bit is set and no extension was agreed."};
  if (masked != (role_ == WebSocketRole::kServer)) {
    return WebSocketFailure{1002, "Clients must mask their frames and servers must not."};
  }
  const std::uint8_t opcode = first & 0x0F;
  if (opcode > 10 || (opcode > 2 && opcode < 8)) return WebSocketFailure{1002, "The opcode is not known."};
  opcode_ = static_cast<Opcode>(opcode);

  const std::size_t extra = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
  length_ = short_length;
  if (extra > 0) {
    length_ = 0;
    for (std::size_t i = 0; i < extra; ++i) length_ = length_ << 8 | byte_of(header_[2 + i]);
    const bool too_long_a_form = length_ < (extra == 2 ? 126U : 0x10000U);
    if (too_long_a_form || length_ >> 63 != 0)
      return WebSocketFailure{1002, "The payload length is not in its shortest form."};
  }
  if (masked)
    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(2 + extra), 4, mask_.begin());
  else
    mask_ = {};

  if (opcode_ >= Opcode::kClose) {
    if (!final_ || length_ > control_.size())
      return WebSocketFailure{1002, "A control frame is fragmented or too long."};
    return std::nullopt;
  }
  if ((opcode_ == Opcode::kContinuation) != in_message_) {
    return WebSocketFailure{1002, "A continuation frame stands alone, or a message begins within another."};
  }
  if (!in_message_) {
    message_opcode_ = opcode_;
    message_length_ = 0;
    in_message_ = true;
  }
  if (length_ > message_bound_ - message_length_) return WebSocketFailure{1009, "The message is too large."};
  if (message_bound_ != kNoBound) message_length_ += length_;
  return std::nullopt;
}

std::optional<WebSocketFailure> WebSocketDecoder::check_text(std::span<const std::byte> data, bool end) {
  constexpr WebSocketFailure kBad{1007, "The text is not UTF-8."};
  for (const std::byte b : data) {
    const std::uint8_t c = byte_of(b);
    if (utf8_left_ > 0) {
      if (c < utf8_low_ || c > utf8_high_) return kBad;
      --utf8_left_;
      utf8_low_ = 0x80;
      utf8_high_ = 0xBF;
      continue;
    }
    if (c < 0x80) continue;
    if (c < 0xC2 || c > 0xF4) return kBad;
    utf8_left_ = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (c == 0xE0) utf8_low_ = 0xA0;   // Overlong.
    if (c == 0xED) utf8_high_ = 0x9F;  // Surrogates.
    if (c == 0xF0) utf8_low_ = 0x90;   // Overlong.
    if (c == 0xF4) utf8_high_ = 0x8F;  // Above U+10FFFF.
  }
  if (end && utf8_left_ > 0) return kBad;
  return std::nullopt;
}

std::expected<WebSocketDecoder::Step, WebSocketFailure> WebSocketDecoder::finish_control() {
  const std::span<const std::byte> payload(control_.data(), static_cast<std::size_t>(length_));
  Step step;
  step.opcode = opcode_;
  step.data = payload;
  step.event = opcode_ == Opcode::kPing ? Event::kPing : Event::kPong;
  if (opcode_ != Opcode::kClose) return step;
  step.event = Event::kClose;
  step.close_code = 1005;
  closed_ = true;
  if (payload.empty()) return step;
  if (payload.size() == 1) return Failed({1002, "A close frame holds half a code."});
  step.close_code = static_cast<std::uint16_t>(byte_of(payload[0]) << 8 | byte_of(payload[1]));
  if (!valid_close_code(step.close_code)) return Failed({1002, "The close code must not be sent."});
  step.data = payload.subspan(2);
  utf8_left_ = 0;  // An unfinished text message does not matter any more.
  utf8_low_ = 0x80;
  utf8_high_ = 0xBF;
  if (const auto bad = check_text(step.data, true)) return Failed(*bad);
  return step;
}

std::expected<WebSocketDecoder::Step, WebSocketFailure> WebSocketDecoder::step(std::span<std::byte> input) {
  for (std::size_t used = 0;;) {
    auto taken = take(input.subspan(used));
    if (!taken) return taken;
    used = taken->consumed += used;
    if (taken->event != Event::kNone || used == input.size()) return taken;
  }
}

/// Up to the end of one frame, which is no event if the frame is empty and not the last of its message.
std::expected<WebSocketDecoder::Step, WebSocketFailure> WebSocketDecoder::take(std::span<std::byte> input) {
  Step step;
  if (closed_) {
    step.consumed = input.size();
    return step;
  }
  std::size_t used = 0;
  while (!in_payload_) {
    std::size_t needed = 2;
    if (header_size_ >= 2) {
      const std::uint8_t second = byte_of(header_[1]);
      needed += (second & 0x7F) == 126 ? 2U : (second & 0x7F) == 127 ? 8U : 0U;
      needed += (second & 0x80) != 0 ? 4U : 0U;
    }
    if (header_size_ == needed) {
      if (const auto failure = take_header()) return Failed(*failure);
      in_payload_ = true;
      position_ = 0;
      break;
    }
    if (used == input.size()) {
      step.consumed = used;
      return step;
    }
    header_[header_size_++] = input[used++];
  }

  const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(length_ - position_, input.size() - used));
  const std::span<std::byte> data = input.subspan(used, here);
  if (role_ == WebSocketRole::kServer) apply_mask(data, mask_, position_);
  const bool control = opcode_ >= Opcode::kClose;
  if (control) std::ranges::copy(data, control_.begin() + static_cast<std::ptrdiff_t>(position_));
  position_ += here;
  used += here;
  const bool frame_end = position_ == length_;
  if (frame_end) {
    in_payload_ = false;
    header_size_ = 0;
  }
  if (control) {
    if (frame_end) {
      auto finished = finish_control();
      if (finished) finished->consumed = used;
      return finished;
    }
    step.consumed = used;
    return step;
  }
  const bool message_end = frame_end && final_;
  if (message_opcode_ == Opcode::kText) {
    if (const auto bad = check_text(data, message_end)) return Failed(*bad);
  }
  if (message_end) in_message_ = false;
  step.consumed = used;
  step.event = data.empty() && !message_end ? Event::kNone : Event::kData;
  step.opcode = message_opcode_;
  step.data = data;
  step.message_end = message_end;
  return step;
}

}  // namespace callout::wire
