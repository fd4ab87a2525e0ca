// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

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

}  // namespace callout
