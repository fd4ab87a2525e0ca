// SPDX-License-Identifier: Apache-2.0
#include "api/problem.h"

namespace callout::api {

Problem invalid(std::string detail, std::string field) {
  return {422, "invalid", std::move(detail), std::move(field)};
}
Problem malformed(std::string detail) {
  return {400, "invalid", std::move(detail)};
}
// One sentence for "is not there" and "is another team's": the answer is no oracle.
Problem not_found() {
  return {404, "not_found", "There is no such thing here; it may have been removed. Go back to the list."};
}
Problem conflict(std::string detail) {
  return {409, "conflict", std::move(detail)};
}
Problem denied(std::string detail) {
  return {403, "denied", std::move(detail)};
}
Problem signed_out() {
  return {401, "signed_out", "Sign in first; your sign-in has ended or was never made."};
}
Problem rate_limited(long retry_after_s) {
  return {429, "rate_limited", "Too many requests; wait and try again.", "", retry_after_s};
}
Problem internal(std::string cause) {
  Problem problem{
      500, "internal",
      "The server failed; try again, and if it fails again ask the server's administrator to look at its log."};
  problem.cause = std::move(cause);
  return problem;
}

Problem problem_of(const Error& error) {
  switch (error.code) {
    case Code::kInvalid: return invalid(error.message);
    case Code::kNotFound: return not_found();
    case Code::kConflict: return conflict(error.message);
    case Code::kDenied: return denied(error.message);
    case Code::kExhausted: return {429, "rate_limited", error.message};
    case Code::kUnavailable:
    case Code::kTimeout: return {503, "unavailable", error.message};
    case Code::kClosed:
    case Code::kProtocol:
    case Code::kInternal: return internal(error.message);
  }
  return internal(error.message);
}

}  // namespace callout::api
