// SPDX-License-Identifier: Apache-2.0
#include "api/fields.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/present.h"
#include "api/text_fields.h"
#include "store/entities.h"

namespace callout::api {

Answer<Response> list_entities(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Entities(store::TeamScope(*transaction, call.team())).list(page);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, [](const model::Entity& entity) { return present(entity); }));
}

Answer<Response> create_entity(Context& context, const Call& call) {
  Fields in(call.body);
  const model::EntityId parent(in.text("parent", {1, 64}));
  const std::string named = name(in, "name", "The entity's name");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.write();
  if (!transaction) return refuse(transaction);
  const auto entity = store::Entities(store::TeamScope(*transaction, call.team())).create(parent, named);
  if (!entity) return refuse(entity);
  if (const auto done = transaction->commit(); !done) return refuse(done);
  return json_response(201, present(*entity));
}

Answer<Response> update_entity(Context& context, const Call& call) {
  Fields in(call.body);
  const auto parent = in.maybe_text("parent", {1, 64});
  const auto named = maybe_name(in, "name", "The entity's name");
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));

  const model::EntityId id{std::string(call.id)};
  auto transaction = context.store.write();
  if (!transaction) return refuse(transaction);
  store::Entities entities(store::TeamScope(*transaction, call.team()));
  if (named) {
    if (const auto done = entities.rename(id, *named); !done) return refuse(done);
  }
  if (parent) {
    if (const auto done = entities.move(id, model::EntityId(*parent)); !done) return refuse(done);
  }
  const auto entity = entities.get(id);
  if (!entity) return refuse(entity);
  if (const auto done = transaction->commit(); !done) return refuse(done);
  return json_response(200, present(*entity));
}

Answer<Response> delete_entity(Context& context, const Call& call) {
  auto transaction = context.store.write();
  if (!transaction) return refuse(transaction);
  const auto removed =
      store::Entities(store::TeamScope(*transaction, call.team())).remove(model::EntityId{std::string(call.id)});
  if (!removed) return refuse(removed);
  if (const auto done = transaction->commit(); !done) return refuse(done);
  return empty_response(204);
}

}  // namespace callout::api
