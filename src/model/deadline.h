// SPDX-License-Identifier: Apache-2.0
// A deadline that the database can keep: exact while the machine has not restarted, and never later than it was when it
// has. Used by sessions, sign-ins and enrolment tokens. Plain values: any thread.
//
// Same boot id: the boot clock decides, so that setting the date changes nothing. Another boot id: what remained when
// it was written, less the wall time since, never more than what remained (a date set back can't prolong it beyond
// that).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.h"

namespace callout::model {

struct Deadline {
  std::string boot_id;
  std::int64_t boot_ms = 0;       ///< When it ends on the boot clock of boot_id.
  std::int64_t written_ms = 0;    ///< Wall time at which remaining_ms was true.
  std::int64_t remaining_ms = 0;  ///< What was left then.
};

Deadline deadline_in(const Clock& clock, std::chrono::milliseconds from_now);
/// What is left now; zero when it has passed.
std::chrono::milliseconds remaining(const Deadline& deadline, const Clock& clock);
/// The same end, written anew: what a restart goes by is then as of now.
inline Deadline refreshed(const Deadline& deadline, const Clock& clock) {
  return deadline_in(clock, remaining(deadline, clock));
}
inline bool passed(const Deadline& deadline, const Clock& clock) {
  return remaining(deadline, clock) == std::chrono::milliseconds::zero();
}

}  // namespace callout::model
