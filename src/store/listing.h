// SPDX-License-Identifier: Apache-2.0
// What the lists have in common: conditions that are there only when asked for, the cursor, one row more than the page
// to know whether there is a next. Inside store/ only, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/connection.h"
#include "store/page.h"

namespace callout::store {

class Listing {
 public:
  /// `condition` has one placeholder, for the team.
  Listing(std::string_view condition, const std::string& team) { where(condition, team); }

  /// Adds a condition with one placeholder.
  Listing& where(std::string_view condition, std::string value) {
    where(condition);
    values_.emplace_back(std::move(value));
    return *this;
  }
  Listing& where(std::string_view condition, std::int64_t value) {
    where(condition);
    values_.emplace_back(value);
    return *this;
  }
  Listing& where(std::string_view condition) {
    sql_ += sql_.empty() ? " WHERE " : " AND ";
    sql_ += condition;
    return *this;
  }
  Listing& value(std::string value) {
    values_.emplace_back(std::move(value));
    return *this;
  }

  /// A parameter's name that no other condition has: SQLite takes equal ones for the same.
  std::string new_name() { return ":p" + std::to_string(++names_); }

  /// Goes on after the cursor's key, in the order of a name and an id: `columns` is "(sort_name, id)".
  Result<> after_name(std::string_view cursor, std::string_view columns) {
    if (cursor.empty()) return {};
    auto key = parse_cursor(cursor);
    if (!key) return fail(key);
    where(std::string(columns) + " > (:sort, :after)", std::move(key->sort)).value(std::move(key->id));
    return {};
  }
  /// Goes on before the cursor's key, newest first by created_ms and id.
  Result<> before_time(std::string_view cursor) {
    if (cursor.empty()) return {};
    auto key = parse_time_cursor(cursor);
    if (!key) return fail(key);
    where("(created_ms, id) < (:created, :after)");
    values_.emplace_back(key->first);
    value(std::move(key->second));
    return {};
  }

  std::string sql(std::string_view select, std::string_view order) const {
    return std::string(select) + sql_ + std::string(order) + " LIMIT :limit";
  }

  /// For statements without pages.
  const std::string& conditions() const { return sql_; }
  void bind(Query& query) const {
    for (const auto& value : values_) {
      std::visit([&](const auto& v) { query.use(v); }, value);
    }
  }

  /// Binds everything, reads the page. `row` has bind(Query&), value() and key().
  template <class T, class Row>
  Page<T> page(Connection& connection, std::string_view select, std::string_view order, int limit) const {
    Query query(connection, sql(select, order));
    bind(query);
    limit = clamp_limit(limit);
    query.use(std::int64_t{limit} + 1);
    Row row;
    row.bind(query);
    Page<T> page;
    PageKey last;
    while (query.next()) {
      if (page.items.size() == static_cast<std::size_t>(limit)) {
        page.next_cursor = cursor_of(last);
        break;
      }
      page.items.push_back(row.value());
      last = row.key();
    }
    return page;
  }

 private:
  std::string sql_;
  std::vector<std::variant<std::string, std::int64_t>> values_;
  int names_ = 0;
};

}  // namespace callout::store
