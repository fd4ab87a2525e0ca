// SPDX-License-Identifier: Apache-2.0
#include "model/deadline.h"

#include <algorithm>

namespace callout::model {

using std::chrono::milliseconds;

Deadline deadline_in(const Clock& clock, milliseconds from_now) {
  return {clock.boot_id(), (clock.boot() + from_now).count(), clock.wall().time_since_epoch().count(),
          from_now.count()};
}

milliseconds remaining(const Deadline& deadline, const Clock& clock) {
  if (!deadline.boot_id.empty() && deadline.boot_id == clock.boot_id()) {
    return std::max(milliseconds::zero(), milliseconds(deadline.boot_ms) - clock.boot());
  }
  const std::int64_t since_written = clock.wall().time_since_epoch().count() - deadline.written_ms;
  return milliseconds(std::max<std::int64_t>(0, deadline.remaining_ms - std::max<std::int64_t>(0, since_written)));
}

}  // namespace callout::model
