// SPDX-License-Identifier: Apache-2.0
// Recurring hours: "Monday to Friday, 08:00 to 18:00 in Sao Paulo". Plain values: any thread.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "model/time_zone.h"

namespace callout::model {

struct WeeklyHours {
  std::bitset<7> days{};  ///< From Monday.
  int from = 0;           ///< Minutes after midnight, 0..1439.
  int to = 0;             ///< 1..1440; at most `from`: of the next day, so that nights belong to the day they begin on.
  std::string zone{};     ///< IANA name.
  bool operator==(const WeeklyHours&) const = default;
};

/// kInvalid with the sentence to show: no day, times out of bounds, an unknown zone.
Result<> check_hours(const WeeklyHours& hours);

/// The end of the hours that `now` is in; nullopt outside of them, and for a zone that is not known. Ends and begins
/// follow the zone's clock also when it is set: a time that does not exist is the moment of the change, of one that
/// exists twice the later ends and the earlier begins.
std::optional<WallMs> hours_end(const WeeklyHours& hours, WallMs now);

}  // namespace callout::model
