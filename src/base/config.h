// SPDX-License-Identifier: Apache-2.0
// Reads a TOML file with environment overrides and keeps every mistake, so that a person sees all of them at once, each
// with its place. main() of a program makes one, asks for each key once with its bounds, and then asks for the
// problems. One thread; results are copies.
//
// The environment beats the file: CALLOUT_SERVER_LISTEN stands for server.listen (the prefix is the program's). Lists
// are comma-separated.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace callout {

inline constexpr std::size_t kConfigFileMost = 256 * 1024;  ///< Bytes; ours are below 4 KiB.

/// Where a value was written. Line 0: not in the file, `source` then names the environment variable.
struct ConfigPlace {
  std::string source;
  unsigned line = 0;
  unsigned column = 0;
};

/// One value of the file or the environment; monostate is a type that no key takes (a date, a table in a list).
struct ConfigEntry {
  using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;
  Value value;
  ConfigPlace place;
};

struct ConfigProblem {
  ConfigPlace place;
  std::string key;  ///< Dotted path; empty for a syntax error.
  std::string message;
};

/// `callout.toml:12:3: server.listen: ...`
std::string to_string(const ConfigProblem& problem);

class ConfigReader {
 public:
  /// `environment` holds lines of the form NAME=value; only names that begin with `prefix` and an underscore are looked
  /// at.
  ConfigReader(std::string file, std::string_view text, std::string prefix,
               const std::vector<std::string>& environment);

  std::string text(std::string_view key, std::string_view fallback);
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most);
  bool boolean(std::string_view key, bool fallback);
  /// A number with its unit: "250ms", "30s", "5m", "8h".
  std::chrono::milliseconds duration(std::string_view key, std::chrono::milliseconds fallback,
                                     std::chrono::milliseconds least, std::chrono::milliseconds most);
  /// One of `names`; returns its index.
  std::size_t choice(std::string_view key, std::initializer_list<std::string_view> names, std::size_t fallback);
  std::vector<std::string> list(std::string_view key, std::vector<std::string> fallback, std::size_t most);

  bool given(std::string_view key) const { return entries_.contains(key); }
  /// Adds a mistake that the caller found in the value of `key`.
  void problem(std::string_view key, std::string message);

  /// Every key asked for so far: what a test compares with the documentation.
  const std::set<std::string, std::less<>>& keys() const { return asked_; }
  /// All mistakes in the order of the file, with one for each key that nobody asked for. Call after the last key.
  std::vector<ConfigProblem> finish();

 private:
  const ConfigEntry* ask(std::string_view key);
  template <class T>
  std::optional<T> take(std::string_view key, std::string_view what);
  void take_environment(const std::vector<std::string>& environment);

  std::string file_;
  std::string prefix_;
  std::map<std::string, ConfigEntry, std::less<>> entries_;
  std::map<std::string, std::string, std::less<>> environment_;  ///< SECTION_KEY to value, not asked for yet.
  std::set<std::string, std::less<>> asked_;
  std::vector<ConfigProblem> problems_;
};

}  // namespace callout
