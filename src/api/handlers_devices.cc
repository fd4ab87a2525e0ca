// SPDX-License-Identifier: Apache-2.0
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"
#include "api/text_fields.h"
#include "base/limits.h"
#include "store/devices.h"

namespace callout::api {
namespace {

namespace json = boost::json;

json::object shown(Context& context, const model::Device& device) {
  return present(device, device.install && context.jobs.online(*device.install));
}

model::DeviceId device_of(const Call& call) {
  return model::DeviceId{std::string(call.id)};
}

template <class Id>
std::optional<Id> maybe_id(Fields& in, std::string_view field) {
  auto text = in.maybe_text(field, {1, 64});
  return text ? std::optional<Id>(Id(std::move(*text))) : std::nullopt;
}

std::optional<std::vector<sessions::NewEndpoint>> maybe_endpoints(Fields& in) {
  auto items = in.maybe_objects("endpoints", {1, limits::kEndpointsPerDevice});
  if (!items) return std::nullopt;
  std::vector<sessions::NewEndpoint> out;
  for (Fields& item : *items) {
    const auto scheme = item.choice("scheme", {"http", "https"}) == 0 ? model::Scheme::kHttp : model::Scheme::kHttps;
    out.push_back({scheme, static_cast<std::uint16_t>(item.integer("port", 1, 65535))});
    in.adopt(item.finish());
  }
  return out;
}

std::optional<sessions::AcceptedKey> maybe_key(Fields& in, std::string_view field) {
  auto key = in.maybe_object(field);
  if (!key) return std::nullopt;
  sessions::AcceptedKey out{model::EndpointId(key->text("endpoint", {1, 64})), key->text("key_sha256", {43, 43})};
  in.adopt(key->finish());
  return out;
}

std::optional<std::vector<std::uint16_t>> maybe_raw_ports(Fields& in) {
  const auto ports = in.maybe_integers("raw_ports", {0, limits::kRawPortsPerDevice}, 1, 65535);
  return ports ? std::optional(std::vector<std::uint16_t>(ports->begin(), ports->end())) : std::nullopt;
}

std::optional<std::vector<model::InstallId>> maybe_other_installs(Fields& in) {
  const auto ids = in.maybe_texts("other_installs", {0, limits::kInstallsPerDevice - 1}, {1, 64});
  return ids ? std::optional(std::vector<model::InstallId>(ids->begin(), ids->end())) : std::nullopt;
}

std::optional<sessions::ProfileChoice> maybe_profile(Fields& in) {
  auto id = in.maybe_text("profile", {1, 64});
  if (!id) return std::nullopt;
  if (*id == "automatic") return sessions::ProfileChoice();
  return sessions::ProfileChoice{model::ProfileId(std::move(*id))};
}

std::optional<sessions::TranslationChoice> maybe_translation(Fields& in) {
  const auto choice = in.maybe_choice("body_translation", {"as_profile", "on", "off"});
  if (!choice) return std::nullopt;
  return *choice == 0 ? sessions::TranslationChoice() : sessions::TranslationChoice{*choice == 1};
}

}  // namespace

Answer<Response> list_devices(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  const store::DeviceFilter filter{.q = in.text("q"),
                                   .entity = in.id<model::EntityId>("entity"),
                                   .install = in.id<model::InstallId>("install"),
                                   .reach = call.reach};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Devices(store::TeamScope(*transaction, call.team())).list(page, filter);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, [&](const model::Device& device) { return shown(context, device); }));
}

Answer<Response> get_device(Context& context, const Call& call) {
  if (auto seen = seen_device(context, call, device_of(call)); !seen) return refuse(seen.error());
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto device = store::Devices(store::TeamScope(*transaction, call.team())).get(device_of(call));
  if (!device) return refuse(device);
  return json_response(200, shown(context, *device));
}

Answer<Response> create_device(Context& context, const Call& call) {
  Fields in(call.body);
  sessions::NewDevice device;
  device.name = name(in, "name", "The device's name");
  device.install = model::InstallId(in.text("install", {1, 64}));
  device.entity = maybe_id<model::EntityId>(in, "entity");
  device.address = address(in, "address");
  device.profile = maybe_profile(in).value_or(sessions::ProfileChoice());
  device.translation = maybe_translation(in).value_or(sessions::TranslationChoice());
  if (!device.profile.profile) in.need("endpoints");
  device.endpoints = maybe_endpoints(in).value_or(std::vector<sessions::NewEndpoint>());
  device.raw_ports = maybe_raw_ports(in).value_or(std::vector<std::uint16_t>());
  device.other_installs = maybe_other_installs(in).value_or(std::vector<model::InstallId>());
  device.group_rights = in.maybe_bool("group_rights");
  device.hidden = in.maybe_bool("hidden").value_or(false);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto made = context.inventory.add_device(call.actor(), device);
  if (!made) return refuse(made);
  return json_response(201, shown(context, *made));
}

Answer<Response> update_device(Context& context, const Call& call) {
  Fields in(call.body);
  sessions::DeviceChange change;
  change.name = maybe_name(in, "name", "The device's name");
  change.install = maybe_id<model::InstallId>(in, "install");
  change.entity = maybe_id<model::EntityId>(in, "entity");
  change.address = maybe_address(in, "address");
  change.endpoints = maybe_endpoints(in);
  change.raw_ports = maybe_raw_ports(in);
  change.profile = maybe_profile(in);
  change.translation = maybe_translation(in);
  change.other_installs = maybe_other_installs(in);
  change.group_rights = in.maybe_bool("group_rights");
  change.hidden = in.maybe_bool("hidden");
  change.accept_identity = in.maybe_true("accept_identity");
  change.accept_key = maybe_key(in, "accept_tls_key");
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (auto seen = seen_device(context, call, device_of(call)); !seen) return refuse(seen.error());
  const auto device = context.inventory.change_device(call.actor(), device_of(call), change);
  if (!device) return refuse(device);
  return json_response(200, shown(context, *device));
}

Answer<Response> delete_device(Context& context, const Call& call) {
  if (auto seen = seen_device(context, call, device_of(call)); !seen) return refuse(seen.error());
  const auto removed = context.inventory.remove_device(call.actor(), device_of(call));
  if (!removed) return refuse(removed);
  return empty_response(204);
}

Answer<Response> check_device(Context& context, const Call& call) {
  const auto seen = seen_device(context, call, device_of(call));
  if (!seen) return refuse(seen.error());
  if (auto problem = forbidden(context, call, access::Action::kDevicesCheck, *seen)) return refuse(std::move(*problem));
  const auto job =
      context.jobs.check_device(call.team(), device_of(call), call.signed_in->technician.id, call.actor().audited());
  if (!job) return refuse(job);
  return json_response(202, present(*job));
}

}  // namespace callout::api
