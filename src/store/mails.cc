// SPDX-License-Identifier: Apache-2.0
#include "store/mails.h"

#include "store/connection.h"

namespace callout::store {
namespace {

using std::chrono_literals::operator""h;

constexpr const char* kMailColumns =
    "id, team_id, recipient, language, kind, subject, plain, html, unsubscribe, created_ms, state, attempts, "
    "next_try_ms, last_error, finished_ms";

/// The columns of one row, and the mail that they make.
struct MailRow {
  std::string id, team, state;
  model::Mail mail;
  std::int64_t created = 0, attempts = 0, next_try = 0;
  std::optional<std::int64_t> finished;

  void into(Query& query) {
    query.into(id).into(team).into(mail.to).into(mail.language).into(mail.kind);
    query.into(mail.text.subject)
        .into(mail.text.plain)
        .into(mail.text.html)
        .into(mail.text.unsubscribe)
        .into(created)
        .into(state);
    query.into(attempts).into(next_try).into(mail.last_error).into(finished);
  }
  model::Mail made() const {
    model::Mail out = mail;
    out.id = model::MailId(id);
    out.team = model::TeamId(team);
    out.created_at = time_of(created);
    out.state = model::parse<model::MailState>(state).value_or(model::MailState::kFailed);
    out.attempts = static_cast<int>(attempts);
    out.next_try_at = time_of(next_try);
    out.finished_at = time_of(finished);
    return out;
  }
};

}  // namespace

namespace {

/// A mail of a team, or of the server itself (nullopt).
Result<> insert_mail(Connection& connection, const std::optional<std::string>& team, const model::Mail& mail,
                     int most) {
  return guarded("queue the mail", [&]() -> Result<> {
    std::int64_t there = 0;
    Query(connection,
          "SELECT COUNT(*) FROM mail_outbox WHERE team_id IS :team AND (created_ms > :since OR finished_ms IS NULL)")
        .use(team)
        .use(ms_of(mail.created_at - 1h))
        .into(there)
        .next();
    if (there >= most) {
      return fail(Code::kExhausted, "{} has {} mails that wait or were made in the last hour: try again later.",
                  team ? "The team" : "The server", there);
    }
    Query(connection,
          "INSERT INTO mail_outbox (id, team_id, recipient, language, kind, subject, plain, html, unsubscribe, "
          "created_ms, "
          "state, attempts, next_try_ms, last_error) VALUES (:id, :team, :to, :language, :kind, :subject, :plain, "
          ":html, :unsubscribe, :created, :state, 0, :next, '')")
        .use(mail.id.str())
        .use(team)
        .use(mail.to)
        .use(mail.language)
        .use(mail.kind)
        .use(mail.text.subject)
        .use(mail.text.plain)
        .use(mail.text.html)
        .use(mail.text.unsubscribe)
        .use(ms_of(mail.created_at))
        .use(model::to_string(model::MailState::kWaiting))
        .use(ms_of(mail.created_at))
        .run();
    return {};
  });
}

}  // namespace

Result<> Mails::insert(const model::Mail& mail, int most) {
  return insert_mail(scope_.connection(), scope_.team(), mail, most);
}

Result<> insert_mail_of_server(Transaction& transaction, const model::Mail& mail) {
  return insert_mail(transaction.connection(), std::nullopt, mail, kMailsPerTeam);
}

Result<model::Mail> Mails::get(const model::MailId& id) {
  return guarded("read the mail", [&]() -> Result<model::Mail> {
    MailRow row;
    Query query(scope_.connection(),
                fmt::format("SELECT {} FROM mail_outbox WHERE team_id = :team AND id = :id", kMailColumns));
    query.use(scope_.team()).use(id.str());
    row.into(query);
    if (!query.next()) return fail(Code::kNotFound, "There is no such mail.");
    return row.made();
  });
}

Result<std::vector<model::Mail>> MailQueue::due(WallMs now, std::chrono::milliseconds longest, int most) {
  return guarded("list the mails to send", [&]() -> Result<std::vector<model::Mail>> {
    MailRow row;
    Query query(transaction_->connection(),
                fmt::format("SELECT {} FROM mail_outbox WHERE finished_ms IS NULL AND (next_try_ms <= :now OR "
                            "next_try_ms > :far) ORDER BY next_try_ms, id LIMIT :most",
                            kMailColumns));
    query.use(ms_of(now)).use(ms_of(now + longest)).use(std::int64_t{most});
    row.into(query);
    std::vector<model::Mail> mails;
    while (query.next()) mails.push_back(row.made());
    return mails;
  });
}

Result<std::optional<WallMs>> MailQueue::next_try() {
  return guarded("find the next mail", [&]() -> Result<std::optional<WallMs>> {
    std::optional<std::int64_t> next;
    Query(transaction_->connection(), "SELECT MIN(next_try_ms) FROM mail_outbox WHERE finished_ms IS NULL")
        .into(next)
        .next();
    return time_of(next);
  });
}

Result<std::int64_t> MailQueue::waiting() {
  return guarded("count the mails", [&]() -> Result<std::int64_t> {
    std::int64_t waiting = 0;
    Query(transaction_->connection(), "SELECT COUNT(*) FROM mail_outbox WHERE finished_ms IS NULL")
        .into(waiting)
        .next();
    return waiting;
  });
}

Result<> MailQueue::make_all_due(WallMs now) {
  return guarded("take up the mails", [&]() -> Result<> {
    Query(transaction_->connection(), "UPDATE mail_outbox SET next_try_ms = :now WHERE finished_ms IS NULL")
        .use(ms_of(now))
        .run();
    return {};
  });
}

Result<> MailQueue::postpone(const model::MailId& id, WallMs next_try, std::string_view error) {
  return guarded("postpone the mail", [&]() -> Result<> {
    Query(transaction_->connection(),
          "UPDATE mail_outbox SET attempts = attempts + 1, next_try_ms = :next, last_error = :error WHERE id = :id AND "
          "finished_ms IS NULL")
        .use(ms_of(next_try))
        .use(error)
        .use(id.str())
        .run();
    return {};
  });
}

Result<> MailQueue::finish_sent(const model::MailId& id, WallMs now) {
  return guarded("record the sent mail", [&]() -> Result<> {
    Query(transaction_->connection(),
          "UPDATE mail_outbox SET state = :state, finished_ms = :now, plain = '', html = '', unsubscribe = '', "
          "last_error = '' WHERE id "
          "= :id AND finished_ms IS NULL")
        .use(model::to_string(model::MailState::kSent))
        .use(ms_of(now))
        .use(id.str())
        .run();
    return {};
  });
}

Result<> MailQueue::finish_failed(const model::MailId& id, WallMs now, std::string_view error) {
  return guarded("record the failed mail", [&]() -> Result<> {
    Query(transaction_->connection(),
          "UPDATE mail_outbox SET state = :state, finished_ms = :now, plain = '', html = '', unsubscribe = '', "
          "attempts = attempts + 1, "
          "last_error = :error WHERE id = :id AND finished_ms IS NULL")
        .use(model::to_string(model::MailState::kFailed))
        .use(ms_of(now))
        .use(error)
        .use(id.str())
        .run();
    return {};
  });
}

Result<> MailQueue::remove_finished_before(WallMs then) {
  return guarded("forget old mails", [&]() -> Result<> {
    Query(transaction_->connection(), "DELETE FROM mail_outbox WHERE finished_ms IS NOT NULL AND finished_ms < :then")
        .use(ms_of(then))
        .run();
    return {};
  });
}

}  // namespace callout::store
