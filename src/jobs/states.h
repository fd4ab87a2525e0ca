// SPDX-License-Identifier: Apache-2.0
// The life of a job, as one table. Pure: any thread.
//
//   queued -> sent -> received -> running -> completed | failed
//   any unfinished state -> failed | expired | cancelled; a check whose install went away goes back to queued.
#pragma once

#include "base/result.h"
#include "model/job.h"

namespace callout::jobs {

bool is_finished(model::JobState state);
bool may_become(model::JobKind kind, model::JobState from, model::JobState to);

/// What an agent may say while it works: received, reached, identified or connected.
struct ProgressEvent {
  model::StepName step = model::StepName::kReceived;
  std::string detail;
};

/// Moves the job and adds the step. kProtocol for a transition that the table does not have, a step that is not the
/// agent's to say or came before, or too many of them: the job is left as it was.
Result<> advance(model::Job& job, const ProgressEvent& event, std::chrono::milliseconds at);
/// As advance(), for what the server does itself.
Result<> move(model::Job& job, model::JobState to, std::chrono::milliseconds at, std::string detail = {});

}  // namespace callout::jobs
