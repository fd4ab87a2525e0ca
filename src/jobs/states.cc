// SPDX-License-Identifier: Apache-2.0
#include "jobs/states.h"

#include <algorithm>
#include <ranges>

#include "model/text.h"

namespace callout::jobs {

using model::JobKind;
using model::JobState;
using model::StepName;

namespace {

/// A check that is queued again and again (a flapping install) stops here.
constexpr std::size_t kSteps = 64;

StepName step_of(JobState state) {
  switch (state) {
    case JobState::kQueued: return StepName::kQueued;
    case JobState::kSent: return StepName::kSent;
    case JobState::kReceived: return StepName::kReceived;
    case JobState::kRunning: return StepName::kReached;
    case JobState::kCompleted: return StepName::kCompleted;
    case JobState::kFailed: return StepName::kFailed;
    case JobState::kExpired: return StepName::kExpired;
    case JobState::kCancelled: return StepName::kCancelled;
  }
  return StepName::kFailed;
}

bool is_agents(StepName step) {
  return step == StepName::kReceived || step == StepName::kReached || step == StepName::kIdentified ||
         step == StepName::kConnected;
}

/// The furthest step since the job was queued last.
StepName furthest(const model::Job& job) {
  StepName most = StepName::kQueued;
  for (const auto& step : job.steps | std::views::reverse) {
    if (step.name == StepName::kQueued) break;
    most = std::max(most, step.name);
  }
  return most;
}

void add_step(model::Job& job, StepName name, std::chrono::milliseconds at, std::string_view detail) {
  job.steps.push_back({name, at, model::clean_text(detail)});
}

}  // namespace

bool is_finished(JobState state) {
  return state == JobState::kCompleted || state == JobState::kFailed || state == JobState::kExpired ||
         state == JobState::kCancelled;
}

bool may_become(JobKind kind, JobState from, JobState to) {
  if (is_finished(from)) return false;
  switch (to) {
    case JobState::kQueued: return kind == JobKind::kCheckDevice && from != JobState::kQueued;
    case JobState::kSent: return from == JobState::kQueued;
    case JobState::kReceived: return from == JobState::kSent;
    case JobState::kRunning: return from == JobState::kReceived;
    // A check of a device that is off ends without having reached anything.
    case JobState::kCompleted: return from == JobState::kReceived || from == JobState::kRunning;
    case JobState::kFailed:
    case JobState::kExpired:
    case JobState::kCancelled: return true;
  }
  return false;
}

Result<> advance(model::Job& job, const ProgressEvent& event, std::chrono::milliseconds at) {
  const auto refuse = [&] {
    return fail(Code::kProtocol, "A job that is {} does not take the step {}.", model::to_string(job.state),
                model::to_string(event.step));
  };
  if (!is_agents(event.step))
    return fail(Code::kProtocol, "An agent does not say the step {}.", model::to_string(event.step));
  if (job.state == JobState::kQueued || is_finished(job.state) || job.steps.size() >= kSteps) return refuse();
  if (event.step <= furthest(job)) return refuse();
  if (event.step == StepName::kReceived) return move(job, JobState::kReceived, at, event.detail);
  if (job.state == JobState::kReceived) job.state = JobState::kRunning;
  if (job.state != JobState::kRunning) return refuse();
  add_step(job, event.step, at, event.detail);
  return {};
}

Result<> move(model::Job& job, JobState to, std::chrono::milliseconds at, std::string detail) {
  if (!may_become(job.kind, job.state, to) || (to == JobState::kQueued && job.steps.size() >= kSteps)) {
    return fail(Code::kProtocol, "A job that is {} can't become {}.", model::to_string(job.state),
                model::to_string(to));
  }
  job.state = to;
  add_step(job, step_of(to), at, detail);
  return {};
}

}  // namespace callout::jobs
