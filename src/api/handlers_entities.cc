// SPDX-License-Identifier: Apache-2.0
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"
#include "api/text_fields.h"
#include "rights/places.h"
#include "store/entities.h"

namespace callout::api {

Answer<Response> list_entities(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Entities(store::TeamScope(*transaction, call.team())).list(page, call.reach);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, [](const model::Entity& entity) { return present(entity); }));
}

Answer<Response> create_entity(Context& context, const Call& call) {
  Fields in(call.body);
  const model::EntityId parent(in.text("parent", {1, 64}));
  const std::string named = name(in, "name", "The entity's name");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto entity = rights::add_entity(context.authority, call.actor(), parent, named);
  if (!entity) return refuse(entity);
  return json_response(201, present(*entity));
}

Answer<Response> update_entity(Context& context, const Call& call) {
  Fields in(call.body);
  std::optional<model::EntityId> parent;
  if (auto text = in.maybe_text("parent", {1, 64})) parent.emplace(std::move(*text));
  const auto named = maybe_name(in, "name", "The entity's name");
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  const auto entity = rights::change_entity(context.authority, call.actor(), id, named, parent);
  if (!entity) return refuse(entity);
  return json_response(200, present(*entity));
}

Answer<Response> delete_entity(Context& context, const Call& call) {
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  const auto removed = rights::remove_entity(context.authority, call.actor(), id);
  if (!removed) return refuse(removed);
  return empty_response(204);
}

}  // namespace callout::api
