// SPDX-License-Identifier: Apache-2.0
// The zones of the system's tz database, by Hinnant's date library: what <chrono> has in C++20, which the standard
// library of Debian 12 lacks. Only this file's implementation names it. A zone is read once and stays; any thread.
#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.h"

namespace callout::model {

class TimeZone {
 public:
  /// Null for a name that the system does not know.
  static const TimeZone* find(std::string_view name);

  /// What the zone's clocks show, as days since 1970-01-01 and minutes after midnight.
  struct Local {
    std::chrono::local_days day;
    std::chrono::milliseconds time;
  };
  Local local(WallMs utc) const;
  /// When its clocks show this. Skipped by a change of the clocks: the moment of the change; shown twice: the earlier
  /// or the later.
  WallMs earliest(std::chrono::local_days day, std::chrono::minutes time) const;
  WallMs latest(std::chrono::local_days day, std::chrono::minutes time) const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}
  const void* zone_;  ///< date::time_zone
};

}  // namespace callout::model
