// SPDX-License-Identifier: Apache-2.0
// Any sequence of what an agent, the server and time do to a job: its steps stay bounded, an end stays the end, and
// each state has come from one that may become it.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "jobs/states.h"

namespace callout::jobs {
namespace {

using model::JobKind;
using model::JobState;
using model::StepName;

void run(const std::uint8_t* data, std::size_t size) {
  model::Job job;
  job.kind = (data[0] & 1) != 0 ? JobKind::kCheckDevice : JobKind::kOpenDeviceWebpage;
  for (std::size_t i = 1; i < size; ++i) {
    const JobState before = job.state;
    const std::size_t steps = job.steps.size();
    const auto value = static_cast<int>(data[i] & 0x7f) % 10;
    const auto at = std::chrono::milliseconds(i);
    const bool moved = (data[i] & 0x80) != 0 ? move(job, static_cast<JobState>(value % 8), at).has_value()
                                             : advance(job, {static_cast<StepName>(value), "detail"}, at).has_value();
    if (!moved) {
      check(job.state == before && job.steps.size() == steps);
      continue;
    }
    check(!is_finished(before));
    check(job.state == before ? before == JobState::kRunning : may_become(job.kind, before, job.state));
    check(job.steps.size() == steps + 1 && job.steps.size() < 100);
  }
}

}  // namespace
}  // namespace callout::jobs

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) callout::jobs::run(data, size);
  return 0;
}
