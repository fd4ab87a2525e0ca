// SPDX-License-Identifier: Apache-2.0
// The one way to read time. main() makes a SystemClock and passes it in; tests pass a FakeClock and move it. Any
// thread.
//
// Three times, because each lies in its own way: steady never jumps but means nothing after a restart; boot never
// jumps, counts suspend, and holds across restarts of the process while boot_id() is the same; wall holds everywhere
// but jumps. No expiry is decided by wall alone.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace callout {

using Steady = std::chrono::steady_clock::time_point;
/// Milliseconds since the Unix epoch, UTC: what the database stores.
using WallMs = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Steady steady() const = 0;
  virtual WallMs wall() const = 0;
  /// Time since the machine booted, with suspend (CLOCK_BOOTTIME).
  virtual std::chrono::milliseconds boot() const = 0;
  /// Random id of this boot of the machine; empty if the system gives none.
  virtual std::string boot_id() const = 0;
};

class SystemClock final : public Clock {
 public:
  Steady steady() const override;
  WallMs wall() const override;
  std::chrono::milliseconds boot() const override;
  std::string boot_id() const override;
};

/// A clock that stands still until moved. advance() moves all three; jump_wall() is an administrator setting the date.
class FakeClock final : public Clock {
 public:
  Steady steady() const override;
  WallMs wall() const override;
  std::chrono::milliseconds boot() const override;
  std::string boot_id() const override;

  void advance(std::chrono::milliseconds by);
  void jump_wall(std::chrono::milliseconds by);
  /// The machine restarts: boot time starts at zero with a new id; wall time goes on.
  void reboot();

 private:
  mutable std::mutex mutex_;
  std::chrono::milliseconds steady_{1'000'000};
  std::chrono::milliseconds wall_{1'767'225'600'000};  // 2026-01-01T00:00:00Z
  std::chrono::milliseconds boot_{500'000};
  int boots_ = 1;
};

/// RFC 3339 in UTC with milliseconds, as the API prints times: 2026-01-31T12:00:00.000Z
std::string rfc3339(WallMs time);
/// RFC 3339, section 5.6, with any offset; what is finer than a millisecond is dropped. nullopt for anything else, also
/// for a date that does not exist and for leap seconds.
std::optional<WallMs> parse_rfc3339(std::string_view text);

}  // namespace callout
