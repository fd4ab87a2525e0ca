// SPDX-License-Identifier: Apache-2.0
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"
#include "store/request_logs.h"

namespace callout::api {
namespace {

using access::Action;

Response shown(Context& context, const Call& call, int status, const model::Session& session) {
  return json_response(status, present(session, call.subject(), context.addresses));
}

}  // namespace

Answer<Response> open_device_webpage(Context& context, const Call& call) {
  Fields in(call.body);
  std::optional<model::EndpointId> endpoint;
  if (auto text = in.maybe_text("endpoint", {1, 64})) endpoint.emplace(std::move(*text));
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto grant = context.authority.grant_webpage(call.subject(), model::DeviceId{std::string(call.id)});
  if (!grant) return refuse(grant);
  const auto session = context.sessions.open(*grant, call.actor(), call.signed_in->id, endpoint);
  if (!session) return refuse(session);
  return shown(context, call, 201, *session);
}

Answer<Response> open_device_port(Context& context, const Call& call) {
  Fields in(call.body);
  const auto port = static_cast<std::uint16_t>(in.integer("port", 1, 65535));
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto grant = context.authority.grant_ports(call.subject(), model::DeviceId{std::string(call.id)});
  if (!grant) return refuse(grant);
  const auto session = context.sessions.open_port(*grant, call.actor(), call.signed_in->id, port);
  if (!session) return refuse(session);
  return shown(context, call, 201, *session);
}

Answer<Response> list_sessions(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  const store::SessionFilter filter{.reach = call.reach,
                                    .technician = in.id<model::TechnicianId>("technician"),
                                    .device = in.id<model::DeviceId>("device"),
                                    .live = in.flag("live"),
                                    .from = in.maybe_time("from"),
                                    .to = in.maybe_time("to")};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto found = context.sessions.list(call.team(), page, filter);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, [&](const model::Session& session) {
                         return present(session, call.subject(), context.addresses);
                       }));
}

Answer<Response> get_session(Context& context, const Call& call) {
  const auto session = context.sessions.get(call.team(), model::SessionId{std::string(call.id)});
  if (!session) return refuse(session);
  if (!may(context, call.subject(), Action::kSessionsView, target_of(context, *session))) return refuse(not_found());
  return shown(context, call, 200, *session);
}

Answer<Response> list_session_requests(Context& context, const Call& call) {
  const model::SessionId id{std::string(call.id)};
  const auto session = context.sessions.get(call.team(), id);
  if (!session) return refuse(session);
  const auto target = target_of(context, *session);
  if (!may(context, call.subject(), Action::kSessionsView, target)) return refuse(not_found());
  if (auto problem = forbidden(context, call, Action::kSessionRequestsView, target)) return refuse(std::move(*problem));
  Parameters in(call.query);
  const auto page = in.page();
  const bool changing = in.flag("changing");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::RequestLogs(store::TeamScope(*transaction, call.team())).list(id, page, changing);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, [](const model::RequestLogEntry& entry) { return present(entry); }));
}

Answer<Response> extend_session(Context& context, const Call& call) {
  const auto session = context.sessions.extend(call.actor(), model::SessionId{std::string(call.id)});
  if (!session) return refuse(session);
  return shown(context, call, 200, *session);
}

Answer<Response> create_client_key(Context& context, const Call& call) {
  const model::SessionId id{std::string(call.id)};
  const auto session = context.sessions.get(call.team(), id);
  if (!session) return refuse(session);
  const auto key = context.sessions.make_client_key(call.subject(), call.signed_in->id, id);
  if (!key) return refuse(key);
  return json_response(201, {{"key", *key}, {"url", session_url(*session, context.addresses)}});
}

Answer<Response> end_session(Context& context, const Call& call) {
  const model::SessionId id{std::string(call.id)};
  const auto found = context.sessions.get(call.team(), id);
  if (!found) return refuse(found);
  const auto target = target_of(context, *found);
  if (!may(context, call.subject(), Action::kSessionsView, target)) return refuse(not_found());
  if (auto problem = forbidden(context, call, Action::kSessionsEnd, target)) return refuse(std::move(*problem));
  const auto session = context.sessions.end(call.actor(), id);
  if (!session) return refuse(session);
  return shown(context, call, 200, *session);
}

}  // namespace callout::api
