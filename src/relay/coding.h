// SPDX-License-Identifier: Apache-2.0
// Content codings of a body that the relay must read: gzip and deflate, taken off and put on again piece by piece. Used
// by BodyPipe. One thread of its owner; each object holds the memory of one zlib stream.
//
// Read as leniently as browsers do: deflate with or without its zlib wrapper, checksums not compared, what follows the
// end ignored. What grows like a bomb is an error.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::relay {

enum class Coding : std::uint8_t { kGzip, kDeflate };
/// By the value of Content-Encoding; nullopt for every other coding and for several of them.
std::optional<Coding> coding_of(std::string_view content_encoding);

/// A body may always grow to this much; beyond, to kMostGrowth times what came. Text that really is text compresses
/// to a tenth; what exceeds this is made to keep a server busy.
inline constexpr std::uint64_t kAlwaysDecoded = 16U << 20U;
inline constexpr std::uint64_t kMostGrowth = 128;
/// And never more in all: the page would long have killed its tab.
inline constexpr std::uint64_t kMostDecoded = 1ULL << 30U;

class Decoder {
 public:
  explicit Decoder(Coding coding);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Takes bytes off the front of `bytes`, and writes what they mean to `out`, about 64 KiB at most. Call again while
  /// `bytes` is not empty or pending(). kInvalid: the body can't be decoded; kExhausted: a bomb.
  Result<void> decode(std::string_view& bytes, std::string& out);
  bool pending() const { return pending_; }
  /// Whether enough came to know that the body is in the coding.
  bool begun() const { return begun_; }
  /// Whether the first bytes show that the body is not in this coding at all. What came is in `bytes` still, after what
  /// lead() holds.
  bool foreign() const { return foreign_; }
  std::string_view lead() const { return lead_; }

 private:
  bool begin(std::string_view& bytes);
  Result<void> inflate(std::string_view& bytes, std::string& out);

  const Coding coding_;
  struct Stream;  // zlib's.
  std::unique_ptr<Stream> stream_;
  std::string lead_;  ///< The first bytes, until they are two.
  bool begun_ = false;
  bool foreign_ = false;
  bool pending_ = false;
  bool ended_ = false;
  std::uint64_t taken_ = 0;
  std::uint64_t made_ = 0;
};

class Encoder {
 public:
  explicit Encoder(Coding coding);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  enum class Until : std::uint8_t { kMore, kFlush, kEnd };
  /// Appends to `out`. With kFlush all that came so far can be decoded by the reader.
  void encode(std::string_view bytes, Until until, std::string& out);

 private:
  struct Stream;  // zlib's.
  std::unique_ptr<Stream> stream_;
};

}  // namespace callout::relay
