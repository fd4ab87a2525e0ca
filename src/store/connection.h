// SPDX-License-Identifier: Apache-2.0
// One SOCI session, and the query that repositories run on it. Inside store/ only; used by the one thread that holds
// the transaction.
//
// Query keeps copies of what is bound and reads NULL into std::optional (SOCI throws for NULL into a plain variable),
// so repositories stay free of indicators. SOCI throws: every repository method runs inside guarded(), the border at
// which an exception becomes an Error.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <soci/soci.h>

#include "base/clock.h"
#include "base/result.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

class Query;

class Connection {
 public:
  /// Throws soci_error when the file can't be opened.
  Connection(const std::filesystem::path& file, bool writes);
  soci::session& session() { return session_; }
  /// Runs one statement without parameters or rows.
  void run(const std::string& sql) { session_ << sql; }
  bool writes() const { return writes_; }

  ~Connection();
  /// The statement, prepared once and kept: for what runs at every change. Read its rows to the end, or it holds on to
  /// what it reads. `sql` is one of few constants.
  Query& reuse(std::string_view sql);

 private:
  soci::session session_;
  bool writes_;
  std::map<std::string, std::unique_ptr<Query>, std::less<>> reused_;
};

/// One prepared statement: use() in the order of the placeholders, into() in the order of the columns, then next() for
/// each row or run().
class Query {
 public:
  Query(Connection& connection, std::string sql) : statement_(connection.session()), sql_(std::move(sql)) {}

  Query& use(std::string_view value);
  Query& use(const std::string& value) { return use(std::string_view(value)); }
  Query& use(std::int64_t value);
  Query& use(const std::optional<std::string>& value);
  Query& use(std::optional<std::int64_t> value);

  Query& into(std::string& value);   ///< NULL reads as the empty string.
  Query& into(std::int64_t& value);  ///< NULL reads as 0.
  Query& into(std::optional<std::string>& value);
  Query& into(std::optional<std::int64_t>& value);

  /// Starts over: the same uses and intos follow, in the same order, with other values.
  void again();

  bool next();
  /// For statements without rows: how many rows they changed.
  std::int64_t run();

 private:
  template <class T>
  struct Bound {
    T value{};
    soci::indicator indicator = soci::i_ok;
  };
  template <class T, class Target>
  struct Column {
    Bound<T>* from;
    Target* to;
  };
  void prepare();
  void copy_row();
  void text(std::string_view value, soci::indicator indicator);
  void number(std::int64_t value, soci::indicator indicator);
  template <class T, class Target>
  void column(std::deque<Bound<T>>& bounds, std::size_t& next_bound, std::vector<Column<T, Target>>& columns,
              std::size_t& next_column, Target& value);

  soci::statement statement_;
  std::string sql_;
  bool prepared_ = false;
  bool started_ = false;
  std::deque<Bound<std::string>> texts_;  // A deque: SOCI keeps addresses.
  std::deque<Bound<long long>> numbers_;
  std::vector<Column<std::string, std::string>> text_columns_;
  std::vector<Column<long long, std::int64_t>> number_columns_;
  std::vector<Column<std::string, std::optional<std::string>>> optional_texts_;
  std::vector<Column<long long, std::optional<std::int64_t>>> optional_numbers_;
  /// How many of each were given since again(): below the size, they exist and are bound already.
  struct {
    std::size_t texts = 0, numbers = 0, text_columns = 0, number_columns = 0, optional_texts = 0, optional_numbers = 0;
  } at_;
};

/// The Error for what SOCI threw while doing `what` ("list devices").
Error error_of(std::string_view what, const soci::soci_error& thrown);
bool is_unique_violation(const soci::soci_error& thrown);

/// The border between SOCI's exceptions and Result.
template <class F>
auto guarded(std::string_view what, F&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const soci::soci_error& thrown) {
    return std::unexpected(error_of(what, thrown));
  }
}

/// Wall times as the database keeps them: milliseconds since the epoch.
inline std::int64_t ms_of(WallMs time) {
  return time.time_since_epoch().count();
}
inline WallMs time_of(std::int64_t ms) {
  return WallMs(std::chrono::milliseconds(ms));
}
inline std::optional<std::int64_t> ms_of(const std::optional<WallMs>& time) {
  return time ? std::optional(ms_of(*time)) : std::nullopt;
}
inline std::optional<WallMs> time_of(std::optional<std::int64_t> ms) {
  return ms ? std::optional(time_of(*ms)) : std::nullopt;
}

/// The pattern of a search: `q` anywhere, with what LIKE would read as its own signs escaped by '!'.
std::string like_pattern(std::string_view q);

/// The end of the range of lineages that start with this one (entities.cc).
std::string lineage_end(std::string lineage);

inline int clamp_limit(int limit) {
  return limit < 1 ? 1 : limit > kPageMost ? kPageMost : limit;
}

}  // namespace callout::store
