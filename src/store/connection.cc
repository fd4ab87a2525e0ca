// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "model/text.h"

namespace callout::store {

Connection::Connection(const std::filesystem::path& file, bool writes)
    : session_(soci::sqlite3, fmt::format("dbname=\"{}\" timeout=10", file.string())), writes_(writes) {
  run("PRAGMA busy_timeout = 10000");
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = FULL");  // An acknowledged write survives power loss, not only kill -9.
  run("PRAGMA foreign_keys = ON");
  run("PRAGMA cache_size = -256");  // KiB a connection; the system caches the file once for all of them.
  if (!writes) run("PRAGMA query_only = ON");
}

Query& Query::use(std::string_view value) {
  auto& bound = texts_.emplace_back();
  bound.value = value;
  statement_.exchange(soci::use(bound.value, bound.indicator));
  return *this;
}

Query& Query::use(std::int64_t value) {
  auto& bound = numbers_.emplace_back();
  bound.value = value;
  statement_.exchange(soci::use(bound.value, bound.indicator));
  return *this;
}

Query& Query::use(const std::optional<std::string>& value) {
  use(std::string_view(value ? *value : std::string()));
  if (!value) texts_.back().indicator = soci::i_null;
  return *this;
}

Query& Query::use(std::optional<std::int64_t> value) {
  use(value.value_or(0));
  if (!value) numbers_.back().indicator = soci::i_null;
  return *this;
}

Query& Query::into(std::string& value) {
  auto& bound = texts_.emplace_back();
  text_columns_.push_back({&bound, &value});
  statement_.exchange(soci::into(bound.value, bound.indicator));
  return *this;
}

Query& Query::into(std::int64_t& value) {
  auto& bound = numbers_.emplace_back();
  number_columns_.push_back({&bound, &value});
  statement_.exchange(soci::into(bound.value, bound.indicator));
  return *this;
}

Query& Query::into(std::optional<std::string>& value) {
  auto& bound = texts_.emplace_back();
  optional_texts_.push_back({&bound, &value});
  statement_.exchange(soci::into(bound.value, bound.indicator));
  return *this;
}

Query& Query::into(std::optional<std::int64_t>& value) {
  auto& bound = numbers_.emplace_back();
  optional_numbers_.push_back({&bound, &value});
  statement_.exchange(soci::into(bound.value, bound.indicator));
  return *this;
}

void Query::prepare() {
  statement_.alloc();
  statement_.prepare(sql_);
  statement_.define_and_bind();
}

bool Query::next() {
  bool row = false;
  if (!started_) {
    started_ = true;
    prepare();
    row = statement_.execute(true);
  } else {
    row = statement_.fetch();
  }
  if (row) copy_row();
  return row;
}

std::int64_t Query::run() {
  prepare();
  statement_.execute(true);
  return statement_.get_affected_rows();
}

void Query::copy_row() {
  const auto null = [](const auto* bound) { return bound->indicator == soci::i_null; };
  for (auto& column : text_columns_) *column.to = null(column.from) ? std::string() : column.from->value;
  for (auto& column : number_columns_) *column.to = null(column.from) ? 0 : column.from->value;
  for (auto& column : optional_texts_)
    *column.to = null(column.from) ? std::nullopt : std::optional(column.from->value);
  for (auto& column : optional_numbers_)
    *column.to = null(column.from) ? std::nullopt : std::optional<std::int64_t>(column.from->value);
}

bool is_unique_violation(const soci::soci_error& thrown) {
  // SOCI gives SQLite's constraint errors no category of their own; PostgreSQL's have one.
  return thrown.get_error_category() == soci::soci_error::constraint_violation ||
         std::string_view(thrown.what()).find("UNIQUE constraint failed") != std::string_view::npos;
}

Error error_of(std::string_view what, const soci::soci_error& thrown) {
  // what() adds the values that were bound, which are hashes of passwords and links in mails.
  const std::string text = thrown.get_error_message();
  const auto says = [&](std::string_view part) { return text.find(part) != std::string::npos; };
  if (is_unique_violation(thrown)) return {Code::kConflict, fmt::format("Could not {}: it exists already.", what)};
  if (says("database or disk is full"))
    return {Code::kInternal, fmt::format("Could not {}: the disk is full; free some space.", what)};
  if (says("database is locked"))
    return {Code::kUnavailable, fmt::format("Could not {}: the database is busy; try again.", what)};
  if (says("readonly database")) {
    return {Code::kInternal,
            fmt::format("Could not {}: the database can't be written; check who owns its file and folder.", what)};
  }
  return {Code::kInternal, fmt::format("Could not {}: {}", what, text)};
}

std::string like_pattern(std::string_view q) {
  std::string pattern = "%";
  for (const char c : model::lower_ascii(q)) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + '%';
}

}  // namespace callout::store
