// SPDX-License-Identifier: Apache-2.0
// The schema's numbered steps (migrations/NNN_name.sql, embedded by cmake/embed.cmake) and how they are applied at
// opening. Inside store/ only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"

namespace callout::store {

class Connection;

struct Migration {
  std::string_view name;  ///< "003_keys_of_endpoints"
  std::string_view sql;
};

/// Those of the program, in their order.
std::span<const Migration> migrations();
/// The number of the newest migration that this program knows.
int schema_known();
/// The number that the database is at; 0 for an empty one. kInvalid when it is not a database of Callout.
Result<int> schema_of(Connection& connection, std::string_view file);
/// Brings the database to schema_known(), each migration in one transaction. kInvalid when the database is newer than
/// the program.
Result<> migrate(Connection& connection, std::string_view file, Log& log);

}  // namespace callout::store
