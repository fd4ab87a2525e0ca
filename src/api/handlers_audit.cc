// SPDX-License-Identifier: Apache-2.0
// The audit journal: list, export, how long it is kept.
#include <memory>

#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"
#include "audit/export.h"
#include "store/audit.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Target;

template <class Id>
void put_thing(json::object& out, json::string_view key, const model::AuditThing<Id>& thing) {
  if (!thing.id.empty()) out[key] = json::object{{"id", thing.id.str()}, {"name", thing.name}};
}

json::object present_actor(const model::AuditActor& actor) {
  json::object out{{"kind", model::to_string(actor.kind)}, {"name", actor.name}};
  if (!actor.technician.empty()) out["id"] = actor.technician.str();
  if (!actor.address.empty()) out["address"] = actor.address;
  if (actor.via != model::AuditVia::kNone) out["via"] = model::to_string(actor.via);
  return out;
}

json::object present_record(const model::AuditRecord& record) {
  json::array changes;
  for (const auto& change : record.changes.list())
    changes.push_back(json::object{{"field", change.field}, {"before", change.before}, {"after", change.after}});
  json::object out{{"seq", record.seq},
                   {"at", rfc3339(record.at)},
                   {"kind", model::to_string(record.kind)},
                   {"actor", present_actor(record.actor)},
                   {"outcome", model::to_string(record.outcome)},
                   {"changes", std::move(changes)}};
  put_thing(out, "technician", record.technician);
  put_thing(out, "device", record.device);
  put_thing(out, "entity", record.entity);
  put_thing(out, "install", record.install);
  if (!record.session.empty()) out["session"] = record.session.str();
  if (!record.job.empty()) out["job"] = record.job.str();
  if (!record.detail.empty()) out["detail"] = record.detail;
  return out;
}

store::AuditFilter filter_in(Parameters& in) {
  store::AuditFilter filter{.technician = in.id<model::TechnicianId>("technician"),
                            .device = in.id<model::DeviceId>("device"),
                            .install = in.id<model::InstallId>("install"),
                            .entity = in.id<model::EntityId>("entity"),
                            .from = in.maybe_time("from"),
                            .to = in.maybe_time("to"),
                            .q = in.text("q")};
  const std::string kind = in.text("kind", 64);
  if (!kind.empty()) {
    filter.kind = model::parse<model::AuditKind>(kind);
    if (!filter.kind) in.mistake("There is no such kind of record; openapi.yaml lists them.");
  }
  return filter;
}

/// Who may read the journal for some entities only reads what was done there: `entity` has to be one of them or below,
/// and is the only one where it is not given.
std::optional<Problem> narrow(Context& context, const Call& call, store::AuditFilter& filter) {
  if (may(context, call.subject(), Action::kAuditView, Target::of_team(call.team()))) return std::nullopt;
  if (!filter.entity && call.reach.entities.size() == 1) filter.entity = call.reach.entities.front();
  if (!filter.entity) {
    return invalid("You may read the journal of some entities, not of the whole team: give \"entity\".");
  }
  return may(context, call.subject(), Action::kAuditView, Target::of_entity(call.team(), *filter.entity))
             ? std::nullopt
             : std::optional(not_found());
}

}  // namespace

Answer<Response> list_audit(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  auto filter = filter_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (auto problem = narrow(context, call, filter)) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Audit(store::TeamScope(*transaction, call.team())).list(page, filter);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, present_record));
}

/// Recorded before the first byte leaves: who took a copy of the journal is part of it.
Answer<Response> export_audit(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto format = in.maybe_choice("format", {"csv", "jsonl"}).value_or(0) == 0 ? audit::ExportFormat::kCsv
                                                                                   : audit::ExportFormat::kJsonLines;
  auto filter = filter_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (auto problem = narrow(context, call, filter)) return refuse(std::move(*problem));
  {
    auto transaction = context.store.write();
    if (!transaction) return refuse(transaction);
    model::AuditRecord record{.team = call.team(), .kind = model::AuditKind::kAuditExported};
    record.actor = call.actor().audited();
    record.detail = format == audit::ExportFormat::kCsv ? "csv" : "jsonl";
    if (auto kept = context.authority.journal().append(*transaction, std::move(record)); !kept) return refuse(kept);
    if (auto committed = transaction->commit(); !committed) return refuse(committed);
  }
  Response response = text_response(200, audit::media_type_of(format), "");
  response.headers.add("Content-Disposition", format == audit::ExportFormat::kCsv
                                                  ? "attachment; filename=\"callout-audit.csv\""
                                                  : "attachment; filename=\"callout-audit.jsonl\"");
  auto exporter = std::make_shared<audit::Exporter>(context.store, call.team(), filter, format);
  response.more = [exporter] { return exporter->next(); };
  return response;
}

Answer<Response> get_audit_settings(Context& context, const Call& call) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto keep = context.authority.journal().retention(*transaction, call.team());
  if (!keep) return refuse(keep);
  const auto head = store::Audit(store::TeamScope(*transaction, call.team())).head();
  if (!head) return refuse(head);
  json::object out{{"public_key", context.authority.journal().public_key()}, {"records", 0}};
  if (*head) {
    out["records"] = (*head)->seq;
    out["kept_from"] = (*head)->kept_from;
  }
  if (*keep) out["retention_days"] = (*keep)->count();
  return json_response(200, out);
}

Answer<Response> set_audit_settings(Context& context, const Call& call) {
  Fields in(call.body);
  const auto days = in.maybe_integer("retention_days", audit::kRetentionLeast.count(), audit::kRetentionMost.count());
  const bool forever = in.maybe_true("keep_for_ever");
  if (days.has_value() == forever) in.mistake("retention_days", "Give \"retention_days\" or \"keep_for_ever\".");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (auto problem = forbidden(context, call, Action::kTeamManage, Target::of_team(call.team())))
    return refuse(std::move(*problem));
  {
    auto transaction = context.store.write();
    if (!transaction) return refuse(transaction);
    const auto keep = days ? std::optional(std::chrono::days(*days)) : std::nullopt;
    const auto set = context.authority.journal().set_retention(*transaction, call.team(), call.actor().audited(), keep);
    if (!set) return refuse(set);
    if (auto committed = transaction->commit(); !committed) return refuse(committed);
  }
  return get_audit_settings(context, call);
}

}  // namespace callout::api
