// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <charconv>
#include <ctime>
#include <fstream>

#include <fmt/chrono.h>

namespace callout {

using std::chrono::milliseconds;

Steady SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

WallMs SystemClock::wall() const {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

milliseconds SystemClock::boot() const {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return milliseconds(now.tv_sec * 1000 + now.tv_nsec / 1'000'000);
}

std::string SystemClock::boot_id() const {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

Steady FakeClock::steady() const {
  std::scoped_lock lock(mutex_);
  return Steady(steady_);
}

WallMs FakeClock::wall() const {
  std::scoped_lock lock(mutex_);
  return WallMs(wall_);
}

milliseconds FakeClock::boot() const {
  std::scoped_lock lock(mutex_);
  return boot_;
}

std::string FakeClock::boot_id() const {
  std::scoped_lock lock(mutex_);
  return fmt::format("boot-{}", boots_);
}

void FakeClock::advance(milliseconds by) {
  std::scoped_lock lock(mutex_);
  steady_ += by;
  wall_ += by;
  boot_ += by;
}

void FakeClock::jump_wall(milliseconds by) {
  std::scoped_lock lock(mutex_);
  wall_ += by;
}

void FakeClock::reboot() {
  std::scoped_lock lock(mutex_);
  boot_ = milliseconds(0);
  ++boots_;
}

std::string rfc3339(WallMs time) {
  const auto ms = time.time_since_epoch().count();
  const auto seconds = static_cast<std::time_t>(ms >= 0 ? ms / 1000 : (ms - 999) / 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), ms - static_cast<long long>(seconds) * 1000);
}

namespace {

/// Reads exactly this many digits.
bool take_number(std::string_view& text, std::size_t digits, int& out) {
  if (text.size() < digits) return false;
  const auto part = text.substr(0, digits);
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out);
  if (error != std::errc() || end != part.data() + part.size() || part.front() == '-') return false;
  text.remove_prefix(digits);
  return true;
}
bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// "Z" or "+02:00", whole; what has to be added to the local time to get UTC.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return std::chrono::minutes(0);
  const bool west = !text.empty() && text.front() == '-';
  int hours = 0, minutes = 0;
  if (!take(text, "+-") || !take_number(text, 2, hours) || !take(text, ":") || !take_number(text, 2, minutes) ||
      hours > 23 || minutes > 59)
    return std::nullopt;
  const std::chrono::minutes offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return west ? offset : -offset;
}

}  // namespace

std::optional<WallMs> parse_rfc3339(std::string_view text) {
  constexpr WallMs kFirst = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
  constexpr WallMs kLast = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0;
  if (!take_number(text, 4, year) || !take(text, "-") || !take_number(text, 2, month) || !take(text, "-") ||
      !take_number(text, 2, day) || !take(text, "Tt ") || !take_number(text, 2, hour) || !take(text, ":") ||
      !take_number(text, 2, minute) || !take(text, ":") || !take_number(text, 2, second))
    return std::nullopt;
  if (take(text, ".")) {
    int scale = 100;
    const std::size_t before = text.size();
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), scale /= 10)
      ms += (text.front() - '0') * scale;
    if (text.size() == before) return std::nullopt;
  }
  const auto offset = take_offset(text);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!offset || !text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const WallMs time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + *offset +
                      std::chrono::seconds(second) + std::chrono::milliseconds(ms);
  // Its offset can take it out of the years that RFC 3339 has.
  if (time < kFirst || time >= kLast) return std::nullopt;
  return time;
}

}  // namespace callout
