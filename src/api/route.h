// SPDX-License-Identifier: Apache-2.0
// What a route is: method, path, who may call it, what it takes, and the function that answers. routes.cc holds the one
// table, dispatch.cc walks it. A route without an action does not compile: no constructor goes without one, and public
// routes are a type of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "access/action.h"
#include "access/decide.h"
#include "api/context.h"
#include "api/response.h"
#include "identity/endings.h"
#include "identity/sign_ins.h"
#include "rights/actor.h"
#include "wire/query.h"

namespace callout::api {

enum class Method : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };
std::string_view name_of(Method method);

/// Who asks, with what an API token narrows.
inline access::Subject subject_of(const identity::SignedIn& who) {
  return {who.technician.team, who.technician.id, who.only};
}

/// One request as a handler sees it. Views hold while the handler runs.
struct Call {
  std::string_view id;  ///< What {id} of the path is; checked to look like an id.
  const wire::Query& query;
  const boost::json::object& body;
  std::string_view remote_ip;
  std::string_view secret;     ///< The sign-in's, as the browser's cookie or a program's token; may be empty or stale.
  std::string_view half_open;  ///< The cookie of a half-open sign-in; may be empty or stale.
  const identity::SignedIn* signed_in = nullptr;  ///< Null on public and agent routes.
  model::Reach reach{};                           ///< How far the route's action goes for this technician.

  access::Subject subject() const { return subject_of(*signed_in); }
  /// The same with what the audit journal keeps of them.
  rights::Actor actor() const {
    return {subject(), signed_in->technician.name, std::string(remote_ip), identity::via_of(signed_in->kind)};
  }
  const model::TeamId& team() const { return signed_in->technician.team; }
};

using Handler = Answer<Response> (*)(Context&, const Call&);

/// What the request's body is.
enum class Body : std::uint8_t {
  kNone,
  kJson,
  kIgnored,  ///< Of any type: the address says all.
};

/// Where the handler runs: password hashing has threads of its own, so that a flood of sign-ins does not stop the rest.
enum class Pool : std::uint8_t { kStore, kHash };

/// A route for technicians. A null handler is the live event stream, which server.cc holds itself.
struct Route {
  consteval Route(Method m, std::string_view p, access::Action needed, Body b, Handler h, Pool where = Pool::kStore)
      : method(m), pattern(p), action(needed), body(b), handler(h), pool(where) {}
  Method method;
  std::string_view pattern;
  access::Action action;
  Body body;
  Handler handler;
  Pool pool;
};

/// A route that asks for no sign-in: everyone's or a client program's, to which no browser may lead (x-permission
/// public), or an agent's, which proves itself in the body or after the upgrade (x-permission agent). Of who has the
/// link of a mail nothing else is asked, not even where the request comes from: mail programs and their servers send it
/// (RFC 8058). A null handler is answered by server.cc.
struct OpenRoute {
  enum class For : std::uint8_t { kEveryone, kLinkHolders, kClients, kAgents };
  consteval OpenRoute(Method m, std::string_view p, For w, Body b, Handler h, Pool where = Pool::kStore)
      : method(m), pattern(p), whom(w), body(b), handler(h), pool(where) {}
  Method method;
  std::string_view pattern;
  For whom;
  Body body;
  Handler handler;
  Pool pool;
};

std::span<const Route> routes();
std::span<const OpenRoute> open_routes();

/// One line of `calloutd routes`: "GET\t/api/v1/me\tsigned_in", sorted by path.
std::vector<std::string> route_lines();

/// What a path and method lead to.
struct Match {
  const Route* route = nullptr;
  const OpenRoute* open = nullptr;
  std::string_view id;        ///< A part of the path.
  std::vector<Method> allow;  ///< The methods that the path has: for 405. Empty: no such path.
};
Match match(std::optional<Method> method, std::string_view path);

}  // namespace callout::api
