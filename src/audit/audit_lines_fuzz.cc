// SPDX-License-Identifier: Apache-2.0
// What verify reads from outside: lines of an export, lines of the file of checkpoints, changes and rows of a database.
// What is read is written back as the same value; CSV keeps any text in its own field.
#include <cstdint>
#include <string_view>

#include "audit/chain.h"
#include "audit/checkpoint_file.h"
#include "audit/export.h"
#include "audit/json_line.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto record = audit::parse_json_line(text)) {
    const auto again = audit::parse_json_line(audit::json_line(record->first, record->second));
    // Changes of another shape than ours are kept aside, so that such a line is no record any more.
    if (model::AuditChanges::from_text(record->second.changes)) {
      check(again.has_value() && again->first == record->first);
      check(again->second.hash == record->second.hash && again->second.seq == record->second.seq);
    }
    (void)audit::hash_of(record->first, record->second, record->second.hash);
    (void)store::audit_keys_of(record->second);
    (void)store::audit_record_of(record->first, record->second);
  }
  if (const auto checkpoint = audit::parse_checkpoint_line(text)) check(audit::line_of(*checkpoint) == text);
  if (const auto changes = model::AuditChanges::from_text(text)) {
    const auto again = model::AuditChanges::from_text(changes->text());
    check(again && *again == *changes);
  }
  const auto field = audit::csv_field(text);
  check(field.empty() || std::string_view("=+-@\t\r").find(field.front()) == std::string_view::npos);
  check(field.find_first_of(",\r\n") == std::string::npos || (field.front() == '"' && field.back() == '"'));
  return 0;
}
