// SPDX-License-Identifier: Apache-2.0
#include "api/response.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "wire/reason.h"

namespace callout::api {

Response json_response(int status, const boost::json::value& value) {
  return text_response(status, "application/json", boost::json::serialize(value));
}

Response empty_response(int status) {
  Response response{.status = status, .headers = {}, .body = {}};
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Response text_response(int status, std::string_view content_type, std::string body) {
  Response response = empty_response(status);
  response.headers.add("Content-Type", std::string(content_type));
  response.body = std::move(body);
  return response;
}

Response problem_response(const Problem& problem) {
  boost::json::object out{{"type", "about:blank"},
                          {"title", std::string(wire::reason_of(problem.status))},
                          {"status", problem.status},
                          {"code", std::string(problem.code)},
                          {"detail", problem.detail}};
  if (!problem.field.empty()) out["field"] = problem.field;
  if (problem.retry_after_s) out["retry_after_s"] = *problem.retry_after_s;
  Response response = text_response(problem.status, "application/problem+json", boost::json::serialize(out));
  if (problem.retry_after_s) response.headers.add("Retry-After", std::to_string(*problem.retry_after_s));
  return response;
}

Response redirect_response(std::string location) {
  Response response = empty_response(302);
  response.headers.add("Location", std::move(location));
  return response;
}

void add_security_headers(wire::Headers& headers, bool tls) {
  // The console's scripts and data come from its own origin only. 'unsafe-inline' is for styles alone: the component
  // library writes them.
  headers.set("Content-Security-Policy",
              "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
              "connect-src 'self'; "
              "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
              "require-trusted-types-for 'script'");
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  if (tls) headers.set("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace callout::api
