// SPDX-License-Identifier: Apache-2.0
// How a command of the command line ends: what its exit code says to a script, and one sentence for a person. The codes
// are a contract (docs/technicians/callout.md). Plain values; any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/result.h"

namespace callout::client {

enum class Exit : std::uint8_t {
  kDone = 0,
  kFailed = 1,        ///< The server can't be reached, a port is busy, a file can't be read: see the sentence.
  kUsage = 2,         ///< The command line.
  kSignedOut = 3,     ///< Not signed in, or not any more: callout login.
  kDenied = 4,        ///< Signed in, and not allowed.
  kNoDevice = 5,      ///< No device fits, or several do.
  kOutOfReach = 6,    ///< The install or the device did not answer, or refused.
  kSessionEnded = 7,  ///< The session ended while it was used.
};

struct [[nodiscard]] Failure {
  Exit exit = Exit::kFailed;
  std::string message;
};

template <class T = void>
using Outcome = std::expected<T, Failure>;

template <class... Args>
std::unexpected<Failure> fail_with(Exit exit, fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(Failure{exit, fmt::format(text, std::forward<Args>(args)...)});
}

/// An error of the folders below, which know no exit codes.
template <class T>
std::unexpected<Failure> failed(const Result<T>& result) {
  return std::unexpected(Failure{Exit::kFailed, result.error().message});
}
template <class T>
std::unexpected<Failure> pass(const Outcome<T>& outcome) {
  return std::unexpected(outcome.error());
}

}  // namespace callout::client
