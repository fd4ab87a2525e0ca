// SPDX-License-Identifier: Apache-2.0
// The switches "Remote Technician enabled".
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/present.h"
#include "rights/switches.h"
#include "store/entities.h"

namespace callout::api {
namespace {

namespace json = boost::json;

bool on_in(Fields& in) {
  return in.choice("setting", {"on", "off"}) == 0;
}

/// The entity's switch: its own, how it works, who set that.
json::object shown_switch(const Context& context, const Call& call, const model::Entity& entity) {
  model::EntityId set_by;
  const bool on = access::remote_access_on(*context.authority.of(call.team()), entity.id, &set_by);
  json::object out{{"setting", model::to_string(entity.remote_access)}, {"enabled", on}};
  if (!set_by.empty() && set_by != entity.id) out["set_by"] = set_by.str();
  return out;
}

}  // namespace

Answer<Response> get_entity_switch(Context& context, const Call& call) {
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  store::Entities entities(store::TeamScope(*transaction, call.team()));
  const auto entity = entities.get(id);
  if (!entity) return refuse(entity);
  const auto below = entities.count_below(id);
  if (!below) return refuse(below);
  json::object out = shown_switch(context, call, *entity);
  out["affects"] = json::object{{"entities", below->entities},
                                {"own_settings", below->own_switches},
                                {"installs", below->installs},
                                {"devices", below->devices}};
  return json_response(200, out);
}

Answer<Response> set_entity_switch(Context& context, const Call& call) {
  Fields in(call.body);
  constexpr std::array kValues{model::Switch::kInherited, model::Switch::kOn, model::Switch::kOff};
  const auto value = kValues[in.choice("setting", {"inherited", "on", "off"})];
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  const auto entity = rights::switch_entity(context.authority, call.actor(), id, value);
  if (!entity) return refuse(entity);
  return json_response(200, shown_switch(context, call, *entity));
}

Answer<Response> reset_entity_switches(Context& context, const Call& call) {
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  const auto reset = rights::reset_switches_below(context.authority, call.actor(), id);
  if (!reset) return refuse(reset);
  return json_response(200, {{"reset", *reset}});
}

Answer<Response> set_install_switch(Context& context, const Call& call) {
  Fields in(call.body);
  const bool on = on_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const model::InstallId id{std::string(call.id)};
  if (auto seen = seen_install(context, call, id); !seen) return refuse(seen.error());
  const auto switched = rights::switch_install(context.authority, call.actor(), id, on);
  if (!switched) return refuse(switched);
  return empty_response(204);
}

Answer<Response> set_device_switch(Context& context, const Call& call) {
  Fields in(call.body);
  const bool on = on_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const model::DeviceId id{std::string(call.id)};
  if (auto seen = seen_device(context, call, id); !seen) return refuse(seen.error());
  const auto switched = rights::switch_device(context.authority, call.actor(), id, on);
  if (!switched) return refuse(switched);
  return empty_response(204);
}

}  // namespace callout::api
