// SPDX-License-Identifier: Apache-2.0
#include "model/weekly_hours.h"

namespace callout::model {
namespace {

constexpr int kDayMinutes = 24 * 60;

std::size_t weekday_of(std::chrono::local_days day) {
  return std::chrono::weekday(day).iso_encoding() - 1;
}

}  // namespace

Result<> check_hours(const WeeklyHours& hours) {
  if (hours.days.none()) return fail(Code::kInvalid, "Hours need at least one day of the week.");
  if (hours.from < 0 || hours.from >= kDayMinutes || hours.to < 1 || hours.to > kDayMinutes)
    return fail(Code::kInvalid, "Hours begin at 00:00 to 23:59 and end at 00:01 to 24:00.");
  if (hours.from == hours.to) return fail(Code::kInvalid, "Hours end at another time than they begin.");
  if (TimeZone::find(hours.zone) == nullptr)
    return fail(Code::kInvalid, "There is no such time zone; give one like America/Sao_Paulo.");
  return {};
}

std::optional<WallMs> hours_end(const WeeklyHours& hours, WallMs now) {
  const TimeZone* zone = TimeZone::find(hours.zone);
  if (zone == nullptr) return std::nullopt;
  const auto today = zone->local(now).day;
  const bool overnight = hours.to <= hours.from;
  // What began yesterday may still go on.
  for (const auto day : {today - std::chrono::days(1), today}) {
    if (!hours.days.test(weekday_of(day))) continue;
    const auto begin = zone->earliest(day, std::chrono::minutes(hours.from));
    const auto end = zone->latest(overnight ? day + std::chrono::days(1) : day, std::chrono::minutes(hours.to));
    if (begin <= now && now < end) return end;
  }
  return std::nullopt;
}

}  // namespace callout::model
