// SPDX-License-Identifier: Apache-2.0
#include "api/event_text.h"

#include <optional>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/may.h"
#include "api/present.h"
#include "store/devices.h"
#include "store/installs.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using access::Action;
using Object = std::optional<json::object>;

Object job_object(Context& context, const access::Subject& reader, const std::string& id) {
  const auto job = context.jobs.get(reader.team, model::JobId(id));
  if (!job || !may(context, reader, Action::kJobsView, target_of(context, *job))) return std::nullopt;
  return present(*job);
}

Object session_object(Context& context, const access::Subject& reader, const std::string& id) {
  const auto session = context.sessions.get(reader.team, model::SessionId(id));
  if (!session || !may(context, reader, Action::kSessionsView, target_of(context, *session))) return std::nullopt;
  return present(*session, reader, context.addresses);
}

Object install_object(Context& context, const access::Subject& reader, const std::string& id) {
  const auto target = access::Target::of_install(reader.team, model::InstallId(id));
  if (!may(context, reader, Action::kInstallsView, target)) return std::nullopt;
  auto transaction = context.store.read();
  if (!transaction) return std::nullopt;
  const auto install = store::Installs(store::TeamScope(*transaction, reader.team)).get(model::InstallId(id));
  if (!install) return std::nullopt;
  return present(*install, context.jobs.online(install->id));
}

Object device_object(Context& context, const access::Subject& reader, const std::string& id) {
  auto transaction = context.store.read();
  if (!transaction) return std::nullopt;
  const auto device = store::Devices(store::TeamScope(*transaction, reader.team)).get(model::DeviceId(id));
  if (!device) return std::nullopt;
  const auto target = access::Target::of_device(reader.team, device->facts());
  if (!may(context, reader, Action::kDevicesView, target)) return std::nullopt;
  return present(*device, device->install && context.jobs.online(*device->install));
}

Object object_of(Context& context, const access::Subject& reader, const model::Event& event) {
  switch (event.kind) {
    case model::EventKind::kJob: return job_object(context, reader, event.id);
    case model::EventKind::kSession: return session_object(context, reader, event.id);
    case model::EventKind::kInstall: return install_object(context, reader, event.id);
    case model::EventKind::kDevice: return device_object(context, reader, event.id);
    case model::EventKind::kAccess: return json::object();  // That it changed; each reader asks what it is now.
  }
  return std::nullopt;
}

}  // namespace

std::string event_text(Context& context, const access::Subject& reader, const model::Event& event) {
  const std::string_view kind = model::to_string(event.kind);
  if (event.removed) {
    const json::object removed{{"kind", kind}, {"id", event.id}};
    return fmt::format("event: removed\ndata: {}\n\n", json::serialize(removed));
  }
  const auto object = object_of(context, reader, event);
  return object ? fmt::format("event: {}\ndata: {}\n\n", kind, json::serialize(*object)) : std::string();
}

}  // namespace callout::api
