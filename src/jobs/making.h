// SPDX-License-Identifier: Apache-2.0
// Makes jobs, orders and failures out of the nouns. Used by jobs and sessions. Pure: any thread.
#pragma once

#include <string>

#include "jobs/agent_link.h"
#include "model/device.h"
#include "model/job.h"
#include "model/team.h"

namespace callout::jobs {

/// A queued job for the device's install, which it must have.
model::Job new_job(model::JobKind kind, const model::Device& device, const model::Technician& technician, WallMs now);
/// What the agent needs for any kind of job on this device.
JobOrder order_for(const model::JobId& job, model::JobKind kind, const model::InstallId& install,
                   const model::Device& device);
/// A failure with the remedy that fits its code.
model::Failure failure(model::Hop hop, model::FailureCode code, std::string detail);

}  // namespace callout::jobs
