// SPDX-License-Identifier: Apache-2.0
// Departments, and who belongs to them from either side.
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present_rights.h"
#include "api/text_fields.h"
#include "rights/departments.h"
#include "store/departments.h"

namespace callout::api {
namespace {

namespace json = boost::json;

constexpr Length kMembersAtOnce{0, 200};

model::DepartmentId department_of(const Call& call) {
  return model::DepartmentId{std::string(call.id)};
}

std::vector<std::string> ids_in(Fields& in, std::string_view field) {
  return in.maybe_texts(field, kMembersAtOnce, {1, 64}).value_or(std::vector<std::string>());
}

}  // namespace

Answer<Response> list_departments(Context& context, const Call& call) {
  Parameters in(call.query);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Departments(store::TeamScope(*transaction, call.team())).list();
  if (!found) return refuse(found);
  json::array items;
  for (const auto& department : *found) items.push_back(present(department));
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> create_department(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string named = name(in, "name", "The department's name");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto made = rights::add_department(context.authority, call.actor(), named);
  if (!made) return refuse(made);
  return json_response(201, present(*made));
}

Answer<Response> update_department(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string named = name(in, "name", "The department's name");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto renamed = rights::rename_department(context.authority, call.actor(), department_of(call), named);
  if (!renamed) return refuse(renamed);
  return json_response(200, present(*renamed));
}

Answer<Response> delete_department(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto expected = in.maybe_integer("access_rights", 0, kVersionMost);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto removed =
      rights::remove_department(context.authority, call.actor(), department_of(call), expected.value_or(0));
  if (!removed) return refuse(removed);
  return empty_response(204);
}

Answer<Response> change_department_technicians(Context& context, const Call& call) {
  Fields in(call.body);
  std::vector<rights::Membership> add, take_out;
  for (auto& id : ids_in(in, "add")) add.push_back({department_of(call), model::TechnicianId(std::move(id))});
  for (auto& id : ids_in(in, "remove")) take_out.push_back({department_of(call), model::TechnicianId(std::move(id))});
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_memberships(context.authority, call.actor(), add, take_out);
  if (!changed) return refuse(changed);
  return empty_response(204);
}

Answer<Response> change_technician_departments(Context& context, const Call& call) {
  Fields in(call.body);
  const model::TechnicianId technician{std::string(call.id)};
  std::vector<rights::Membership> add, take_out;
  for (auto& id : ids_in(in, "add")) add.push_back({model::DepartmentId(std::move(id)), technician});
  for (auto& id : ids_in(in, "remove")) take_out.push_back({model::DepartmentId(std::move(id)), technician});
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_memberships(context.authority, call.actor(), add, take_out);
  if (!changed) return refuse(changed);
  return empty_response(204);
}

}  // namespace callout::api
