// SPDX-License-Identifier: Apache-2.0
#include "model/time_zone.h"

#include <exception>
#include <map>
#include <mutex>
#include <string>

#include <date/tz.h>

namespace callout::model {
namespace {

using std::chrono::milliseconds;

const date::time_zone& zone_of(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

date::local_time<milliseconds> local_time(std::chrono::local_days day, std::chrono::minutes time) {
  return date::local_time<milliseconds>(date::local_days(day.time_since_epoch()) + time);
}

}  // namespace

const TimeZone* TimeZone::find(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, TimeZone, std::less<>> known;
  // What is no name of a zone is not asked for: the library reads files.
  if (name.empty() || name.size() > 64) return nullptr;
  std::scoped_lock lock(mutex);
  if (const auto found = known.find(name); found != known.end()) return &found->second;
  try {
    return &known.emplace(std::string(name), TimeZone(date::locate_zone(name))).first->second;
  } catch (const std::exception&) {
    return nullptr;
  }
}

TimeZone::Local TimeZone::local(WallMs utc) const {
  const auto local = zone_of(zone_).to_local(utc);
  const auto day = date::floor<date::days>(local);
  return {std::chrono::local_days(day.time_since_epoch()), local - day};
}

WallMs TimeZone::earliest(std::chrono::local_days day, std::chrono::minutes time) const {
  return zone_of(zone_).to_sys(local_time(day, time), date::choose::earliest);
}

WallMs TimeZone::latest(std::chrono::local_days day, std::chrono::minutes time) const {
  return zone_of(zone_).to_sys(local_time(day, time), date::choose::latest);
}

}  // namespace callout::model
