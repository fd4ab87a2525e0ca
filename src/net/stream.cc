// SPDX-License-Identifier: Apache-2.0
#include "net/stream.h"

#include <array>

namespace callout::net {

void Stream::Read::ready() {
  if (await_ready()) {
    waiting.resume();
  } else {
    stream.when_readable(*this);
  }
}

bool Stream::Write::advance() {
  while (!left.empty()) {
    auto taken = stream.try_write(left);
    if (!taken) {
      result = fail(std::move(taken));
      return true;
    }
    if (*taken == 0) return false;
    left = left.subspan(*taken);
  }
  return true;
}

void Stream::Write::ready() {
  if (advance()) {
    waiting.resume();
  } else {
    stream.when_writable(*this);
  }
}

Task<Result<void>> read_exactly(Stream& stream, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto count = co_await stream.read(into);
    if (!count) co_return fail(count);
    if (*count == 0) co_return fail(Code::kClosed, "The connection ended in the middle of a message.");
    into = into.subspan(*count);
  }
  co_return Result<void>{};
}

Task<Result<void>> pump(Stream& from, Stream& to, std::uint64_t& moved) {
  std::array<std::byte, 16 * 1024> buffer;
  for (;;) {
    const auto count = co_await from.read(buffer);
    if (!count) co_return fail(count);
    if (*count == 0) {
      to.finish();
      co_return Result<void>{};
    }
    moved += *count;
    const auto written = co_await to.write(std::span(buffer).first(*count));
    if (!written) co_return fail(written);
  }
}

}  // namespace callout::net
