// SPDX-License-Identifier: Apache-2.0
// What went wrong, as the API tells it: RFC 9457 problem+json with a stable code. Made by handlers and the dispatcher.
// Plain values; any thread.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::api {

/// Codes are the API's contract (openapi.yaml, Problem.code): programs branch on them, people read the detail.
struct Problem {
  int status = 500;
  std::string_view code = "internal";  ///< A literal.
  std::string detail;                  ///< One sentence that says what to do.
  std::string field = {};              ///< RFC 6901 pointer to the field at fault, if one is.
  std::optional<long> retry_after_s = {};
  std::string cause = {};  ///< Of an internal failure: for the log, never for the answer.
};

Problem invalid(std::string detail, std::string field = "");
Problem malformed(std::string detail);
Problem not_found();
Problem conflict(std::string detail);
Problem denied(std::string detail);
Problem signed_out();
Problem rate_limited(long retry_after_s);
Problem internal(std::string cause);

/// The problem that an error of the lower folders becomes. An internal error's sentence stays in the log.
Problem problem_of(const Error& error);

template <class T>
using Answer = std::expected<T, Problem>;

template <class T>
std::unexpected<Problem> refuse(const std::expected<T, Error>& failed) {
  return std::unexpected(problem_of(failed.error()));
}
inline std::unexpected<Problem> refuse(Problem problem) {
  return std::unexpected(std::move(problem));
}

}  // namespace callout::api
