// SPDX-License-Identifier: Apache-2.0
#include "store/sign_ins.h"

#include "store/connection.h"
#include "store/teams.h"
#include "store/texts.h"

namespace callout::store {

Result<> SignIns::insert(const SignInRecord& record, std::string_view secret_hash, WallMs now) {
  return guarded("sign in", [&]() -> Result<> {
    Query(transaction_->connection(),
          "INSERT INTO sign_ins (id, technician_id, secret_hash, created_ms, idle_deadline, absolute_deadline) "
          "VALUES (:id, :technician, :hash, :created, :idle, :absolute)")
        .use(record.id.str())
        .use(record.technician.id.str())
        .use(secret_hash)
        .use(ms_of(now))
        .use(text_of_deadline(record.idle))
        .use(text_of_deadline(record.absolute))
        .run();
    return {};
  });
}

Result<std::optional<SignInRecord>> SignIns::find(std::string_view secret_hash) {
  return guarded("find the sign-in", [&]() -> Result<std::optional<SignInRecord>> {
    std::string id, technician, team, idle, absolute;
    Query query(transaction_->connection(),
                "SELECT s.id, s.technician_id, t.team_id, s.idle_deadline, s.absolute_deadline FROM sign_ins s "
                "JOIN technicians t ON t.id = s.technician_id WHERE s.secret_hash = :hash");
    if (!query.use(secret_hash).into(id).into(technician).into(team).into(idle).into(absolute).next())
      return std::nullopt;
    auto whose = Technicians(TeamScope(*transaction_, model::TeamId(team))).get(model::TechnicianId(technician));
    if (!whose) return fail(whose);
    return SignInRecord{model::SignInId(id), *whose, deadline_of_text(idle), deadline_of_text(absolute)};
  });
}

Result<> SignIns::set_idle(const model::SignInId& id, const model::Deadline& idle) {
  return guarded("prolong the sign-in", [&]() -> Result<> {
    Query(transaction_->connection(), "UPDATE sign_ins SET idle_deadline = :idle WHERE id = :id")
        .use(text_of_deadline(idle))
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

Result<> SignIns::remove_all_of(const model::TechnicianId& technician) {
  return guarded("end the sign-ins", [&]() -> Result<> {
    Query(transaction_->connection(), "DELETE FROM sign_ins WHERE technician_id = :technician")
        .use(technician.str())
        .run();
    return {};
  });
}

Result<std::vector<model::SignInId>> SignIns::remove_oldest_of(const model::TechnicianId& technician, int keep) {
  return guarded("end the oldest sign-ins", [&]() -> Result<std::vector<model::SignInId>> {
    std::string id;
    std::vector<model::SignInId> removed;
    {
      Query query(transaction_->connection(),
                  "SELECT id FROM sign_ins WHERE technician_id = :technician ORDER BY created_ms DESC, id DESC "
                  "LIMIT -1 OFFSET :keep");
      query.use(technician.str()).use(std::int64_t{keep}).into(id);
      while (query.next()) removed.emplace_back(id);
    }
    for (const auto& oldest : removed) {
      if (auto done = remove(oldest); !done) return fail(done);
    }
    return removed;
  });
}

Result<std::vector<SignInDeadlines>> SignIns::all() {
  return guarded("read the sign-ins", [&]() -> Result<std::vector<SignInDeadlines>> {
    std::string id, idle, absolute;
    Query query(transaction_->connection(), "SELECT id, idle_deadline, absolute_deadline FROM sign_ins");
    query.into(id).into(idle).into(absolute);
    std::vector<SignInDeadlines> all;
    while (query.next()) all.push_back({model::SignInId(id), deadline_of_text(idle), deadline_of_text(absolute)});
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
