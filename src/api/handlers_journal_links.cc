// SPDX-License-Identifier: Apache-2.0
// Links to the sessions of an entity: for who may read the audit journal there, and for who has a link.
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/person_fields.h"
#include "api/present.h"
#include "api/text_fields.h"
#include "store/journal_links.h"

namespace callout::api {
namespace {

namespace json = boost::json;

json::object present_link(const Context& context, const model::JournalLink& link) {
  json::object out{{"id", link.id.str()},
                   {"entity", link.entity.str()},
                   {"name", link.name},
                   {"made_by", link.made_by},
                   {"created_at", rfc3339(link.created_at)},
                   {"expires_at", rfc3339(context.clock.wall() + model::remaining(link.deadline, context.clock))}};
  if (link.contact) out["contact"] = link.contact->str();
  if (link.used_at) out["used_at"] = rfc3339(*link.used_at);
  return out;
}

/// What a customer sees: no ids, no addresses, no installs.
json::object present_seen(const model::SeenSession& session) {
  json::object out{{"started_at", rfc3339(session.started_at)},
                   {"technician", session.technician},
                   {"device", session.device},
                   {"site", session.site},
                   {"kind", model::to_string(session.kind)},
                   {"read_only", session.read_only},
                   {"bytes_up", session.bytes_up},
                   {"bytes_down", session.bytes_down}};
  if (session.ended_at) out["ended_at"] = rfc3339(*session.ended_at);
  if (session.reason) out["closed_reason"] = model::to_string(*session.reason);
  return out;
}

/// An entity whose journal the technician may read.
Answer<model::EntityId> audited_entity(const Context& context, const Call& call, const model::EntityId& id) {
  auto target = seen_entity(context, call, id);
  if (!target) return refuse(target.error());
  if (auto problem = forbidden(context, call, access::Action::kAuditView, *target)) return refuse(std::move(*problem));
  return id;
}

}  // namespace

Answer<Response> list_journal_links(Context& context, const Call& call) {
  const auto entity = audited_entity(context, call, model::EntityId{std::string(call.id)});
  if (!entity) return refuse(entity.error());
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::JournalLinks(store::TeamScope(*transaction, call.team())).list(*entity);
  if (!found) return refuse(found);
  json::array items;
  for (const auto& link : *found) items.push_back(present_link(context, link));
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> create_journal_link(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string named = name(in, "name", "The link's name");
  const auto days = in.maybe_integer("days", 1, customers::kJournalLinkTimeMost.count());
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto entity = audited_entity(context, call, model::EntityId{std::string(call.id)});
  if (!entity) return refuse(entity.error());
  const auto valid = days ? std::chrono::days(*days) : customers::kJournalLinkTime;
  const auto made = context.customers.journal_links.make(call.actor(), *entity, named, valid);
  if (!made) return refuse(made);
  auto out = present_link(context, made->link);
  out["link"] = made->address;
  return json_response(201, out);
}

Answer<Response> delete_journal_link(Context& context, const Call& call) {
  const model::JournalLinkId id{std::string(call.id)};
  {
    auto transaction = context.store.read();
    if (!transaction) return refuse(transaction);
    const auto link = store::JournalLinks(store::TeamScope(*transaction, call.team())).get(id);
    if (!link) return refuse(link);
    if (auto seen = seen_entity(context, call, link->entity); !seen) return refuse(seen.error());
  }
  const auto withdrawn = context.customers.journal_links.withdraw(call.actor(), id);
  if (!withdrawn) return refuse(withdrawn);
  return empty_response(204);
}

/// The secret comes in the body: it stands in no address that is logged on its way.
Answer<Response> look_at_journal(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string secret = in.text("token", {1, 128});
  const store::PageRequest page{.cursor = in.maybe_text("cursor", {0, 200}).value_or("")};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto& links = context.customers.journal_links;
  const auto seen = links.look(secret, std::string(call.remote_ip), page);
  if (!seen) return refuse(with_wait(seen.error(), links.retry_after(call.remote_ip)));
  auto out = present_page(seen->sessions, present_seen);
  out["team"] = seen->team;
  out["entity"] = seen->entity;
  out["expires_at"] = rfc3339(seen->expires);
  return json_response(200, out);
}

}  // namespace callout::api
