// SPDX-License-Identifier: Apache-2.0
#include "relay/coding.h"

#include <algorithm>

#include <zlib.h>

#include "base/check.h"
#include "wire/ascii.h"

namespace callout::relay {
namespace {

constexpr std::size_t kDecodedPiece = 64U << 10U;
constexpr int kGzipWrapper = 16;  // zlib's way to say it: added to the window's size in bits.
// A fast level and half of the window that zlib would take: 128 KiB instead of 256 for each body under way.
constexpr int kLevel = 3;
constexpr int kWindowBits = 14;
constexpr int kMemoryLevel = 7;

Bytef* writable(std::string_view bytes) {
  // zlib reads only, whatever its type says.
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

bool has_zlib_wrapper(std::string_view lead) {
  const auto first = static_cast<unsigned char>(lead[0]);
  const auto second = static_cast<unsigned char>(lead[1]);
  return (first & 0x0F) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
}

}  // namespace

struct Decoder::Stream : z_stream {};
struct Encoder::Stream : z_stream {};

std::optional<Coding> coding_of(std::string_view content_encoding) {
  const std::string_view name = wire::trim(content_encoding);
  if (wire::same_name(name, "gzip") || wire::same_name(name, "x-gzip")) return Coding::kGzip;
  if (wire::same_name(name, "deflate")) return Coding::kDeflate;
  return std::nullopt;
}

Decoder::Decoder(Coding coding) : coding_(coding), stream_(std::make_unique<Stream>()) {}

Decoder::~Decoder() {
  if (begun_) inflateEnd(stream_.get());
}

/// Looks at the first two bytes. False: they did not come yet, or are none of the coding.
bool Decoder::begin(std::string_view& bytes) {
  const std::size_t count = std::min<std::size_t>(2 - lead_.size(), bytes.size());
  lead_ += bytes.substr(0, count);
  bytes.remove_prefix(count);
  if (lead_.size() < 2) return false;
  int window = MAX_WBITS;
  if (coding_ == Coding::kGzip) {
    foreign_ = lead_ != "\x1f\x8b";
    window += kGzipWrapper;
  } else if (!has_zlib_wrapper(lead_)) {
    window = -MAX_WBITS;
  }
  if (foreign_) return false;
  check(inflateInit2(stream_.get(), window) == Z_OK);
  begun_ = true;
  check(inflateValidate(stream_.get(), 0) == Z_OK);
  return true;
}

Result<void> Decoder::decode(std::string_view& bytes, std::string& out) {
  pending_ = false;
  if (!begun_) {
    if (!begin(bytes)) return {};
    std::string_view lead = lead_;
    if (auto done = inflate(lead, out); !done) return done;
  }
  if (ended_) {
    bytes = {};
    return {};
  }
  return inflate(bytes, out);
}

Result<void> Decoder::inflate(std::string_view& bytes, std::string& out) {
  const std::size_t before = out.size();
  const std::string_view input = bytes.substr(0, kDecodedPiece);
  int result = Z_OK;
  out.resize_and_overwrite(before + kDecodedPiece, [&](char* data, std::size_t) {
    stream_->next_in = writable(input);
    stream_->avail_in = static_cast<uInt>(input.size());
    stream_->next_out = reinterpret_cast<Bytef*>(data + before);
    stream_->avail_out = kDecodedPiece;
    result = ::inflate(stream_.get(), Z_SYNC_FLUSH);
    return before + kDecodedPiece - stream_->avail_out;
  });
  const std::size_t taken = input.size() - stream_->avail_in;
  bytes.remove_prefix(taken);
  taken_ += taken;
  made_ += out.size() - before;
  pending_ = result == Z_OK && stream_->avail_out == 0;
  ended_ = result == Z_STREAM_END;
  if (made_ > kMostDecoded || (made_ > kAlwaysDecoded && made_ / kMostGrowth > taken_)) {
    return fail(Code::kExhausted, "The device's body grows too much when it is decoded.");
  }
  // Z_BUF_ERROR only says that nothing could be done with nothing.
  if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR) return {};
  return fail(Code::kInvalid, "The device's body is not in the coding that it names.");
}

Encoder::Encoder(Coding coding) : stream_(std::make_unique<Stream>()) {
  const int wrapper = coding == Coding::kGzip ? kGzipWrapper : 0;
  check(deflateInit2(stream_.get(), kLevel, Z_DEFLATED, kWindowBits + wrapper, kMemoryLevel, Z_DEFAULT_STRATEGY) ==
        Z_OK);
}

Encoder::~Encoder() {
  deflateEnd(stream_.get());
}

void Encoder::encode(std::string_view bytes, Until until, std::string& out) {
  const int flush = until == Until::kMore ? Z_NO_FLUSH : until == Until::kFlush ? Z_SYNC_FLUSH : Z_FINISH;
  stream_->next_in = writable(bytes);
  stream_->avail_in = static_cast<uInt>(bytes.size());
  do {
    const std::size_t before = out.size();
    out.resize_and_overwrite(before + kDecodedPiece, [&](char* data, std::size_t) {
      stream_->next_out = reinterpret_cast<Bytef*>(data + before);
      stream_->avail_out = kDecodedPiece;
      (void)deflate(stream_.get(), flush);
      return before + kDecodedPiece - stream_->avail_out;
    });
  } while (stream_->avail_out == 0);
}

}  // namespace callout::relay
