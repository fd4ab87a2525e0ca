// SPDX-License-Identifier: Apache-2.0
#include "wire/chunked.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace callout::wire {
namespace {

struct Decoded {
  std::string body;
  std::string rest;
  bool done = false;
};

/// Feeds the text in pieces of `piece` bytes.
Result<Decoded> decode(std::string_view text, ChunkedMode mode, std::size_t piece = 4096) {
  ChunkedDecoder decoder(mode);
  Decoded result;
  while (!text.empty() && !result.done) {
    std::string_view part = text.substr(0, piece);
    while (!part.empty() && !result.done) {
      const auto step = decoder.step(bytes_of(part));
      if (!step) return fail(step);
      result.body += text_of(step->data);
      part.remove_prefix(step->consumed);
      text.remove_prefix(step->consumed);
      result.done = step->done;
    }
  }
  result.rest = text;
  return result;
}

TEST(Chunked, DecodesInPiecesOfAnySize) {
  const std::string text = "4\r\nWiki\r\nA;name=\"v\"\r\npedia in\r\n\r\n0\r\nTrailer: x\r\n\r\nGET /";
  for (const ChunkedMode mode : {ChunkedMode::kStrict, ChunkedMode::kLenient}) {
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
      const auto decoded = decode(text, mode, piece);
      ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
      EXPECT_EQ(decoded->body, "Wikipedia in\r\n");
      EXPECT_EQ(decoded->rest, "GET /");
      EXPECT_TRUE(decoded->done);
    }
  }
}

TEST(Chunked, CopiesNothing) {
  const std::string text = "5\r\nhello\r\n0\r\n\r\n";
  ChunkedDecoder decoder(ChunkedMode::kStrict);
  const auto step = decoder.step(bytes_of(text));
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(reinterpret_cast<const char*>(step->data.data()), text.data() + 3);
  EXPECT_EQ(step->consumed, 8U);
}

TEST(Chunked, LenientTakesWhatDevicesSend) {
  for (const std::string_view text : {"5\nhello\n0\n\n", "5   \r\nhello\r\n0\r\n\r\n", "  5\r\nhello\r\n0 \r\n\r\n",
                                      "00000005\r\nhello\r\n0000\r\n\r\n", "5 ; x\r\nhello\r\n0;\r\nA: b\nC: d\r\n\r\n",
                                      "5\t\nhello\r\n0\n\r\n", "5;\x01\r\nhello\r\n0\r\n\r\n"}) {
    const auto decoded = decode(text, ChunkedMode::kLenient);
    ASSERT_TRUE(decoded.has_value()) << text << decoded.error().message;
    EXPECT_EQ(decoded->body, "hello") << text;
    EXPECT_TRUE(decoded->done) << text;
  }
}

TEST(Chunked, StrictRefusesWhatCouldHideARequest) {
  for (const std::string_view text :
       {"5\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n", "5;\x01\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\n",
        "5\r\nhello\r\n0\r\nA: b\n\r\n", "5\r\nhello\r\n0\r\nA: b\rc\r\n\r\n", "5\r\nhello\r\n0\r\n\r\r\n"}) {
    const auto decoded = decode(text, ChunkedMode::kStrict);
    EXPECT_FALSE(decoded.has_value() && decoded->done) << text;
    EXPECT_FALSE(decoded.has_value()) << text;
  }
}

TEST(Chunked, BothRefuseABrokenCoding) {
  for (const ChunkedMode mode : {ChunkedMode::kStrict, ChunkedMode::kLenient}) {
    for (const std::string_view text :
         {"x\r\n", "\r\n", "0x5\r\nhello", "-5\r\n", "+5\r\n", "5\rhello", "5\r\nhello!\r\n", "5 5\r\nhello",
          "5\r\nhello\rx", "8000000000000000\r\n", "10000000000000000\r\n"}) {
      EXPECT_FALSE(decode(text, mode).has_value()) << text;
    }
    EXPECT_TRUE(decode("7FFFFFFFFFFFFFFF\r\nab", mode).has_value());
    EXPECT_FALSE(decode("5;" + std::string(5000, 'a'), mode).has_value());
    EXPECT_FALSE(decode(std::string(5000, '0'), mode).has_value());
    EXPECT_FALSE(decode("0\r\n" + std::string(20000, 'a'), mode).has_value());
  }
}

TEST(Chunked, LastChunkIsKnownBeforeItsEmptyLine) {
  ChunkedDecoder decoder(ChunkedMode::kLenient);
  ASSERT_TRUE(decoder.step(bytes_of("0\r")).has_value());
  EXPECT_FALSE(decoder.saw_last_chunk());
  ASSERT_TRUE(decoder.step(bytes_of("\n")).has_value());
  EXPECT_TRUE(decoder.saw_last_chunk());
  EXPECT_FALSE(decoder.done());
}

TEST(Chunked, HeaderIsHexWithoutPadding) {
  EXPECT_EQ(ChunkHeader(0).text(), "0\r\n");
  EXPECT_EQ(ChunkHeader(500).text(), "1f4\r\n");
  EXPECT_EQ(ChunkHeader(UINT64_MAX).text(), "ffffffffffffffff\r\n");
}

}  // namespace
}  // namespace callout::wire
