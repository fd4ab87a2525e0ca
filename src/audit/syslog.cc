// SPDX-License-Identifier: Apache-2.0
#include "audit/syslog.h"

#include <fmt/format.h>

#include "audit/json_line.h"

namespace callout::audit {

namespace {

constexpr int kFacilityAudit = 13;  // RFC 5424 table 1: log audit.
constexpr int kSeverityWarning = 4;
constexpr int kSeverityInformational = 6;
constexpr std::size_t kHostnameMost = 255;  // RFC 5424 section 6.
constexpr std::size_t kMessageIdMost = 32;

/// Printable ASCII without spaces (PRINTUSASCII); "-" for nothing.
std::string header_field(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) {
    if (c > 0x20 && c < 0x7F) out += c;
  }
  return out.empty() ? "-" : out;
}

}  // namespace

std::string syslog_message(std::string_view hostname, const model::TeamId& team, const store::AuditRow& row) {
  const int severity = row.outcome == "done" ? kSeverityInformational : kSeverityWarning;
  std::string time = time_text(row.at_ms);
  if (!parse_rfc3339(time)) time = "-";
  return fmt::format("<{}>1 {} {} callout - {} - {}", kFacilityAudit * 8 + severity, time,
                     header_field(hostname, kHostnameMost), header_field(row.kind, kMessageIdMost),
                     json_line(team, row));
}

std::string octet_counted(std::string_view message) {
  return fmt::format("{} {}", message.size(), message);
}

}  // namespace callout::audit
