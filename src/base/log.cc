// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace callout {
namespace {

constexpr std::size_t kLongestValue = 512;

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text.substr(0, kLongestValue)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      // Bytes of unknown charset stay readable and the line stays valid JSON whatever a device sends.
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

spdlog::level::level_enum spdlog_level(Log::Level level) {
  switch (level) {
    case Log::Level::kDebug: return spdlog::level::debug;
    case Log::Level::kInfo: return spdlog::level::info;
    case Log::Level::kWarn: return spdlog::level::warn;
    case Log::Level::kError: return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

struct Log::Sink {
  spdlog::logger logger{"callout", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

Log::Log(Level least, Format format) : least_(least), format_(format), sink_(std::make_unique<Sink>()) {
  sink_->logger.set_level(spdlog_level(least));
  sink_->logger.set_pattern(
      format == Format::kJson ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%H:%M:%S.%e %l %v",
      format == Format::kJson ? spdlog::pattern_time_type::utc : spdlog::pattern_time_type::local);
  sink_->logger.flush_on(spdlog::level::warn);
}

Log::~Log() {
  sink_->logger.flush();
}

void Log::write(Level level, std::string_view message, Fields fields) {
  if (level < least_) return;
  std::string line;
  if (format_ == Format::kJson) {
    line += R"("message":)";
    append_json_string(line, message);
  } else {
    line += message;
  }
  for (const Field& field : fields) {
    line += format_ == Format::kJson ? ',' : ' ';
    if (format_ == Format::kJson) {
      append_json_string(line, field.key);
      line += ':';
    } else {
      line += field.key;
      line += '=';
    }
    if (field.quoted) {
      append_json_string(line, field.value);
    } else {
      line += field.value;
    }
  }
  sink_->logger.log(spdlog_level(level), "{}", line);
}

}  // namespace callout
