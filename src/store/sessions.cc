// SPDX-License-Identifier: Apache-2.0
#include "store/sessions.h"

#include "model/profile_json.h"
#include "store/connection.h"
#include "store/failure_columns.h"
#include "store/listing.h"
#include "store/reach.h"
#include "store/texts.h"

namespace callout::store {

namespace {

constexpr std::string_view kSessionColumns =
    "SELECT id, team_id, device_id, device_name, install_id, install_name, technician_id, technician_name, "
    "endpoint_id, job_id, state, "
    "closed_reason, failure_hop, failure_code, failure_detail, failure_remedy, label, created_ms, active_ms, "
    "closed_ms, bytes_up, bytes_down, "
    "scheme, address, port, deadline, limit_deadline, cookie_hashes, sign_ins, kind, ports, client_keys, treatment, "
    "read_only, token_scope FROM sessions";

std::string text_of_keys(const std::vector<ClientKey>& keys) {
  std::vector<std::string> texts;
  for (const auto& key : keys) texts.push_back(key.hash + ' ' + key.sign_in.str());
  return text_of_hashes(texts);
}
std::vector<ClientKey> keys_of_text(std::string_view text) {
  std::vector<ClientKey> keys;
  for (const auto& each : hashes_of_text(text)) {
    const auto space = each.find(' ');
    // Half a key belongs to no sign-in, so it must not work.
    if (space == std::string::npos) continue;
    keys.push_back({each.substr(0, space), model::SignInId(each.substr(space + 1))});
  }
  return keys;
}

/// What can't be read allows no path at all.
std::optional<model::Treatment> treatment_of_text(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return model::treatment_from_text(*text).value_or(model::Treatment{.allowed_paths = {""}});
}

struct SessionRow {
  std::string id, team, device, device_name, install, install_name, technician, technician_name, endpoint, job, state,
      label;
  std::string scheme, address, deadline, limit, cookies, sign_ins, kind, ports, client_keys;
  std::optional<std::string> reason, treatment, token_scope;
  FailureColumns failure;
  std::int64_t created = 0, up = 0, down = 0, port = 0, read_only = 0;
  std::optional<std::int64_t> active, closed;

