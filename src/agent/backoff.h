// SPDX-License-Identifier: Apache-2.0
// How long to wait before dialling again: full jitter, so that ten thousand agents do not come back in one wave. Used
// by the connection loop only.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace callout::agent {

class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{1'000};
  static constexpr std::chrono::milliseconds kMost{60'000};
  static constexpr std::chrono::milliseconds kAfterDrain{
      250};  ///< The server asked us to come back: at once, but spread.
  static constexpr std::chrono::milliseconds kServerMost{3'600'000};  ///< No retry_after can keep us away for longer.

  /// `below(n)` gives a uniformly random number in [0, n).
  explicit Backoff(std::function<unsigned(unsigned)> below) : below_(std::move(below)) {}

  /// After a failure: uniform in [0, min(60 s, 1 s x 2^failures)], but at least what the server asked for (plus as much
  /// jitter as one step).
  std::chrono::milliseconds after_failure(std::optional<std::chrono::seconds> retry_after);
  /// After an orderly GOAWAY.
  std::chrono::milliseconds after_drain();
  /// The connection stood: the next failure starts from the beginning.
  void succeeded() { failures_ = 0; }

 private:
  std::function<unsigned(unsigned)> below_;
  unsigned failures_ = 0;
};

}  // namespace callout::agent
