// SPDX-License-Identifier: Apache-2.0
// Permissions and roles.
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present_rights.h"
#include "api/text_fields.h"
#include "rights/roles.h"
#include "store/access_rights.h"
#include "store/roles.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Target;

model::RoleId role_of(const Call& call) {
  return model::RoleId{std::string(call.id)};
}

model::Permissions permissions_in(Fields& in) {
  in.need("permissions");
  const auto names = in.maybe_texts("permissions", {1, model::kPermissionCount}, {1, 64});
  model::Permissions permissions;
  if (!names) return permissions;
  for (const auto& name : *names) {
    if (const auto permission = model::parse<model::Permission>(name)) {
      permissions.add(*permission);
    } else {
      in.mistake("permissions", "\"" + name + "\" is no permission; GET /api/v1/permissions lists them.");
    }
  }
  return permissions;
}

/// Whoever gives rights chooses among roles: those are no secret of the team's from them.
Answer<Response> found(const Context& context, const Call& call, const model::RoleId& id) {
  if (const auto* system = model::find_system_role(id)) return json_response(200, present(*system));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto role = store::Roles(store::TeamScope(*transaction, call.team())).get(id);
  if (!role) return refuse(role);
  return json_response(200, present(*role));
}

}  // namespace

Answer<Response> list_permissions(Context& context, const Call& call) {
  Parameters in(call.query);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto held = access::held_permissions(*context.authority.of(call.team()), call.subject(), context.clock.wall());
  json::array items;
  for (const auto& [permission, name] : model::Names<model::Permission>::kTable) {
    items.push_back(json::object{{"name", name},
                                 {"purpose", model::to_string(model::purpose_of(permission))},
                                 {"built", model::kBuiltPermissions.has(permission)},
                                 {"held", held.has(permission)}});
  }
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> list_roles(Context& context, const Call& call) {
  Parameters in(call.query);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto own = store::Roles(store::TeamScope(*transaction, call.team())).list();
  if (!own) return refuse(own);
  json::array items;
  for (const auto& role : *own) items.push_back(present(role));
  for (const auto& role : model::system_roles()) items.push_back(present(role));
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> get_role(Context& context, const Call& call) {
  return found(context, call, role_of(call));
}

Answer<Response> create_role(Context& context, const Call& call) {
  Fields in(call.body);
  rights::NewRole role;
  role.name = name(in, "name", "The role's name");
  role.purpose = static_cast<model::Purpose>(in.choice("purpose", {"devices", "invitations", "administration"}));
  role.permissions = permissions_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto made = rights::add_role(context.authority, call.actor(), role);
  if (!made) return refuse(made);
  return json_response(201, present(*made));
}

Answer<Response> replace_role(Context& context, const Call& call) {
  Fields in(call.body);
  rights::RoleChange change;
  change.version = in.integer("version", 0, kVersionMost);
  change.name = name(in, "name", "The role's name");
  change.permissions = permissions_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_role(context.authority, call.actor(), role_of(call), change);
  if (!changed) return refuse(changed);
  return json_response(200, present(*changed));
}

Answer<Response> delete_role(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto expected = in.maybe_integer("access_rights", 0, kVersionMost);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto removed = rights::remove_role(context.authority, call.actor(), role_of(call), expected.value_or(0));
  if (!removed) return refuse(removed);
  return empty_response(204);
}

}  // namespace callout::api
