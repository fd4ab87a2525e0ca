// SPDX-License-Identifier: Apache-2.0
// A device's answer in pieces of any size, read as the device exchange reads it. Properties: what is passed on has no
// control characters beyond a tab, no length that is not true, and the body does not depend on how the bytes were cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "agent/device_answer.h"
#include "base/encoding.h"
#include "net/response_reader.h"
#include "net/task.h"

namespace {

using callout::Result;

/// Gives its bytes in pieces, never waits.
class Pieces final : public callout::net::Stream {
 public:
  Pieces(std::span<const std::byte> bytes, std::size_t piece) : left_(bytes), piece_(piece) {}
  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override {
    const std::size_t count = std::min({into.size(), left_.size(), piece_});
    std::ranges::copy(left_.first(count), into.begin());
    left_ = left_.subspan(count);
    return count;
  }
  Result<std::size_t> try_write(std::span<const std::byte> from) override { return from.size(); }
  void when_readable(callout::net::Waiter&) override { std::abort(); }
  void when_writable(callout::net::Waiter&) override { std::abort(); }
  void finish() override {}
  void close() override {}

 private:
  std::span<const std::byte> left_;
  std::size_t piece_;
};

struct Outcome {
  bool head = false;
  bool whole = false;
  std::string body;
};

void require(bool holds) {
  if (!holds) std::abort();
}

callout::net::Task<> read_all(Pieces& stream, const std::string& method, Outcome& out) {
  std::vector<std::byte> buffer;
  callout::agent::ResponseReader reader(stream, buffer, method);
  const auto head = co_await reader.read_head();
  if (!head) co_return;
  out.head = true;
  callout::wire::ParsedResponse answer = **head;
  callout::agent::clean_answer(answer);
  for (const auto& line : answer.head.headers) {
    for (const char c : line.value) require(static_cast<unsigned char>(c) >= 0x20 || c == '\t');
  }
  for (;;) {
    const auto bytes = co_await reader.read_body();
    if (!bytes) break;
    if (bytes->empty()) {
      out.whole = true;
      break;
    }
    out.body += callout::text_of(*bytes);
  }
  if (answer.body.kind == callout::wire::Framing::kLength) {
    require(answer.head.headers.all("content-length").size() == 1);
    require(out.body.size() <= answer.body.length && out.whole == (out.body.size() == answer.body.length));
  }
}

Outcome read_in_pieces(std::span<const std::byte> bytes, std::size_t piece, const std::string& method) {
  Pieces stream(bytes, piece);
  Outcome out;
  callout::net::TaskGroup tasks;
  tasks.spawn(read_all(stream, method, out));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string method = data[0] % 4 == 0 ? "HEAD" : "GET";
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
  const Outcome at_once = read_in_pieces(bytes, SIZE_MAX, method);
  const Outcome in_pieces = read_in_pieces(bytes, 1 + data[0] / 4, method);
  require(at_once.head == in_pieces.head);
  require(at_once.body == in_pieces.body && at_once.whole == in_pieces.whole);
  return 0;
}
