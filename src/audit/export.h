// SPDX-License-Identifier: Apache-2.0
// Exports of audit records, newest first, with the filters of the list. A route asks for chunk after chunk and sends
// each before it asks for the next. One thread at a time; next() blocks on the disk.
//
// CSV is RFC 4180 in UTF-8: a line of names first, lines end with CR LF, a field with a comma, quote or line end stands
// in quotes. A field that a spreadsheet would run as a formula (it begins with = + - @, a tab or CR) gets an apostrophe
// in front; JSON lines have all as it is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/id.h"
#include "store/audit.h"
#include "store/store.h"

namespace callout::audit {

enum class ExportFormat { kCsv, kJsonLines };

/// "text/csv; charset=utf-8", "application/x-ndjson".
std::string_view media_type_of(ExportFormat format);

class Exporter {
 public:
  Exporter(store::Store& store, model::TeamId team, store::AuditFilter filter, ExportFormat format);

  /// Whole lines of at most 200 records; empty at the end. Records that are made meanwhile are left out.
  Result<std::string> next();

 private:
  store::Store& store_;
  const model::TeamId team_;
  const store::AuditFilter filter_;
  const ExportFormat format_;
  std::string cursor_;
  bool started_ = false;
  bool done_ = false;
};

/// One field of a CSV line, in quotes and with an apostrophe where it needs them.
std::string csv_field(std::string_view text);

}  // namespace callout::audit
