// SPDX-License-Identifier: Apache-2.0
#include "http/h1_raw_stream.h"

#include <algorithm>

namespace callout::http {

Result<std::optional<std::size_t>> H1RawStream::try_read(std::span<std::byte> into) {
  const auto before = input_.bytes();
  if (before.empty() && !input_.gone()) return stream_.try_read(into);
  if (before.empty()) return input_.try_fill();
  const auto count = std::min(into.size(), before.size());
  std::copy_n(before.begin(), count, into.begin());
  input_.consume(count);
  return count;
}

void H1RawStream::when_readable(net::Waiter& waiter) {
  if (input_.empty()) {
    input_.wait(waiter);
  } else {
    net::Worker::current().post([&waiter] { waiter.ready(); });
  }
}

void H1RawStream::finish() {
  over_ = true;
  stream_.finish();
}

void H1RawStream::close() {
  over_ = true;
  stream_.close();
}

}  // namespace callout::http
