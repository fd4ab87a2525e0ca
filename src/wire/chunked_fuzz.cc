// SPDX-License-Identifier: Apache-2.0
// Pieces of a chunked body give what the whole gives; what the strict mode takes, the lenient takes alike; what was
// decoded can be encoded and decoded again. The first byte picks the size of the pieces.
#include <algorithm>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/chunked.h"

namespace callout::wire {

namespace {

struct Decoded {
  bool failed = false;
  bool done = false;
  std::size_t consumed = 0;
  std::string body;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::span<const std::byte> bytes, ChunkedMode mode, std::size_t piece) {
  ChunkedDecoder decoder(mode);
  Decoded result;
  while (result.consumed < bytes.size() && !result.done) {
    const auto part = bytes.subspan(result.consumed, std::min(piece, bytes.size() - result.consumed));
    const auto step = decoder.step(part);
    if (!step) {
      result.failed = true;
      result.consumed = 0;
      result.body.clear();  // How much came before the failure was noticed depends on the pieces.
      return result;
    }
    check(step->consumed > 0 && step->consumed <= part.size());
    result.consumed += step->consumed;
    result.body += text_of(step->data);
    result.done = step->done;
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  const Decoded strict = decode(bytes, ChunkedMode::kStrict, size);
  const Decoded lenient = decode(bytes, ChunkedMode::kLenient, size);
  check(strict == decode(bytes, ChunkedMode::kStrict, 1 + data[0] % 16));
  check(lenient == decode(bytes, ChunkedMode::kLenient, 1 + data[0] % 16));
  if (strict.done) check(strict == lenient);

  if (!lenient.done) return 0;
  std::string written;
  for (std::string_view rest = lenient.body; !rest.empty();) {
    const std::string_view chunk = rest.substr(0, 1 + data[0]);
    written.append(ChunkHeader(chunk.size()).text()).append(chunk).append(kChunkEnd);
    rest.remove_prefix(chunk.size());
  }
  written += kLastChunk;
  const Decoded again = decode(bytes_of(written), ChunkedMode::kStrict, written.size());
  check(again.done && again.consumed == written.size() && again.body == lenient.body);
  return 0;
}

}  // namespace callout::wire
