// SPDX-License-Identifier: Apache-2.0
#include "store/account_links.h"

#include "store/connection.h"
#include "store/texts.h"

namespace callout::store {

Result<> Invitations::put(const InvitationRecord& record, std::string_view token_hash) {
  if (auto removed = remove(record.technician); !removed) return removed;
  return guarded("keep the invitation", [&]() -> Result<> {
    Query(transaction_->connection(),
          "INSERT INTO invitations (technician_id, token_hash, inviter_name, sent_ms, deadline) VALUES (:technician, "
          ":hash, :inviter, :sent, :deadline)")
        .use(record.technician.str())
        .use(token_hash)
        .use(record.inviter_name)
        .use(ms_of(record.sent_at))
        .use(text_of_deadline(record.deadline))
        .run();
    return {};
  });
}

Result<std::optional<InvitationRecord>> Invitations::one(std::string_view column, std::string_view value) {
  return guarded("find the invitation", [&]() -> Result<std::optional<InvitationRecord>> {
    std::string technician, team, inviter, deadline;
    std::int64_t sent = 0;
    Query query(transaction_->connection(),
                "SELECT i.technician_id, t.team_id, i.inviter_name, i.sent_ms, i.deadline FROM invitations i JOIN "
                "technicians t ON t.id = i.technician_id WHERE " +
                    std::string(column) + " = :value");
    if (!query.use(value).into(technician).into(team).into(inviter).into(sent).into(deadline).next())
      return std::nullopt;
    return InvitationRecord{.technician = model::TechnicianId(technician),
                            .team = model::TeamId(team),
                            .inviter_name = inviter,
                            .sent_at = time_of(sent),
                            .deadline = deadline_of_text(deadline)};
  });
}

Result<std::optional<InvitationRecord>> Invitations::find(std::string_view token_hash) {
  return one("i.token_hash", token_hash);
}

Result<std::optional<InvitationRecord>> Invitations::of(const model::TechnicianId& technician) {
  return one("i.technician_id", technician.str());
}

Result<> Invitations::remove(const model::TechnicianId& technician) {
  return guarded("remove the invitation", [&]() -> Result<> {
    Query(transaction_->connection(), "DELETE FROM invitations WHERE technician_id = :id").use(technician.str()).run();
    return {};
  });
}

Result<> PasswordResets::put(const model::TechnicianId& technician, std::string_view token_hash,
                             const model::Deadline& deadline) {
  return guarded("keep the link for a new password", [&]() -> Result<> {
    auto& connection = transaction_->connection();
    Query(connection, "DELETE FROM password_resets WHERE technician_id = :id").use(technician.str()).run();
    Query(connection,
          "INSERT INTO password_resets (technician_id, token_hash, deadline) VALUES (:technician, :hash, :deadline)")
        .use(technician.str())
        .use(token_hash)
        .use(text_of_deadline(deadline))
        .run();
    return {};
  });
}

Result<std::optional<ResetRecord>> PasswordResets::find(std::string_view token_hash) {
  return guarded("find the link for a new password", [&]() -> Result<std::optional<ResetRecord>> {
    std::string technician, team, deadline;
    Query query(transaction_->connection(),
                "SELECT r.technician_id, t.team_id, r.deadline FROM password_resets r JOIN technicians t ON t.id = "
                "r.technician_id WHERE r.token_hash = :hash");
    if (!query.use(token_hash).into(technician).into(team).into(deadline).next()) return std::nullopt;
    return ResetRecord{model::TechnicianId(technician), model::TeamId(team), deadline_of_text(deadline)};
  });
}

Result<> Registrations::put(const RegistrationRecord& record, std::string_view token_hash) {
  if (auto removed = remove(record.email); !removed) return removed;
  return guarded("keep the registration", [&]() -> Result<> {
    Query(transaction_->connection(),
          "INSERT INTO registrations (email, token_hash, team_name, first_name, last_name, language, password_hash, "
          "deadline) VALUES (:email, :hash, :team, :first, :last, :language, :password, :deadline)")
        .use(record.email)
        .use(token_hash)
        .use(record.team_name)
        .use(record.first_name)
        .use(record.last_name)
        .use(record.language)
        .use(record.password_hash)
        .use(text_of_deadline(record.deadline))
        .run();
    return {};
  });
}

Result<std::vector<RegistrationRecord>> Registrations::select(std::string_view condition,
                                                              std::optional<std::string> value) {
  return guarded("read the registrations", [&]() -> Result<std::vector<RegistrationRecord>> {
    RegistrationRecord row;
    std::string deadline;
    Query query(transaction_->connection(),
                "SELECT email, team_name, first_name, last_name, language, password_hash, deadline FROM registrations" +
                    std::string(condition));
    if (value) query.use(*value);
    query.into(row.email).into(row.team_name).into(row.first_name).into(row.last_name).into(row.language);
    query.into(row.password_hash).into(deadline);
    std::vector<RegistrationRecord> all;
    while (query.next()) {
      row.deadline = deadline_of_text(deadline);
      all.push_back(row);
    }
    return all;
  });
}

Result<std::optional<RegistrationRecord>> Registrations::find(std::string_view token_hash) {
  auto found = select(" WHERE token_hash = :hash", std::string(token_hash));
  if (!found) return fail(found);
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<std::vector<RegistrationRecord>> Registrations::all() {
  return select("", std::nullopt);
}

Result<> Registrations::remove(std::string_view email) {
  return guarded("remove the registration", [&]() -> Result<> {
    Query(transaction_->connection(), "DELETE FROM registrations WHERE email = :email").use(email).run();
    return {};
  });
}

}  // namespace callout::store
