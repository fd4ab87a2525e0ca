// SPDX-License-Identifier: Apache-2.0
// A whole answer as a plain value: what handlers return and server.cc writes. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "api/problem.h"
#include "wire/http.h"

namespace callout::api {

struct Response {
  int status = 200;
  wire::Headers headers;
  std::string body;
  /// Of an answer that is too long to hold: called on the pool for each next piece, empty at the end. After `body`.
  std::function<Result<std::string>()> more{};
};

Response json_response(int status, const boost::json::value& value);
Response empty_response(int status);
Response text_response(int status, std::string_view content_type, std::string body);
Response problem_response(const Problem& problem);
/// 302, never cached.
Response redirect_response(std::string location);

/// The headers that every answer of the console's host carries beside its own; `tls` adds HSTS.
void add_security_headers(wire::Headers& headers, bool tls);

}  // namespace callout::api