  void bind(Query& query) {
    query.into(id)
        .into(team)
        .into(device)
        .into(device_name)
        .into(install)
        .into(install_name)
        .into(technician)
        .into(technician_name);
    query.into(endpoint).into(job).into(state).into(reason);
    failure.into(query);
    query.into(label).into(created).into(active).into(closed).into(up).into(down);
    query.into(scheme).into(address).into(port).into(deadline).into(limit).into(cookies).into(sign_ins);
    query.into(kind).into(ports).into(client_keys).into(treatment).into(read_only).into(token_scope);
  }
  PageKey key() const { return {std::to_string(created), id}; }
  model::Session value() const {
    return {.id = model::SessionId(id),
            .team = model::TeamId(team),
            .device = model::DeviceId(device),
            .device_name = device_name,
            .install = model::InstallId(install),
            .install_name = install_name,
            .technician = model::TechnicianId(technician),
            .technician_name = technician_name,
            .kind = model::parse<model::SessionKind>(kind).value_or(model::SessionKind::kWebpage),
            .read_only = read_only != 0,
            .endpoint = model::EndpointId(endpoint),
            .port = static_cast<std::uint16_t>(port),
            .job = model::JobId(job),
            .state = model::parse<model::SessionState>(state).value_or(model::SessionState::kClosed),
            .closed_reason = reason ? model::parse<model::ClosedReason>(*reason) : std::nullopt,
            .failure = failure.value(),
            .label = label,
            .created_at = time_of(created),
            .active_at = time_of(active),
            .closed_at = time_of(closed),
            .bytes_up = static_cast<std::uint64_t>(up),
            .bytes_down = static_cast<std::uint64_t>(down),
            .remaining = {},
            .extendable = false};
  }
  SessionRecord record() const {
    return {.session = value(),
            .scheme = model::parse<model::Scheme>(scheme).value_or(model::Scheme::kHttp),
            .address = address,
            .port = static_cast<std::uint16_t>(port),
            .ports = ports_of_text(ports),
            .deadline = deadline_of_text(deadline),
            .limit = deadline_of_text(limit),
            .cookie_hashes = hashes_of_text(cookies),
            .sign_ins = ids_of_text<model::SignInId>(sign_ins),
            .client_keys = keys_of_text(client_keys),
            .treatment = treatment_of_text(treatment),
            .only = token_scope ? std::optional(permissions_of_text(*token_scope)) : std::nullopt};
  }
};

std::optional<std::string> reason_text(const std::optional<model::ClosedReason>& reason) {
  return reason ? std::optional(std::string(model::to_string(*reason))) : std::nullopt;
}

}  // namespace

Result<model::Session> Sessions::get(const model::SessionId& id) {
  return guarded("read the session", [&]() -> Result<model::Session> {
    Query query(scope_.connection(), std::string(kSessionColumns) + " WHERE team_id = :team AND id = :id");
    query.use(scope_.team()).use(id.str());
    SessionRow row;
    row.bind(query);
    if (!query.next()) return fail(Code::kNotFound, "There is no such session.");
    return row.value();
  });
}

Result<Page<model::Session>> Sessions::list(const PageRequest& page, const SessionFilter& filter) {
  return guarded("list sessions", [&]() -> Result<Page<model::Session>> {
    Listing listing("team_id = :team", scope_.team());
    if (auto before = listing.before_time(page.cursor); !before) return fail(before);
    about_device_in_reach(scope_, filter.reach, "sessions.device_id", "sessions.technician_id").add_to(listing);
    if (filter.technician) listing.where("technician_id = :technician", filter.technician->str());
    if (filter.device) listing.where("device_id = :device", filter.device->str());
    if (filter.from) listing.where("created_ms >= :from", ms_of(*filter.from));
    if (filter.to) listing.where("created_ms < :to", ms_of(*filter.to));
    if (filter.live) listing.where("closed_ms IS NULL");
    return listing.page<model::Session, SessionRow>(scope_.connection(), kSessionColumns,
                                                    " ORDER BY created_ms DESC, id DESC", page.limit);
  });
}

Result<> Sessions::insert(const SessionRecord& record) {
  return guarded("add the session", [&]() -> Result<> {
    const auto& session = record.session;
    Query query(scope_.connection(),
                "INSERT INTO sessions (id, team_id, device_id, device_name, install_id, install_name, technician_id, "
                "technician_name, endpoint_id, "
                "job_id, state, label, created_ms, bytes_up, bytes_down, scheme, address, port, deadline, "
                "limit_deadline, cookie_hashes, sign_ins, kind, ports, client_keys, treatment, read_only, token_scope) "
                "VALUES (:id, "
                ":team, :device, :device_name, :install, :install_name, :technician, :technician_name, :endpoint, "
                ":job, :state, :label, :created, 0, "
                "0, :scheme, :address, :port, :deadline, :limit, :cookies, :sign_ins, :kind, :ports, :keys, "
                ":treatment, :read_only, :token_scope)");
    query.use(session.id.str()).use(scope_.team()).use(session.device.str()).use(session.device_name);
    query.use(session.install.str())
        .use(session.install_name)
        .use(session.technician.str())
        .use(session.technician_name);
    query.use(session.endpoint.str()).use(session.job.str()).use(model::to_string(session.state)).use(session.label);
    query.use(ms_of(session.created_at))
        .use(model::to_string(record.scheme))
        .use(record.address)
        .use(std::int64_t{record.port});
    query.use(text_of_deadline(record.deadline))
        .use(text_of_deadline(record.limit))
        .use(text_of_hashes(record.cookie_hashes))
        .use(text_of_ids(record.sign_ins))
        .use(model::to_string(session.kind))
        .use(text_of_ports(record.ports))
        .use(text_of_keys(record.client_keys))
        .use(model::to_text(record.treatment.value_or(model::Treatment())))
        .use(std::int64_t{session.read_only})
        .use(record.only ? std::optional(text_of_permissions(*record.only)) : std::nullopt)
        .run();
    return {};
  });
}

Result<> Sessions::update(const SessionRecord& record) {
  return guarded("change the session", [&]() -> Result<> {
    const auto& session = record.session;
    Query query(scope_.connection(),
                "UPDATE sessions SET state = :state, closed_reason = :reason, failure_hop = :hop, failure_code = "
                ":code, failure_detail = :fdetail, "
                "failure_remedy = :remedy, active_ms = :active, closed_ms = :closed, bytes_up = :up, bytes_down = "
                ":down, deadline = :deadline, "
                "limit_deadline = :limit, cookie_hashes = :cookies, sign_ins = :sign_ins, client_keys = :keys WHERE "
                "team_id = :team AND id = :id");
    query.use(model::to_string(session.state)).use(reason_text(session.closed_reason));
    FailureColumns(session.failure).use(query);
    query.use(ms_of(session.active_at)).use(ms_of(session.closed_at));
    query.use(static_cast<std::int64_t>(session.bytes_up)).use(static_cast<std::int64_t>(session.bytes_down));
    query.use(text_of_deadline(record.deadline))
        .use(text_of_deadline(record.limit))
        .use(text_of_hashes(record.cookie_hashes))
        .use(text_of_ids(record.sign_ins))
        .use(text_of_keys(record.client_keys));
    query.use(scope_.team()).use(session.id.str());
    if (query.run() == 0) return fail(Code::kNotFound, "There is no such session.");
    return {};
  });
}

Result<std::vector<SessionRecord>> live_sessions(Transaction& transaction) {
  return guarded("read the live sessions", [&]() -> Result<std::vector<SessionRecord>> {
    Query query(transaction.connection(),
                std::string(kSessionColumns) + " WHERE closed_ms IS NULL ORDER BY created_ms, id");
    SessionRow row;
    row.bind(query);
    std::vector<SessionRecord> records;
    while (query.next()) records.push_back(row.record());
    return records;
  });
}

Result<std::vector<ClosedLabel>> closed_labels(Transaction& transaction, int most) {
  return guarded("read the closed sessions", [&]() -> Result<std::vector<ClosedLabel>> {
    std::string label, id, reason;
    Query query(transaction.connection(),
                "SELECT label, id, closed_reason FROM sessions WHERE closed_ms IS NOT NULL ORDER BY closed_ms DESC "
                "LIMIT :most");
    query.use(std::int64_t{most}).into(label).into(id).into(reason);
    std::vector<ClosedLabel> labels;
    while (query.next()) {
      if (const auto known = model::parse<model::ClosedReason>(reason))
        labels.push_back({label, model::SessionId(id), *known});
    }
    return labels;
  });
}

}  // namespace callout::store
