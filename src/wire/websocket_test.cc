// SPDX-License-Identifier: Apache-2.0
#include "wire/websocket.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace callout::wire {
namespace {

constexpr Mask kMask{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

/// The digest of RFC 6455 section 1.3, so that this test needs no SHA-1 of its own.
std::array<std::byte, 20> sha1_of_the_example(std::string_view text) {
  EXPECT_EQ(text, "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  constexpr std::array<std::uint8_t, 20> kDigest = {0xb3, 0x7a, 0x4f, 0x2c, 0xc0, 0x62, 0x4f, 0x16, 0x90, 0xf6,
                                                    0x46, 0x06, 0xcf, 0x38, 0x59, 0x45, 0xb2, 0xbe, 0xc4, 0xea};
  std::array<std::byte, 20> digest;
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = std::byte{kDigest[i]};
  return digest;
}

struct Received {
  std::string log;  // Events in order, data pieces joined.
  std::uint16_t failure = 0;
  std::uint16_t close_code = 0;
};

/// Feeds the frames in pieces of `piece` bytes.
Received receive(std::string frames, WebSocketRole role, std::size_t piece = 4096,
                 std::uint64_t bound = WebSocketDecoder::kNoBound) {
  WebSocketDecoder decoder(role, bound);
  Received received;
  for (std::span<std::byte> rest = std::as_writable_bytes(std::span(frames)); !rest.empty();) {
    std::span<std::byte> part = rest.first(std::min(piece, rest.size()));
    rest = rest.subspan(part.size());
    while (true) {
      const auto step = decoder.step(part);
      if (!step) {
        received.failure = step.error().close_code;
        return received;
      }
      part = part.subspan(step->consumed);
      received.log += text_of(step->data);
      switch (step->event) {
        case WebSocketDecoder::Event::kNone: break;
        case WebSocketDecoder::Event::kData:
          if (step->message_end) received.log += step->opcode == Opcode::kText ? "|text " : "|binary ";
          break;
        case WebSocketDecoder::Event::kPing: received.log += "|ping "; break;
        case WebSocketDecoder::Event::kPong: received.log += "|pong "; break;
        case WebSocketDecoder::Event::kClose:
          received.log += "|close ";
          received.close_code = step->close_code;
          break;
      }
      if (step->event == WebSocketDecoder::Event::kNone) {
        EXPECT_TRUE(part.empty());
        break;
      }
    }
  }
  return received;
}

std::string frame(Opcode opcode, bool final, std::string payload, std::optional<Mask> mask) {
  const FrameHeader header(opcode, final, payload.size(), mask);
  if (mask) apply_mask(std::as_writable_bytes(std::span(payload)), *mask);
  return std::string(text_of(header.bytes())) + payload;
}

TEST(WebSocket, HandshakeOfTheRfc) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==", &sha1_of_the_example), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const std::string_view nonce = "the sample nonce";
  EXPECT_EQ(websocket_key(bytes_of(nonce).first<16>()), "dGhlIHNhbXBsZSBub25jZQ==");
  EXPECT_TRUE(valid_websocket_key("dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_TRUE(valid_websocket_key("+/+/+/+/+/+/+/+/+/+/+w=="));
  for (const std::string_view key :
       {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZSE=",
        "-_-_-_-_-_-_-_-_-_-_-w==", "dGhlIHNhbXBsZSBub25 ZQ=="}) {
    EXPECT_FALSE(valid_websocket_key(key)) << key;
  }
}

TEST(WebSocket, ExamplesOfTheRfcDecode) {
  EXPECT_EQ(receive("\x81\x05Hello", WebSocketRole::kClient).log, "Hello|text ");
  EXPECT_EQ(receive("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", WebSocketRole::kServer).log, "Hello|text ");
  EXPECT_EQ(encode_frame(Opcode::kText, "Hello", kMask), "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  const std::string fragmented = std::string("\x01\x03Hel", 5) + std::string("\x80\x02lo", 4);
  EXPECT_EQ(receive(fragmented, WebSocketRole::kClient).log, "Hello|text ");
}

TEST(WebSocket, PiecesOfAnySizeAndAnyLengthGiveTheSame) {
  for (const std::optional<Mask> mask : {std::optional<Mask>(), std::optional<Mask>(kMask)}) {
    const WebSocketRole role = mask ? WebSocketRole::kServer : WebSocketRole::kClient;
    for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 1000U, 65535U, 65536U, 70000U}) {
      std::string payload(size, 'a');
      for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(i * 7);
      const std::string frames = frame(Opcode::kBinary, false, payload, mask) + encode_frame(Opcode::kPing, "p", mask) +
                                 frame(Opcode::kContinuation, false, "", mask) +
                                 frame(Opcode::kContinuation, true, "end", mask);
      for (const std::size_t piece :
           {std::size_t{1}, std::size_t{3}, std::size_t{100}, std::size_t{4096}, frames.size()}) {
        const Received received = receive(frames, role, piece);
        ASSERT_EQ(received.failure, 0) << size << ' ' << piece;
        ASSERT_EQ(received.log, payload + "p|ping end|binary ") << size << ' ' << piece;
      }
    }
  }
}

TEST(WebSocket, MaskingWordsEqualsMaskingBytes) {
  for (std::uint64_t offset = 0; offset < 9; ++offset) {
    for (std::size_t size = 0; size < 40; ++size) {
      std::string data(size, '\x5A');
      apply_mask(std::as_writable_bytes(std::span(data)), kMask, offset);
      for (std::size_t i = 0; i < size; ++i) {
        EXPECT_EQ(std::byte(data[i]), std::byte{0x5A} ^ kMask[(offset + i) % 4]) << offset << ' ' << size << ' ' << i;
      }
    }
  }
}

TEST(WebSocket, BrokenFramesFailWithTheCodeToSend) {
  using namespace std::string_literals;
  struct Case {
    std::uint16_t code;
    std::string what, frames;
  };
  const Case cases[] = {
      {1002, "masked by a server", "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"},
      {1002, "reserved bit",
       "\xC1\x01"
       "a"},
      {1002, "unknown data opcode",
       "\x83\x01"
       "a"},
      {1002, "unknown control opcode", "\x8B\x00"s},
      {1002, "fragmented ping",
       "\x09\x01"
       "a"},
      {1002, "long ping", "\x89\x7E\x00\x7E"s + std::string(126, 'a')},
      {1002, "continuation alone",
       "\x80\x01"
       "a"},
      {1002, "message within a message",
       "\x01\x01"
       "a\x81\x01"
       "b"},
      {1002, "length not shortest, 16 bits", "\x82\x7E\x00\x05hello"s},
      {1002, "length not shortest, 64 bits", "\x82\x7F\x00\x00\x00\x00\x00\x00\xFF\xFF"s},
      {1002, "length of 64 bits", "\x82\x7F\x80\x00\x00\x00\x00\x00\x00\x00"s},
      {1002, "close with half a code", "\x88\x01\x03"},
      {1002, "close with code 1005", "\x88\x02\x03\xED"},
      {1002, "close with code 999", "\x88\x02\x03\xE7"},
      {1007, "close with bad text", "\x88\x03\x03\xE8\xFF"},
      {1007, "overlong", "\x81\x02\xC0\x80"},
      {1007, "overlong of three", "\x81\x03\xE0\x80\x80"},
      {1007, "surrogate", "\x81\x03\xED\xA0\x80"},
      {1007, "overlong of four", "\x81\x04\xF0\x80\x80\x80"},
      {1007, "above the last", "\x81\x04\xF4\x90\x80\x80"},
      {1007, "cut at the end", "\x81\x02\xE2\x82"},
      {1007, "stray continuation byte", "\x81\x01\x80"},
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}}) {
      const Received received = receive(c.frames, WebSocketRole::kClient, piece);
      EXPECT_EQ(received.failure, c.code) << c.what << ' ' << received.log;
    }
  }
  EXPECT_EQ(receive("\x81\x05Hello", WebSocketRole::kServer).failure, 1002);
}

