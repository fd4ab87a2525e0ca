// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "store/connection.h"

namespace callout::store {

namespace {

/// The next statement of a migration: SQLite prepares one at a time. It ends with a semicolon at the end of a line.
std::string next_statement(std::string_view& sql) {
  const std::size_t end = sql.find(";\n");
  std::string statement(sql.substr(0, end));
  sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
  return statement;
}

/// Whether it is more than comments and empty lines.
bool is_statement(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!line.empty() && !line.starts_with("--")) return true;
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return false;
}

/// The digits that its name begins with.
int number_of(const Migration& migration) {
  int number = 0;
  const auto& name = migration.name;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
  check(read.ec == std::errc() && number > 0);
  return number;
}

void apply(Connection& connection, const Migration& migration) {
  connection.run("BEGIN IMMEDIATE");
  try {
    for (std::string_view rest = migration.sql; !rest.empty();) {
      const std::string statement = next_statement(rest);
      if (is_statement(statement)) connection.run(statement);
    }
    Query(connection, "INSERT INTO schema_migrations (version, name) VALUES (:version, :name)")
        .use(std::int64_t{number_of(migration)})
        .use(migration.name)
        .run();
    connection.run("COMMIT");
  } catch (const soci::soci_error&) {
    connection.run("ROLLBACK");
    throw;
  }
}

}  // namespace

int schema_known() {
  return number_of(migrations().back());
}

Result<int> schema_of(Connection& connection, std::string_view file) {
  return guarded("read the schema of the database", [&]() -> Result<int> {
    std::int64_t tables = 0, ours = 0, version = 0;
    Query(connection, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'").into(tables).next();
    if (tables == 0) return 0;
    Query(connection,
          "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('schema_migrations', 'teams')")
        .into(ours)
        .next();
    if (ours == 0)
      return fail(Code::kInvalid, "{} is a database of another program: give the path of Callout's own.", file);
    Query(connection, "SELECT MAX(version) FROM schema_migrations").into(version).next();
    return static_cast<int>(version);
  });
}

Result<> migrate(Connection& connection, std::string_view file, Log& log) {
  const auto at = schema_of(connection, file);
  if (!at) return fail(at);
  if (*at > schema_known()) {
    return fail(Code::kInvalid,
                "{} was written by a newer Callout (schema {}, this program knows {}): install that version, or "
                "restore an older backup.",
                file, *at, schema_known());
  }
  return guarded("migrate the database", [&]() -> Result<> {
    if (*at == 0)
      connection.run(
          "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL)");
    for (const auto& migration : migrations()) {
      if (number_of(migration) <= *at) continue;
      apply(connection, migration);
      log.info("database migrated", {{"migration", migration.name}});
    }
    return {};
  });
}

}  // namespace callout::store
