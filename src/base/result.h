// SPDX-License-Identifier: Apache-2.0
// Errors as values. Every function that can fail for a reason outside the program returns Result<T>; exceptions are for
// bugs.
//
// A code says what the caller does next, never where the error came from: the sentence says that. Any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace callout {

enum class Code {
  kInvalid,      ///< The input is wrong: tell who sent it what to change; the same input never works.
  kNotFound,     ///< There is no such thing, or none that the caller may know of.
  kConflict,     ///< The state forbids it now: fetch the state again and decide anew.
  kDenied,       ///< Not allowed: say no, tell no more than the asker may know.
  kUnavailable,  ///< Try again later, or another way: the peer is gone, busy or refused.
  kTimeout,      ///< The deadline passed; the effect is unknown unless the caller can tell.
  kClosed,       ///< The connection or object was closed, by us or by the peer: stop using it, no log line needed.
  kExhausted,    ///< A bound of limits.h was reached: refuse this one, go on with the others.
  kProtocol,     ///< The peer broke its protocol: close the connection.
  kInternal,     ///< The disk, database or a library failed: log it, answer with an error, go on.
};

/// The code's name in snake_case, as logs and problem+json print it.
std::string_view name_of(Code code);

/// A code and one full sentence that says what happened and, where there is a remedy, what to do.
struct [[nodiscard]] Error {
  Code code = Code::kInternal;
  std::string message;
};

template <class T = void>
using Result = std::expected<T, Error>;

/// Makes the failed value of any Result: `return fail(Code::kInvalid, "Port {} is not in 1..65535.", port);`
template <class... Args>
std::unexpected<Error> fail(Code code, fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(Error{code, fmt::format(text, std::forward<Args>(args)...)});
}

/// Passes an error on: `if (!r) return fail(r);`
template <class T>
std::unexpected<Error> fail(const std::expected<T, Error>& failed) {
  return std::unexpected(failed.error());
}
template <class T>
std::unexpected<Error> fail(std::expected<T, Error>&& failed) {
  return std::unexpected(std::move(failed.error()));
}

}  // namespace callout
