// SPDX-License-Identifier: Apache-2.0
#include "api/dispatch.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "api/client_token.h"
#include "api/json.h"
#include "api/sign_in_cookie.h"
#include "identity/attempt_guard.h"
#include "wire/query.h"

namespace callout::api {
namespace {

namespace json = boost::json;

// An office of technicians shares an address; a page of the console asks for about ten things at once.
constexpr double kAddressBurst = 1000;
constexpr double kAddressPerSecond = 200;
constexpr double kTechnicianBurst = 300;
constexpr double kTechnicianPerSecond = 50;
// Each record waits for the disk: who asks for what they may not have must not slow the others.
constexpr double kRefusalBurst = 20;
constexpr double kRefusalsPerSecond = 0.2;

bool is_json(const wire::Headers& headers) {
  const std::string* type = headers.find("Content-Type");
  if (!type) return false;
  std::string_view media(*type);
  media = media.substr(0, media.find(';'));
  while (media.ends_with(' ')) media.remove_suffix(1);
  return wire::equal_ignoring_case(media, "application/json");
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Answer<json::object> body_of(const Request& request, Body wanted) {
  if (wanted == Body::kIgnored) return json::object();
  if (wanted == Body::kNone) {
    if (is_blank(request.body)) return json::object();
    auto object = parse_object(request.body);
    if (object && !object->empty()) return refuse(invalid("This request takes no fields; send no body."));
    return object;
  }
  if (!is_json(request.headers)) return refuse(Problem{415, "invalid", "Send the body as application/json."});
  return parse_object(request.body);
}

}  // namespace

std::optional<Method> method_of(std::string_view name) {
  if (name == "GET" || name == "HEAD") return Method::kGet;
  if (name == "POST") return Method::kPost;
  if (name == "PATCH") return Method::kPatch;
  if (name == "PUT") return Method::kPut;
  if (name == "DELETE") return Method::kDelete;
  return std::nullopt;
}

Response no_such_route(const std::vector<Method>& allow) {
  if (allow.empty()) return problem_response(not_found());
  std::string names;
  for (const Method method : allow) {
    if (!names.empty()) names += ", ";
    names += name_of(method);
    if (method == Method::kGet) names += ", HEAD";
  }
  Response response = problem_response({405, "invalid", fmt::format("This address takes {} only.", names)});
  response.headers.add("Allow", names);
  return response;
}

Dispatcher::Dispatcher(Context& context)
    : context_(context),
      addresses_(context.clock, kAddressBurst, kAddressPerSecond),
      technicians_(context.clock, kTechnicianBurst, kTechnicianPerSecond),
      refusals_(context.clock, kRefusalBurst, kRefusalsPerSecond) {}

std::optional<Problem> Dispatcher::admit_address(const std::string& remote_ip) {
  const auto wait = addresses_.take(identity::address_key(remote_ip));
  return wait ? std::optional(rate_limited(*wait)) : std::nullopt;
}

Response Dispatcher::answer(const Request& request) {
  const Match found = match(method_of(request.method), request.path);
  if (!found.route && !found.open) return no_such_route(found.allow);
  std::string technician;
  auto answer = run_safely(request, found, technician);
  if (!answer && !answer.error().cause.empty()) {
    context_.log.error("a request failed",
                       {{"method", request.method}, {"path", request.path}, {"error", answer.error().cause}});
  }
  Response response = answer ? std::move(*answer) : problem_response(answer.error());
  note(request, found, technician, response);
  return response;
}

// An exception is a bug of ours; it costs its request an answer, not the server its life.
Answer<Response> Dispatcher::run_safely(const Request& request, const Match& found, std::string& technician) {
  try {
    return run(request, found, technician);
  } catch (const std::exception& error) {
    return refuse(internal(error.what()));
  }
}

Answer<Response> Dispatcher::run(const Request& request, const Match& found, std::string& technician) {
  const auto query = wire::Query::parse(request.query);
  if (!query) return refuse(malformed(query.error().message));
  const json::object none;
  Call call{.id = found.id,
            .query = *query,
            .body = none,
            .remote_ip = request.remote_ip,
            .secret = request_secret(request.headers),
            .half_open = cookie_value(request.headers, kHalfOpenCookie)};
  if (found.open) {
    const bool browser = found.open->whom == OpenRoute::For::kEveryone && found.open->method != Method::kGet;
    if (auto problem = browser ? check_origin(request) : std::nullopt) return refuse(std::move(*problem));
    if (found.open->whom == OpenRoute::For::kClients && looks_like_browser(request.headers))
      return refuse(not_a_client());
    return run_handler(request, found.open->handler, found.open->body, call);
  }
  const auto who = admit(request, *found.route);
  if (!who && who.error().status == 401 && found.route->pattern == "/authorize") return sign_in_first(request);
  if (!who) return refuse(who.error());
  technician = who->technician.id.str();
  call.signed_in = &*who;
  call.reach = context_.authority.reach(call.subject(), found.route->action);
  auto answer =
      call.reach.nothing()
          ? Answer<Response>(refuse(denied("You have no right to do this; ask an administrator of your team.")))
          : run_handler(request, found.route->handler, found.route->body, call);
  if (!answer && answer.error().code == "denied") record_refusal(call, *found.route, answer.error());
  return answer;
}

void Dispatcher::record_refusal(const Call& call, const Route& route, const Problem& problem) {
  if (refusals_.take(call.signed_in->technician.id.str())) return;
  auto transaction = context_.store.write();
  if (!transaction) return;
  model::AuditRecord record{.team = call.team(), .kind = model::AuditKind::kAccessRefused};
  record.actor = call.actor().audited();
  record.outcome = model::AuditOutcome::kRefused;
  record.detail = fmt::format("{} {} ({}) {}: {}", name_of(route.method), route.pattern, model::to_string(route.action),
                              call.id, problem.detail);
  auto kept = context_.authority.journal().append(*transaction, std::move(record));
  if (kept) kept = transaction->commit();
  if (!kept) context_.log.error("a refusal could not be recorded", {{"error", kept.error().message}});
}

Answer<Response> Dispatcher::run_handler(const Request& request, Handler handler, Body wanted, Call call) {
  if (!handler) return refuse(not_found());
  const auto body = body_of(request, wanted);
  if (!body) return refuse(body.error());
  return handler(context_, Call{.id = call.id,
                                .query = call.query,
                                .body = *body,
                                .remote_ip = call.remote_ip,
                                .secret = call.secret,
                                .half_open = call.half_open,
                                .signed_in = call.signed_in,
                                .reach = call.reach});
}

Answer<identity::SignedIn> Dispatcher::admit(const Request& request, const Route& route) {
  const bool client = !client_token(request.headers).empty();
  if (client && looks_like_browser(request.headers)) return refuse(not_a_client());
  auto who = find_sign_in(request_secret(request.headers));
  if (!who) return who;
  if (const auto wait = technicians_.take(who->technician.id.str())) return refuse(rate_limited(*wait));
  if (client || route.method == Method::kGet) return who;

  if (auto problem = check_origin(request)) return refuse(std::move(*problem));
  const std::string* token = request.headers.find("X-CSRF-Token");
  if (!token || !identity::SignIns::csrf_matches(*who, *token)) {
    return refuse(
        Problem{403, "csrf", "The X-CSRF-Token header is missing or wrong; take csrf_token from GET /api/v1/me."});
  }
  return who;
}

Answer<identity::SignedIn> Dispatcher::find_sign_in(std::string_view secret) {
  if (secret.empty()) return refuse(signed_out());
  auto who = context_.sign_ins.find(secret);
  if (!who && who.error().code == Code::kDenied) return refuse(signed_out());
  if (!who) return refuse(who);
  return std::move(*who);
}

Answer<identity::SignedIn> Dispatcher::admit_stream(const Request& request) {
  const Match found = match(Method::kGet, request.path);
  if (!found.route) return refuse(not_found());
  auto who = admit(request, *found.route);
  if (!who) return refuse(who.error());
  if (context_.authority.reach(subject_of(*who), found.route->action).nothing())
    return refuse(denied("You have no right to do this; ask an administrator of your team."));
  return who;
}

std::optional<Problem> Dispatcher::check_origin(const Request& request) const {
  const std::string* origin = request.headers.find("Origin");
  const std::string* site = request.headers.find("Sec-Fetch-Site");
  const bool same = origin && *origin == context_.addresses.console_origin && (!site || *site == "same-origin");
  if (same) return std::nullopt;
  return Problem{403, "csrf",
                 fmt::format("Requests that change something come from {} only; open the console there.",
                             context_.addresses.console_origin)};
}

Response Dispatcher::sign_in_first(const Request& request) const {
  return redirect_response("/sign-in?next=" + wire::percent_encode(request.path + '?' + request.query));
}

void Dispatcher::note(const Request& request, const Match& found, const std::string& technician,
                      const Response& response) {
  const Method method = found.route ? found.route->method : found.open->method;
  if (method == Method::kGet) return;
  const std::string_view pattern = found.route ? found.route->pattern : found.open->pattern;
  context_.log.info("change requested", {{"method", name_of(method)},
                                         {"route", pattern},
                                         {"id", found.id},
                                         {"technician", technician},
                                         {"address", request.remote_ip},
                                         {"status", response.status}});
}

}  // namespace callout::api
