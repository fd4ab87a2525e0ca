// SPDX-License-Identifier: Apache-2.0
#include "api/present.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "model/profile_json.h"

namespace callout::api {
namespace {

namespace json = boost::json;

template <class E>
std::string named(E value) {
  return std::string(model::to_string(value));
}

// Absent rather than empty or null: what the schemas call optional.
void put(json::object& out, json::string_view key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}
void put(json::object& out, json::string_view key, const std::optional<std::string>& text) {
  if (text) out[key] = *text;
}
void put(json::object& out, json::string_view key, const std::optional<WallMs>& time) {
  if (time) out[key] = rfc3339(*time);
}

json::object present(const model::EndpointCheck& check) {
  json::object out{{"reachable", check.reachable}};
  if (check.status) out["status"] = *check.status;
  put(out, "title", check.title);
  put(out, "server", check.server);
  if (check.auth) out["auth"] = named(*check.auth);
  put(out, "detail", check.detail);
  return out;
}

json::object present(const model::EndpointTls& tls) {
  json::object out{{"version", tls.last.version},
                   {"cipher", tls.last.cipher},
                   {"key", tls.last.key},
                   {"key_sha256", tls.last.key_sha256},
                   {"weak", tls.last.weak},
                   {"key_changed", tls.key_changed()},
                   {"known_key_sha256", tls.known_key},
                   {"known_since", rfc3339(tls.known_since)}};
  put(out, "accepted_by", tls.accepted_by);
  return out;
}

json::object present(const model::Failure& failure) {
  json::object out{{"hop", named(failure.hop)}, {"code", named(failure.code)}, {"detail", failure.detail}};
  put(out, "remedy", failure.remedy);
  return out;
}

}  // namespace

json::object present(const model::Team& team) {
  return {{"id", team.id.str()},
          {"name", team.name},
          {"session_minutes", team.session_length.count()},
          {"root_entity", team.root_entity.str()},
          {"strict_installs", team.strict_installs},
          {"group_rights_for_new_devices", team.group_rights_for_new_devices},
          {"temporary_permission_days", team.temporary_days},
          {"temporary_permission_needs_reason", team.temporary_needs_reason}};
}

json::object present(const model::Technician& technician) {
  json::array departments;
  for (const auto& department : technician.departments) departments.emplace_back(department.str());
  return {{"id", technician.id.str()},
          {"email", technician.email},
          {"name", technician.name},
          {"first_name", technician.person.first_name},
          {"last_name", technician.person.last_name},
          {"phone", technician.person.phone},
          {"language", technician.person.language},
          {"time_zone", technician.person.time_zone},
          {"comment", technician.person.comment},
          {"owner", technician.owner},
          {"state", named(technician.state)},
          {"status", named(technician.status)},
          {"home", technician.home.str()},
          {"departments", std::move(departments)},
          {"firmware_everywhere", technician.firmware_everywhere},
          {"version", technician.version},
          {"created_at", rfc3339(technician.created_at)}};
}

json::object present(const model::Entity& entity) {
  json::object out{{"id", entity.id.str()},
                   {"name", entity.name},
                   {"path", entity.path},
                   {"remote_access", named(entity.remote_access)}};
  if (entity.parent) out["parent"] = entity.parent->str();
  return out;
}

json::object present(const model::Install& install, bool online) {
  json::object out{{"id", install.id.str()},
                   {"name", install.name},
                   {"entity", install.entity.str()},
                   {"entity_path", install.entity_path},
                   {"state", named(install.state)},
                   {"online", online},
                   {"device_count", install.device_count},
                   {"remote_access", install.remote_access ? "on" : "off"},
                   {"created_at", rfc3339(install.created_at)}};
  if (install.duplicate_key) out["duplicate_key"] = true;
  put(out, "agent_version", install.agent.agent_version);
  put(out, "hostname", install.agent.hostname);
  put(out, "os", install.agent.os);
  put(out, "remote_address", install.agent.remote_address);
  put(out, "last_seen_at", install.last_seen_at);
  return out;
}

json::object present(const model::Device& device, bool install_online) {
  json::array endpoints;
  for (const model::Endpoint& endpoint : device.endpoints) {
    json::object item{{"id", endpoint.id.str()}, {"scheme", named(endpoint.scheme)}, {"port", endpoint.port}};
    if (endpoint.check) item["check"] = present(*endpoint.check);
    if (endpoint.tls) item["tls"] = present(*endpoint.tls);
    endpoints.push_back(std::move(item));
  }
  json::object out{{"id", device.id.str()},
                   {"name", device.name},
                   {"entity", device.entity.str()},
                   {"entity_path", device.entity_path},
                   {"address", device.address},
                   {"endpoints", std::move(endpoints)},
                   {"raw_ports", json::array(device.raw_ports.begin(), device.raw_ports.end())},
                   {"status", named(device.status)},
                   {"created_at", rfc3339(device.created_at)}};
  if (device.install) {
    out["install"] = device.install->str();
    out["install_name"] = device.install_name;
    out["install_online"] = install_online;
  }
  json::array groups, other_installs;
  for (const auto& group : device.groups) groups.emplace_back(group.str());
  for (const auto& install : device.other_installs) other_installs.emplace_back(install.str());
  out["groups"] = std::move(groups);
  out["other_installs"] = std::move(other_installs);
  out["remote_access"] = device.remote_access ? "on" : "off";
  out["group_rights"] = device.group_rights;
  out["hidden"] = device.hidden_for.has_value();
  put(out, "mac", device.mac);
  put(out, "seen_mac", device.seen_mac);
  put(out, "status_detail", device.status_detail);
  put(out, "checked_at", device.checked_at);
  if (device.profile) {
    out["profile"] = json::object{{"id", device.profile->id.str()},
                                  {"name", device.profile->name},
                                  {"shipped", device.profile->shipped},
                                  {"chosen", device.chosen_profile == device.profile->id}};
  }
  out["body_translation"] = !device.translate_bodies ? "as_profile" : *device.translate_bodies ? "on" : "off";
  out["treatment"] = model::to_json(device.treatment);
  return out;
}

json::object present(const model::DeviceProfile& profile) {
  json::object out = model::to_json(profile);
  out["id"] = profile.id.str();
  out["shipped"] = profile.shipped;
  return out;
}

json::object present(const model::Job& job) {
  json::array steps;
  for (const model::Step& step : job.steps) {
    json::object item{{"name", named(step.name)}, {"at_ms", step.at.count()}};
    put(item, "detail", step.detail);
    steps.push_back(std::move(item));
  }
  json::object out{{"id", job.id.str()},
                   {"kind", named(job.kind)},
                   {"state", named(job.state)},
                   {"install", job.install.str()},
                   {"technician", job.technician.str()},
                   {"created_at", rfc3339(job.created_at)},
                   {"steps", std::move(steps)}};
  put(out, "install_name", job.install_name);
  put(out, "device", job.device.str());
  put(out, "device_name", job.device_name);
  if (job.session) out["session"] = job.session->str();
  put(out, "technician_name", job.technician_name);
  put(out, "finished_at", job.finished_at);
  if (job.failure) out["failure"] = present(*job.failure);
  return out;
}

std::string session_url(const model::Session& session, const Addresses& addresses) {
  return fmt::format("{}://{}.{}", addresses.scheme, session.label, addresses.session_authority);
}

json::object present(const model::Session& session, const access::Subject& reader, const Addresses& addresses) {
  const bool webpage = session.kind == model::SessionKind::kWebpage;
  json::object out{{"id", session.id.str()},
                   {"kind", named(session.kind)},
                   {"device", session.device.str()},
                   {"device_name", session.device_name},
                   {"technician", session.technician.str()},
                   {"technician_name", session.technician_name},
                   {"port", session.port},
                   {"read_only", session.read_only},
                   {"job", session.job.str()},
                   {"state", named(session.state)},
                   {"created_at", rfc3339(session.created_at)},
                   {"extendable", session.extendable},
                   {"bytes_up", session.bytes_up},
                   {"bytes_down", session.bytes_down}};
  put(out, "endpoint", session.endpoint.str());
  put(out, "install", session.install.str());
  put(out, "install_name", session.install_name);
  if (session.closed_reason) out["closed_reason"] = named(*session.closed_reason);
  if (session.failure) out["failure"] = present(*session.failure);
  const bool active = session.state == model::SessionState::kActive;
  // The label is the key to the session's host: nobody but its technician learns it.
  if (active && webpage && session.technician == reader.technician) {
    out["start_url"] = session_url(session, addresses) + "/.callout/start";
  }
  put(out, "active_at", session.active_at);
  put(out, "closed_at", session.closed_at);
  if (session.remaining) out["remaining_s"] = std::chrono::ceil<std::chrono::seconds>(*session.remaining).count();
  return out;
}

json::object present(const model::RequestLogEntry& entry) {
  json::object out{{"at", rfc3339(entry.at)},    {"kind", named(entry.kind)},      {"port", entry.port},
                   {"bytes_up", entry.bytes_up}, {"bytes_down", entry.bytes_down}, {"took_ms", entry.took.count()}};
  if (entry.kind == model::RequestKind::kCounted) {
    out["count"] = entry.count;
    return out;
  }
  out["from_device"] = entry.from_device;
  if (entry.kind == model::RequestKind::kRaw) return out;
  out["method"] = entry.method;
  out["scheme"] = named(entry.scheme);
  out["path"] = entry.path;
  out["query"] = entry.query;
  if (entry.status != 0) out["status"] = entry.status;
  return out;
}

}  // namespace callout::api
