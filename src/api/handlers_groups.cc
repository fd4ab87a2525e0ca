// SPDX-License-Identifier: Apache-2.0
// Device groups.
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present_rights.h"
#include "api/text_fields.h"
#include "rights/device_groups.h"
#include "store/device_groups.h"

namespace callout::api {
namespace {

namespace json = boost::json;

constexpr Length kDevicesAtOnce{0, 200};

model::GroupId group_of(const Call& call) {
  return model::GroupId{std::string(call.id)};
}

rights::GroupDetails details_in(Fields& in) {
  rights::GroupDetails details;
  details.name = name(in, "name", "The group's name");
  details.join_name = maybe_name(in, "join_name", "What names of new devices contain").value_or("");
  if (auto text = in.maybe_text("join_entity", {1, 64})) details.join_entity.emplace(std::move(*text));
  return details;
}

std::vector<model::DeviceId> devices_in(Fields& in, std::string_view field) {
  const auto ids = in.maybe_texts(field, kDevicesAtOnce, {1, 64});
  return ids ? std::vector<model::DeviceId>(ids->begin(), ids->end()) : std::vector<model::DeviceId>();
}

}  // namespace

Answer<Response> list_groups(Context& context, const Call& call) {
  Parameters in(call.query);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::DeviceGroups(store::TeamScope(*transaction, call.team())).list();
  if (!found) return refuse(found);
  json::array items;
  for (const auto& group : *found) items.push_back(present(group));
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> create_group(Context& context, const Call& call) {
  Fields in(call.body);
  const auto details = details_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto made = rights::add_group(context.authority, call.actor(), details);
  if (!made) return refuse(made);
  return json_response(201, present(*made));
}

Answer<Response> replace_group(Context& context, const Call& call) {
  Fields in(call.body);
  const auto details = details_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_group(context.authority, call.actor(), group_of(call), details);
  if (!changed) return refuse(changed);
  return json_response(200, present(*changed));
}

Answer<Response> delete_group(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto expected = in.maybe_integer("access_rights", 0, kVersionMost);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto removed = rights::remove_group(context.authority, call.actor(), group_of(call), expected.value_or(0));
  if (!removed) return refuse(removed);
  return empty_response(204);
}

Answer<Response> change_group_devices(Context& context, const Call& call) {
  Fields in(call.body);
  const auto add = devices_in(in, "add"), take_out = devices_in(in, "remove");
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_group_devices(context.authority, call.actor(), group_of(call), add, take_out);
  if (!changed) return refuse(changed);
  return empty_response(204);
}

}  // namespace callout::api