TEST(WebSocket, TextMayBeCutAnywhereWithinACharacter) {
  const std::string text = "k\xC3\xB6\xE2\x82\xAC\xF0\x9F\x98\x80";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const std::string frames =
        frame(Opcode::kText, false, text.substr(0, at), {}) + frame(Opcode::kContinuation, true, text.substr(at), {});
    EXPECT_EQ(receive(frames, WebSocketRole::kClient).log, text + "|text ") << at;
  }
}

TEST(WebSocket, MessageBoundHoldsOverAllFrames) {
  const std::string fits = frame(Opcode::kBinary, false, "12345", {}) + frame(Opcode::kContinuation, true, "678", {});
  EXPECT_EQ(receive(fits + fits, WebSocketRole::kClient, 4096, 8).log, "12345678|binary 12345678|binary ");
  EXPECT_EQ(receive(fits, WebSocketRole::kClient, 4096, 7).failure, 1009);
}

TEST(WebSocket, CloseCarriesCodeAndReasonAndEndsAll) {
  const Received received = receive(encode_close(1001, "going away", {}) + "garbage", WebSocketRole::kClient);
  EXPECT_EQ(received.log, "going away|close ");
  EXPECT_EQ(received.close_code, 1001);
  EXPECT_EQ(receive(std::string("\x88\x00", 2), WebSocketRole::kClient).close_code, 1005);
  EXPECT_EQ(encode_close(1000, std::string(200, 'a'), kMask).size(), 2 + 4 + 125U);
}

}  // namespace
}  // namespace callout::wire
