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

Connection::~Connection() = default;

Query& Connection::reuse(std::string_view sql) {
  auto found = reused_.find(sql);
  if (found == reused_.end()) {
    found = reused_.emplace(std::string(sql), std::make_unique<Query>(*this, std::string(sql))).first;
  } else {
    found->second->again();
  }
  return *found->second;
}

void Query::again() {
  at_ = {};
  started_ = false;
}

void Query::text(std::string_view value, soci::indicator indicator) {
  const bool first = at_.texts == texts_.size();
  auto& bound = first ? texts_.emplace_back() : texts_[at_.texts];
  ++at_.texts;
  bound.value = value;
  bound.indicator = indicator;
  if (first) statement_.exchange(soci::use(bound.value, bound.indicator));
}

void Query::number(std::int64_t value, soci::indicator indicator) {
  const bool first = at_.numbers == numbers_.size();
  auto& bound = first ? numbers_.emplace_back() : numbers_[at_.numbers];
  ++at_.numbers;
  bound.value = value;
  bound.indicator = indicator;
  if (first) statement_.exchange(soci::use(bound.value, bound.indicator));
}

Query& Query::use(std::string_view value) {
  text(value, soci::i_ok);
  return *this;
}

Query& Query::use(std::int64_t value) {
  number(value, soci::i_ok);
  return *this;
}

Query& Query::use(const std::optional<std::string>& value) {
  text(value ? *value : std::string(), value ? soci::i_ok : soci::i_null);
  return *this;
}

Query& Query::use(std::optional<std::int64_t> value) {
  number(value.value_or(0), value ? soci::i_ok : soci::i_null);
  return *this;
}

template <class T, class Target>
void Query::column(std::deque<Bound<T>>& bounds, std::size_t& next_bound, std::vector<Column<T, Target>>& columns,
                   std::size_t& next_column, Target& value) {
  const std::size_t at = next_column++;
  ++next_bound;
  if (at < columns.size()) {
    columns[at].to = &value;
    return;
  }
  auto& bound = bounds.emplace_back();
  columns.push_back({&bound, &value});
  statement_.exchange(soci::into(bound.value, bound.indicator));
}

Query& Query::into(std::string& value) {
  column(texts_, at_.texts, text_columns_, at_.text_columns, value);
  return *this;
}

Query& Query::into(std::int64_t& value) {
  column(numbers_, at_.numbers, number_columns_, at_.number_columns, value);
  return *this;
}

Query& Query::into(std::optional<std::string>& value) {
  column(texts_, at_.texts, optional_texts_, at_.optional_texts, value);
  return *this;
}

Query& Query::into(std::optional<std::int64_t>& value) {
  column(numbers_, at_.numbers, optional_numbers_, at_.optional_numbers, value);
  return *this;
}

void Query::prepare() {
  if (prepared_) return;
  statement_.alloc();
  statement_.prepare(sql_);
  statement_.define_and_bind();
  prepared_ = true;
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
