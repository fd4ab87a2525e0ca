// SPDX-License-Identifier: Apache-2.0
#include "store/devices.h"

#include "model/text.h"
#include "store/connection.h"
#include "store/device_groups.h"
#include "store/endpoints.h"
#include "store/entities.h"
#include "store/installs.h"
#include "store/listing.h"
#include "store/profiles.h"
#include "store/reach.h"
#include "store/texts.h"

namespace callout::store {

namespace {

// The CASE column is whether a check is not finished: then the status is "checking", and no crash can leave it so.
constexpr std::string_view kDeviceColumns =
    "SELECT d.id, d.team_id, d.name, d.sort_name, d.entity_id, e.path, d.install_id, i.name, d.address, d.mac, "
    "d.seen_mac, d.status, "
    "CASE WHEN EXISTS (SELECT 1 FROM jobs j WHERE j.device_id = d.id AND j.finished_ms IS NULL AND j.kind = "
    "'check_device') THEN 1 ELSE 0 END, "
    "d.status_detail, d.checked_ms, d.created_ms, d.raw_ports, d.profile_id, d.translate_bodies, d.remote_access, "
    "d.group_rights, d.hidden_for FROM devices d JOIN entities e ON e.id = d.entity_id LEFT JOIN installs i ON i.id = "
    "d.install_id";

struct DeviceRow {
  std::string id, team, name, sort_name, entity, path, install_name, address, status, detail, raw_ports;
  std::optional<std::string> install, mac, seen_mac, profile, hidden_for;
  std::int64_t checking = 0, created = 0, remote_access = 0, group_rights = 0;
  std::optional<std::int64_t> checked, translate;

