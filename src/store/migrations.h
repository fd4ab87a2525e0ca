// SPDX-License-Identifier: Apache-2.0
// The schema's numbered steps (migrations/NNN_name.sql, embedded by CMake) and how they are applied at opening. Inside
// store/ only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"

namespace callout::store {

class Connection;

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

std::span<const Migration> migrations();
/// The number of the newest migration that this program knows.
int schema_known();
/// The number that the database is at; 0 for an empty one. kInvalid when it is not a database of Callout.
Result<int> schema_of(Connection& connection, std::string_view file);
/// Brings the database to schema_known(), each migration in one transaction. kInvalid when the database is newer than
/// the program.
Result<> migrate(Connection& connection, std::string_view file, Log& log);

}  // namespace callout::store
