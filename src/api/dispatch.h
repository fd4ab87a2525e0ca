// SPDX-License-Identifier: Apache-2.0
// From a whole request to its answer: who asks, may they, is it theirs to send, is it well formed; then the handler.
// Called by server.cc on a pool thread, and by tests without any socket. Thread-safe.
//
// Order: rate of the address, sign-in, rate of the technician, CSRF, permission, body, handler. Nothing of a request is
// looked at deeper before what comes earlier has let it pass. CSRF is a browser's: what a client brings (its token, in
// Authorization) no page can make a browser send, so it needs no other proof, and nothing of a browser may stand
// beside.
#pragma once

#include <string>

#include "api/context.h"
#include "api/rate_limit.h"
#include "api/response.h"
#include "api/route.h"
#include "identity/sign_ins.h"
#include "wire/http.h"

namespace callout::api {

/// A request with its whole body.
struct Request {
  std::string method;
  std::string path;   ///< Byte-exact, without the query.
  std::string query;  ///< Without the question mark.
  wire::Headers headers;
  std::string body;
  std::string remote_ip;
};

class Dispatcher {
 public:
  explicit Dispatcher(Context& context);

  /// The answer to a request for a route that has a handler, or why there is none (404, 405).
  Response answer(const Request& request);
  /// Who may open the live event stream; the checks are those of any route.
  Answer<identity::SignedIn> admit_stream(const Request& request);
  /// Asked by server.cc before a body is read.
  std::optional<Problem> admit_address(const std::string& remote_ip);

 private:
  Answer<Response> run_safely(const Request& request, const Match& match, std::string& technician);
  Answer<Response> run(const Request& request, const Match& match, std::string& technician);
  Answer<Response> run_handler(const Request& request, Handler handler, Body body, Call call);
  Answer<identity::SignedIn> admit(const Request& request, const Route& route);
  Answer<identity::SignedIn> find_sign_in(std::string_view secret);
  std::optional<Problem> check_origin(const Request& request) const;
  Response sign_in_first(const Request& request) const;
  void note(const Request& request, const Match& match, const std::string& technician, const Response& response);

  void record_refusal(const Call& call, const Route& route, const Problem& problem);

  Context& context_;
  RateLimit addresses_;
  RateLimit technicians_;
  RateLimit refusals_;  ///< Records of what a technician was refused: beyond it only the log has them.
};

/// HEAD is GET without its body. nullopt for a method that no route has.
std::optional<Method> method_of(std::string_view name);
/// 404 without methods, else 405 with Allow.
Response no_such_route(const std::vector<Method>& allow);

}  // namespace callout::api