  void bind(Query& query) {
    query.into(id)
        .into(team)
        .into(name)
        .into(sort_name)
        .into(entity)
        .into(path)
        .into(install)
        .into(install_name)
        .into(address)
        .into(mac);
    query.into(seen_mac).into(status).into(checking).into(detail).into(checked).into(created).into(raw_ports);
    query.into(profile).into(translate).into(remote_access).into(group_rights).into(hidden_for);
  }
  PageKey key() const { return {sort_name, id}; }
  model::Device value() const {
    return {.id = model::DeviceId(id),
            .team = model::TeamId(team),
            .name = name,
            .entity = model::EntityId(entity),
            .entity_path = path,
            .install = install ? std::optional(model::InstallId(*install)) : std::nullopt,
            .install_name = install_name,
            .address = address,
            .mac = mac,
            .seen_mac = seen_mac,
            .endpoints = {},
            .raw_ports = ports_of_text(raw_ports),
            .status = checking != 0
                          ? model::DeviceStatus::kChecking
                          : model::parse<model::DeviceStatus>(status).value_or(model::DeviceStatus::kUnchecked),
            .status_detail = detail,
            .checked_at = time_of(checked),
            .created_at = time_of(created),
            .chosen_profile = profile ? std::optional(model::ProfileId(*profile)) : std::nullopt,
            .translate_bodies = translate ? std::optional(*translate != 0) : std::nullopt,
            .remote_access = remote_access != 0,
            .group_rights = group_rights != 0,
            .hidden_for = hidden_for ? std::optional(model::TechnicianId(*hidden_for)) : std::nullopt};
  }
};

void write_search(const TeamScope& scope, const model::Device& device) {
  Query(scope.connection(), "UPDATE devices SET search_text = :search WHERE team_id = :team AND id = :id")
      .use(model::lower_ascii(device.name) + '\n' + device.address + '\n' + device.mac.value_or(""))
      .use(scope.team())
      .use(device.id.str())
      .run();
}

/// A device of one team can't hang below another's entity or install.
Result<> check_references(const TeamScope& scope, const model::Device& device) {
  if (!Entities(scope).get(device.entity)) return fail(Code::kInvalid, "The entity is not one of this team.");
  auto installs = device.other_installs;
  if (device.install) installs.push_back(*device.install);
  for (const auto& install : installs) {
    if (!Installs(scope).get(install)) return fail(Code::kInvalid, "The install is not one of this team.");
  }
  const auto& profile = device.chosen_profile;
  if (profile && model::find_profile(model::shipped_profiles(), *profile) == nullptr && !Profiles(scope).get(*profile))
    return fail(Code::kInvalid, "There is no such profile.");
  return {};
}

std::optional<std::int64_t> flag(std::optional<bool> value) {
  return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

template <class Id>
std::optional<std::string> id_text(const std::optional<Id>& id) {
  return id ? std::optional(id->str()) : std::nullopt;
}

std::vector<model::GroupId> read_groups(Connection& connection, const model::DeviceId& device) {
  std::string id;
  Query query(connection, "SELECT group_id FROM device_group_devices WHERE device_id = :device ORDER BY group_id");
  query.use(device.str()).into(id);
  std::vector<model::GroupId> groups;
  while (query.next()) groups.emplace_back(id);
  return groups;
}

std::vector<model::InstallId> read_other_installs(Connection& connection, const model::DeviceId& device) {
  std::string id;
  Query query(connection, "SELECT install_id FROM device_installs WHERE device_id = :device ORDER BY position");
  query.use(device.str()).into(id);
  std::vector<model::InstallId> installs;
  while (query.next()) installs.emplace_back(id);
  return installs;
}

void write_other_installs(Connection& connection, const model::Device& device) {
  Query(connection, "DELETE FROM device_installs WHERE device_id = :device").use(device.id.str()).run();
  std::int64_t position = 0;
  for (const auto& install : device.other_installs) {
    Query(connection,
          "INSERT INTO device_installs (device_id, install_id, position) VALUES (:device, :install, :position)")
        .use(device.id.str())
        .use(install.str())
        .use(position++)
        .run();
  }
}

/// What stands in other tables.
void read_rest(const TeamScope& scope, model::Device& device, std::span<const model::DeviceProfile> profiles) {
  device.endpoints = read_endpoints(scope.connection(), device.id);
  device.groups = read_groups(scope.connection(), device.id);
  device.other_installs = read_other_installs(scope.connection(), device.id);
  model::work_out_treatment(device, profiles);
}

auto no_device() {
  return fail(Code::kNotFound, "There is no such device.");
}

}  // namespace

Result<model::Device> Devices::get(const model::DeviceId& id) {
  return guarded("read the device", [&]() -> Result<model::Device> {
    Query query(scope_.connection(), std::string(kDeviceColumns) + " WHERE d.team_id = :team AND d.id = :id");
    query.use(scope_.team()).use(id.str());
    DeviceRow row;
    row.bind(query);
    if (!query.next()) return no_device();
    auto device = row.value();
    const auto profiles = Profiles(scope_).list();
    if (!profiles) return fail(profiles);
    read_rest(scope_, device, *profiles);
    return device;
  });
}

Result<model::DeviceFacts> Devices::facts(const model::DeviceId& id) {
  return guarded("read the device", [&]() -> Result<model::DeviceFacts> {
    std::string entity;
    std::optional<std::string> install, hidden_for;
    std::int64_t remote_access = 0, group_rights = 0;
    Query query(scope_.connection(),
                "SELECT entity_id, install_id, remote_access, group_rights, hidden_for FROM devices WHERE team_id = "
                ":team AND id = :id");
    query.use(scope_.team()).use(id.str());
    query.into(entity).into(install).into(remote_access).into(group_rights).into(hidden_for);
    if (!query.next()) return no_device();
    model::DeviceFacts facts{.id = id,
                             .entity = model::EntityId(entity),
                             .groups = read_groups(scope_.connection(), id),
                             .installs = read_other_installs(scope_.connection(), id),
                             .remote_access = remote_access != 0,
                             .group_rights = group_rights != 0,
                             .hidden_for = hidden_for ? std::optional(model::TechnicianId(*hidden_for)) : std::nullopt};
    if (install) facts.installs.insert(facts.installs.begin(), model::InstallId(*install));
    return facts;
  });
}

Result<Page<model::Device>> Devices::list(const PageRequest& page, const DeviceFilter& filter) {
  return guarded("list devices", [&]() -> Result<Page<model::Device>> {
    Listing listing("d.team_id = :team", scope_.team());
    if (auto after = listing.after_name(page.cursor, "(d.sort_name, d.id)"); !after) return fail(after);
    if (filter.install) {
      listing.where(
          "(d.install_id = :install OR EXISTS (SELECT 1 FROM device_installs o WHERE o.device_id = d.id AND "
          "o.install_id = :other))",
          filter.install->str());
      listing.value(filter.install->str());
    }
    if (filter.entity) {
      std::string lineage;
      Query query(scope_.connection(), "SELECT lineage FROM entities WHERE team_id = :team AND id = :id");
      if (!query.use(scope_.team()).use(filter.entity->str()).into(lineage).next())
        return fail(Code::kNotFound, "There is no such entity.");
      listing.where("e.lineage >= :from", lineage).where("e.lineage < :to", lineage_end(lineage));
    }
    device_in_reach(scope_, filter.reach).add_to(listing);
    if (!filter.q.empty()) {
      const std::string pattern = like_pattern(filter.q);
      listing.where("(d.search_text LIKE :q ESCAPE '!' OR i.sort_name LIKE :q2 ESCAPE '!')", pattern).value(pattern);
    }
    auto devices = listing.page<model::Device, DeviceRow>(scope_.connection(), kDeviceColumns,
                                                          " ORDER BY d.sort_name, d.id", page.limit);
    const auto profiles = Profiles(scope_).list();
    if (!profiles) return fail(profiles);
    for (auto& device : devices.items) read_rest(scope_, device, *profiles);
    return devices;
  });
}

Result<> Devices::insert(const model::Device& device) {
  return guarded("add the device", [&]() -> Result<> {
    if (auto references = check_references(scope_, device); !references) return references;
    Query(scope_.connection(),
          "INSERT INTO devices (id, team_id, entity_id, install_id, name, sort_name, search_text, address, mac, "
          "status, status_detail, created_ms, raw_ports, profile_id, translate_bodies, remote_access, group_rights, "
          "hidden_for) "
          "VALUES (:id, :team, :entity, :install, :name, :sort, '', :address, :mac, :status, :detail, :created, "
          ":raw_ports, :profile, :translate, :remote_access, :group_rights, :hidden_for)")
        .use(device.id.str())
        .use(scope_.team())
        .use(device.entity.str())
        .use(id_text(device.install))
        .use(device.name)
        .use(model::lower_ascii(device.name))
        .use(device.address)
        .use(device.mac)
        .use(model::to_string(device.status))
        .use(device.status_detail)
        .use(ms_of(device.created_at))
        .use(text_of_ports(device.raw_ports))
        .use(id_text(device.chosen_profile))
        .use(flag(device.translate_bodies))
        .use(std::int64_t{device.remote_access})
        .use(std::int64_t{device.group_rights})
        .use(id_text(device.hidden_for))
        .run();
    write_search(scope_, device);
    write_other_installs(scope_.connection(), device);
    for (const auto& group : device.groups) {
      if (auto added = DeviceGroups(scope_).add(group, device.id); !added) return added;
    }
    return replace_endpoints(device.id, device.endpoints);
  });
}

Result<> Devices::update(const model::Device& device) {
  return guarded("change the device", [&]() -> Result<> {
    if (auto references = check_references(scope_, device); !references) return references;
    Query query(
        scope_.connection(),
        "UPDATE devices SET entity_id = :entity, install_id = :install, name = :name, sort_name = :sort, "
        "address = :address, mac = :mac, "
        "seen_mac = :seen, status = :status, status_detail = :detail, raw_ports = :raw_ports, profile_id = "
        ":profile, translate_bodies = :translate, remote_access = :remote_access, group_rights = :group_rights, "
        "hidden_for = :hidden_for WHERE team_id = :team AND id = :id");
    query.use(device.entity.str())
        .use(id_text(device.install))
        .use(device.name)
        .use(model::lower_ascii(device.name))
        .use(device.address);
    // "checking" is derived, never stored: a device that changes while it is checked is as good as unchecked.
    const auto status =
        device.status == model::DeviceStatus::kChecking ? model::DeviceStatus::kUnchecked : device.status;
    query.use(device.mac)
        .use(device.seen_mac)
        .use(model::to_string(status))
        .use(device.status_detail)
        .use(text_of_ports(device.raw_ports))
        .use(id_text(device.chosen_profile))
        .use(flag(device.translate_bodies))
        .use(std::int64_t{device.remote_access})
        .use(std::int64_t{device.group_rights})
        .use(id_text(device.hidden_for))
        .use(scope_.team())
        .use(device.id.str());
    if (query.run() == 0) return no_device();
    write_search(scope_, device);
    write_other_installs(scope_.connection(), device);
    return {};
  });
}

Result<> Devices::replace_endpoints(const model::DeviceId& id, const std::vector<model::Endpoint>& endpoints) {
  return guarded("change the device's endpoints", [&]() -> Result<> {
    std::string found;
    Query query(scope_.connection(), "SELECT id FROM devices WHERE team_id = :team AND id = :id");
    if (!query.use(scope_.team()).use(id.str()).into(found).next()) return no_device();
    write_endpoints(scope_.connection(), id, endpoints);
    return {};
  });
}

Result<> Devices::remove(const model::DeviceId& id) {
  return guarded("remove the device", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM devices WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_device();
    return {};
  });
}

Result<> Devices::apply_check(const model::DeviceId& id, const model::CheckReport& report, WallMs now) {
  return guarded("keep the check of the device", [&]() -> Result<> {
    auto device = get(id);
    if (!device) return fail(device);
    auto status = report.status;
    if (report.mac && !device->mac) device->mac = report.mac;
    device->seen_mac = report.mac && report.mac != device->mac ? report.mac : std::nullopt;
    // The server compares for itself: an agent's word that all is well does not make another MAC the same device.
    if (device->seen_mac) status = model::DeviceStatus::kIdentityChanged;
    Query(scope_.connection(),
          "UPDATE devices SET mac = :mac, seen_mac = :seen, status = :status, status_detail = :detail, checked_ms = "
          ":checked "
          "WHERE team_id = :team AND id = :id")
        .use(device->mac)
        .use(device->seen_mac)
        .use(model::to_string(status))
        .use(model::clean_text(report.detail))
        .use(ms_of(now))
        .use(scope_.team())
        .use(id.str())
        .run();
    write_search(scope_, *device);
    for (const auto& [endpoint, check] : report.endpoints) {
      write_check(scope_.connection(), id, endpoint, check);
      // Another device's key must not become this one's, nor one of a device that could not be recognised.
      if (check.tls) write_tls(scope_.connection(), id, endpoint, *check.tls, report.mac == device->mac, now);
    }
    return {};
  });
}

Result<> Devices::apply_visit(const model::DeviceId& id, const model::CheckReport& report, WallMs now) {
  return guarded("keep what was seen of the device", [&]() -> Result<> {
    auto device = get(id);
    if (!device) return fail(device);
    if (report.mac && !device->mac) {
      device->mac = report.mac;
      Query(scope_.connection(), "UPDATE devices SET mac = :mac WHERE team_id = :team AND id = :id")
          .use(device->mac)
          .use(scope_.team())
          .use(id.str())
          .run();
      write_search(scope_, *device);
    }
    for (const auto& [endpoint, check] : report.endpoints) {
      if (check.tls) write_tls(scope_.connection(), id, endpoint, *check.tls, report.mac == device->mac, now);
    }
    return {};
  });
}

Result<> Devices::accept_key(const model::DeviceId& id, const model::EndpointId& endpoint, std::string_view key,
                             std::string_view by, WallMs now) {
  return guarded("accept the device's key", [&]() -> Result<> {
    if (auto device = get(id); !device) return fail(device);
    if (store::accept_key(scope_.connection(), id, endpoint, key, by, now)) return {};
    return fail(Code::kConflict, "That is not a new key that the endpoint showed last: check the device first.");
  });
}

Result<> Devices::forget_keys(const model::DeviceId& id) {
  return guarded("forget the device's keys", [&]() -> Result<> {
    if (auto device = get(id); !device) return fail(device);
    store::forget_keys(scope_.connection(), id);
    return {};
  });
}

}  // namespace callout::store
