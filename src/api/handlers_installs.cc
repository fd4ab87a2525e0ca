// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"
#include "api/text_fields.h"
#include "store/installs.h"

namespace callout::api {
namespace {

namespace json = boost::json;

json::object shown(Context& context, const model::Install& install) {
  return present(install, context.jobs.online(install.id));
}

model::InstallId install_of(const Call& call) {
  return model::InstallId{std::string(call.id)};
}

Answer<json::object> new_enrolment(Context& context, const Call& call, const model::InstallId& install) {
  const auto issued = context.enrolments.issue(call.team(), install);
  if (!issued) return refuse(issued);
  return json::object{
      {"token", issued->token},
      {"command", fmt::format("callout-agent enroll {} --server {}", issued->token, context.addresses.console_origin)},
      {"expires_at", rfc3339(issued->expires_at)}};
}

}  // namespace

Answer<Response> list_installs(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  const std::string q = in.text("q");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Installs(store::TeamScope(*transaction, call.team())).list(page, q, call.reach);
  if (!found) return refuse(found);
  return json_response(200,
                       present_page(*found, [&](const model::Install& install) { return shown(context, install); }));
}

Answer<Response> get_install(Context& context, const Call& call) {
  if (auto seen = seen_install(context, call, install_of(call)); !seen) return refuse(seen.error());
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto install = store::Installs(store::TeamScope(*transaction, call.team())).get(install_of(call));
  if (!install) return refuse(install);
  return json_response(200, shown(context, *install));
}

Answer<Response> create_install(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string named = name(in, "name", "The install's name");
  const model::EntityId entity(in.text("entity", {1, 64}));
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto install = context.inventory.add_install(call.actor(), named, entity);
  if (!install) return refuse(install);
  auto enrolment = new_enrolment(context, call, install->id);
  if (!enrolment) return refuse(enrolment.error());
  return json_response(201, json::object{{"install", shown(context, *install)}, {"enrolment", std::move(*enrolment)}});
}

Answer<Response> update_install(Context& context, const Call& call) {
  Fields in(call.body);
  const auto named = maybe_name(in, "name", "The install's name");
  std::optional<model::EntityId> entity;
  if (auto text = in.maybe_text("entity", {1, 64})) entity.emplace(std::move(*text));
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (auto seen = seen_install(context, call, install_of(call)); !seen) return refuse(seen.error());
  const auto install = context.inventory.change_install(call.actor(), install_of(call), named, entity);
  if (!install) return refuse(install);
  return json_response(200, shown(context, *install));
}

Answer<Response> delete_install(Context& context, const Call& call) {
  if (auto seen = seen_install(context, call, install_of(call)); !seen) return refuse(seen.error());
  const auto removed = context.inventory.remove_install(call.actor(), install_of(call));
  if (!removed) return refuse(removed);
  return empty_response(204);
}

Answer<Response> create_enrolment_token(Context& context, const Call& call) {
  const auto seen = seen_install(context, call, install_of(call));
  if (!seen) return refuse(seen.error());
  if (auto problem = forbidden(context, call, access::Action::kInstallsManage, *seen))
    return refuse(std::move(*problem));
  auto enrolment = new_enrolment(context, call, install_of(call));
  if (!enrolment) return refuse(enrolment.error());
  return json_response(201, std::move(*enrolment));
}

}  // namespace callout::api
