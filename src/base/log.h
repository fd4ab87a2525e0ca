// SPDX-License-Identifier: Apache-2.0
// Structured logs: one JSON object a line on standard error (or plain text for people, by config). Any thread; never
// blocks on a slow reader for longer than one write. Values from devices, agents and browsers are escaped as JSON
// strings and cut to 512 bytes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace callout {

/// One key and value of a log line. Keys are snake_case literals; units last (`wait_ms`).
struct Field {
  std::string_view key;
  std::string value;
  bool quoted = true;

  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(v) {}
  Field(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)), quoted(false) {}
  Field(std::string_view k, std::uint64_t v) : key(k), value(std::to_string(v)), quoted(false) {}
  Field(std::string_view k, int v) : key(k), value(std::to_string(v)), quoted(false) {}
  Field(std::string_view k, unsigned v) : key(k), value(std::to_string(v)), quoted(false) {}
  Field(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), quoted(false) {}
};

class Log {
 public:
  enum class Level { kDebug, kInfo, kWarn, kError };
  enum class Format { kJson, kText };
  using Fields = std::initializer_list<Field>;

  /// Logs to standard error.
  Log(Level least, Format format);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void debug(std::string_view message, Fields fields = {}) { write(Level::kDebug, message, fields); }
  void info(std::string_view message, Fields fields = {}) { write(Level::kInfo, message, fields); }
  void warn(std::string_view message, Fields fields = {}) { write(Level::kWarn, message, fields); }
  void error(std::string_view message, Fields fields = {}) { write(Level::kError, message, fields); }

 private:
  struct Sink;
  void write(Level level, std::string_view message, Fields fields);
  const Level least_;
  const Format format_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace callout
