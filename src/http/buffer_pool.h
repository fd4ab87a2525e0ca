// SPDX-License-Identifier: Apache-2.0
// Receive buffers of one worker's browser connections: taken when bytes come, given back as soon as they are used up,
// so that idle connections hold none. Own worker only; outlives the connections.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/limits.h"

namespace callout::http {

class BufferPool {
 public:
  /// Bytes of one buffer: a TLS record, and every ordinary request head.
  static constexpr std::size_t kSize = 16 * limits::kKiB;
  using Buffer = std::unique_ptr<std::byte[]>;

  Buffer take() {
    if (free_.empty()) return std::make_unique_for_overwrite<std::byte[]>(kSize);
    auto buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
  }
  void give_back(Buffer buffer) {
    if (free_.size() < kMostFree) free_.push_back(std::move(buffer));
  }

 private:
  static constexpr std::size_t kMostFree = 64;  // 1 MiB a worker: what a burst of connections uses at one time.
  std::vector<Buffer> free_;
};

}  // namespace callout::http
