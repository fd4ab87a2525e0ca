// SPDX-License-Identifier: Apache-2.0
#include "store/sign_ins.h"

#include "store/connection.h"
#include "store/teams.h"
#include "store/texts.h"

namespace callout::store {

namespace {

/// A kind that this program does not know is a token's: the one that may least.
model::SignInKind kind_of(std::string_view text) {
  return model::parse<model::SignInKind>(text).value_or(model::SignInKind::kToken);
}

/// A token without a scope (a damaged row) may do nothing.
std::optional<model::Permissions> scope_of(std::string_view kind, const std::optional<std::string>& text) {
  if (text) return permissions_of_text(*text);
  return kind_of(kind) == model::SignInKind::kToken ? std::optional(model::Permissions()) : std::nullopt;
}

}  // namespace

Result<> SignIns::insert(const SignInRecord& record, std::string_view secret_hash, WallMs now) {
  return guarded("sign in", [&]() -> Result<> {
    Query(transaction_->connection(),
          "INSERT INTO sign_ins (id, technician_id, secret_hash, created_ms, idle_deadline, absolute_deadline, kind, "
          "name, address, used_ms, expires_ms, scope) VALUES (:id, :technician, :hash, :created, :idle, :absolute, "
          ":kind, :name, :address, :used, :expires, :scope)")
        .use(record.id.str())
        .use(record.technician.id.str())
        .use(secret_hash)
        .use(ms_of(now))
        .use(text_of_deadline(record.idle))
        .use(text_of_deadline(record.absolute))
        .use(model::to_string(record.kind))
        .use(record.name)
        .use(record.address)
        .use(ms_of(now))
        .use(ms_of(record.expires))
        .use(record.scope ? std::optional(text_of_permissions(*record.scope)) : std::nullopt)
        .run();
    return {};
  });
}

Result<std::optional<SignInRecord>> SignIns::find(std::string_view secret_hash) {
  return read("secret_hash", secret_hash);
}

Result<std::optional<SignInRecord>> SignIns::get(const model::SignInId& id) {
  return read("id", id.str());
}

Result<std::optional<SignInRecord>> SignIns::read(std::string_view column, std::string_view value) {
  return guarded("find the sign-in", [&]() -> Result<std::optional<SignInRecord>> {
    std::string id, technician, team, idle, absolute, kind, name, address;
    std::optional<std::string> scope;
    std::int64_t expires = 0;
    Query query(
        transaction_->connection(),
        "SELECT s.id, s.technician_id, t.team_id, s.idle_deadline, s.absolute_deadline, s.kind, s.name, "
        "s.address, s.scope, s.expires_ms FROM sign_ins s JOIN technicians t ON t.id = s.technician_id WHERE s." +
            std::string(column) + " = :value");
    query.use(value).into(id).into(technician).into(team).into(idle).into(absolute).into(kind).into(name);
    if (!query.into(address).into(scope).into(expires).next()) return std::nullopt;
    auto whose = Technicians(TeamScope(*transaction_, model::TeamId(team))).get(model::TechnicianId(technician));
    if (!whose) return fail(whose);
    return SignInRecord{.id = model::SignInId(id),
                        .technician = *whose,
                        .idle = deadline_of_text(idle),
                        .absolute = deadline_of_text(absolute),
                        .kind = kind_of(kind),
                        .name = name,
                        .address = address,
                        .scope = scope_of(kind, scope),
                        .expires = time_of(expires)};
  });
}

Result<> SignIns::set_idle(const model::SignInId& id, const model::Deadline& idle, WallMs now) {
  return guarded("prolong the sign-in", [&]() -> Result<> {
    Query(transaction_->connection(), "UPDATE sign_ins SET idle_deadline = :idle, used_ms = :used WHERE id = :id")
        .use(text_of_deadline(idle))
        .use(ms_of(now))
        .use(id.str())
        .run();
    return {};
  });
}

Result<> SignIns::remove(const model::SignInId& id) {
  return guarded("end the sign-in", [&]() -> Result<> {
    Query(transaction_->connection(), "DELETE FROM sign_ins WHERE id = :id").use(id.str()).run();
    return {};
  });
}

Result<std::vector<SignInInfo>> SignIns::list(const model::TechnicianId& technician) {
  return list(technician, "", kSignInsListed, 0);
}

Result<std::vector<SignInInfo>> SignIns::oldest_of(const model::TechnicianId& technician, int keep) {
  return list(technician, " AND kind <> 'token'", -1, keep);
}

Result<std::vector<SignInInfo>> SignIns::list(const model::TechnicianId& technician, std::string_view where,
                                              std::int64_t most, std::int64_t beyond) {
  return guarded("read the sign-ins", [&]() -> Result<std::vector<SignInInfo>> {
    std::string id, kind, name, address;
    std::optional<std::string> scope;
    std::int64_t created = 0, used = 0, expires = 0;
    Query query(transaction_->connection(),
                "SELECT id, kind, name, address, created_ms, used_ms, scope, expires_ms FROM sign_ins WHERE "
                "technician_id = :technician" +
                    std::string(where) + " ORDER BY created_ms DESC, id DESC LIMIT :most OFFSET :beyond");
    query.use(technician.str()).use(most).use(beyond);
    query.into(id).into(kind).into(name).into(address).into(created).into(used).into(scope).into(expires);
    std::vector<SignInInfo> all;
    while (query.next()) {
      all.push_back({.id = model::SignInId(id),
                     .kind = kind_of(kind),
                     .name = name,
                     .address = address,
                     .created_at = time_of(created),
                     .used_at = time_of(used == 0 ? created : used),
                     .scope = scope_of(kind, scope),
                     .expires = time_of(expires)});
    }
    return all;
  });
}

Result<std::int64_t> SignIns::count(const model::TechnicianId& technician, model::SignInKind kind) {
  return guarded("count the sign-ins", [&]() -> Result<std::int64_t> {
    std::int64_t count = 0;
    Query query(transaction_->connection(),
                "SELECT COUNT(*) FROM sign_ins WHERE technician_id = :technician AND kind = :kind");
    query.use(technician.str()).use(model::to_string(kind)).into(count).next();
    return count;
  });
}

Result<std::vector<SignInDeadlines>> SignIns::all() {
  return guarded("read the sign-ins", [&]() -> Result<std::vector<SignInDeadlines>> {
    std::string id, team, kind, idle, absolute;
    Query query(
        transaction_->connection(),
        "SELECT s.id, t.team_id, s.kind, s.idle_deadline, s.absolute_deadline FROM sign_ins s JOIN technicians t "
        "ON t.id = s.technician_id");
    query.into(id).into(team).into(kind).into(idle).into(absolute);
    std::vector<SignInDeadlines> all;
    while (query.next()) {
      all.push_back({model::SignInId(id), model::TeamId(team), kind_of(kind), deadline_of_text(idle),
                     deadline_of_text(absolute)});
    }
    return all;
  });
}

Result<bool> sign_ins_exist(Transaction& transaction, std::span<const model::SignInId> ids) {
  return guarded("find the sign-ins", [&]() -> Result<bool> {
    for (const auto& id : ids) {
      std::int64_t found = 0;
      Query query(transaction.connection(), "SELECT COUNT(*) FROM sign_ins WHERE id = :id");
      query.use(id.str()).into(found).next();
      if (found == 0) return false;
    }
    return !ids.empty();
  });
}

}  // namespace callout::store
