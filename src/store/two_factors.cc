// SPDX-License-Identifier: Apache-2.0
#include "store/two_factors.h"

#include "store/connection.h"
#include "store/teams.h"

namespace callout::store {

Result<std::optional<TwoFactorRecord>> TwoFactors::get() {
  return guarded("read the second factor", [&]() -> Result<std::optional<TwoFactorRecord>> {
    TwoFactorRecord record;
    std::int64_t confirmed = 0;
    Query query(transaction_->connection(),
                "SELECT sealed_secret, confirmed, last_step, (SELECT COUNT(*) FROM recovery_codes c WHERE "
                "c.technician_id = f.technician_id) FROM two_factors f WHERE technician_id = :id");
    query.use(technician_.str()).into(record.sealed_secret).into(confirmed).into(record.last_step);
    if (!query.into(record.recovery_codes).next()) return std::nullopt;
    record.confirmed = confirmed != 0;
    return record;
  });
}

Result<> TwoFactors::put(std::string_view sealed_secret) {
  if (auto removed = remove(); !removed) return removed;
  return guarded("keep the second factor", [&]() -> Result<> {
    Query(transaction_->connection(),
          "INSERT INTO two_factors (technician_id, sealed_secret, confirmed, last_step) VALUES (:id, :secret, 0, 0)")
        .use(technician_.str())
        .use(sealed_secret)
        .run();
    return {};
  });
}

Result<> TwoFactors::confirm(std::span<const std::string> recovery_hashes) {
  return guarded("confirm the second factor", [&]() -> Result<> {
    auto& connection = transaction_->connection();
    Query(connection, "UPDATE two_factors SET confirmed = 1 WHERE technician_id = :id").use(technician_.str()).run();
    Query(connection, "DELETE FROM recovery_codes WHERE technician_id = :id").use(technician_.str()).run();
    for (const auto& hash : recovery_hashes) {
      Query(connection, "INSERT INTO recovery_codes (technician_id, code_hash) VALUES (:id, :hash)")
          .use(technician_.str())
          .use(hash)
          .run();
    }
    return {};
  });
}

Result<bool> TwoFactors::use_step(std::int64_t step) {
  return guarded("use a code", [&]() -> Result<bool> {
    Query query(transaction_->connection(),
                "UPDATE two_factors SET last_step = :step WHERE technician_id = :id AND last_step < :least");
    return query.use(step).use(technician_.str()).use(step).run() == 1;
  });
}

Result<bool> TwoFactors::use_recovery(std::string_view code_hash) {
  return guarded("use a recovery code", [&]() -> Result<bool> {
    Query query(transaction_->connection(),
                "DELETE FROM recovery_codes WHERE technician_id = :id AND code_hash = :hash");
    return query.use(technician_.str()).use(code_hash).run() == 1;
  });
}

Result<> TwoFactors::remove() {
  return guarded("remove the second factor", [&]() -> Result<> {
    auto& connection = transaction_->connection();
    Query(connection, "DELETE FROM recovery_codes WHERE technician_id = :id").use(technician_.str()).run();
    Query(connection, "DELETE FROM two_factors WHERE technician_id = :id").use(technician_.str()).run();
    return {};
  });
}

Result<std::int64_t> sealed_secrets(Transaction& transaction) {
  return guarded("count the sealed secrets", [&]() -> Result<std::int64_t> {
    std::int64_t count = 0;
    Query(transaction.connection(), "SELECT COUNT(*) FROM two_factors").into(count).next();
    return count;
  });
}

Result<std::vector<model::Technician>> technicians_with_two_factor(Transaction& transaction) {
  return guarded("list the second factors", [&]() -> Result<std::vector<model::Technician>> {
    std::string id, team;
    Query query(transaction.connection(),
                "SELECT t.id, t.team_id FROM two_factors f JOIN technicians t ON t.id = f.technician_id ORDER BY t.id");
    query.into(id).into(team);
    std::vector<model::Technician> all;
    while (query.next()) {
      auto technician = Technicians(TeamScope(transaction, model::TeamId(team))).get(model::TechnicianId(id));
      if (!technician) return fail(technician);
      all.push_back(std::move(*technician));
    }
    return all;
  });
}

}  // namespace callout::store
