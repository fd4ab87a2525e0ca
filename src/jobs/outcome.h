// SPDX-License-Identifier: Apache-2.0
// How a job ended at the agent, and its cleaning: an agent is not trusted, so its words are made data of bounded size
// before anything is done with them. Called by jobs::Service. Pure: any thread.
#pragma once

#include <optional>
#include <variant>

#include "model/device.h"
#include "model/job.h"

namespace callout::jobs {

struct Completed {
  std::optional<model::CheckReport> report;  ///< Of check_device; of a page job only the MAC and the endpoint's TLS.
};
using JobOutcome = std::variant<Completed, model::Failure>;

/// Text cut and cleaned, a hop that an agent can speak of, a remedy where it gave none.
model::Failure clean(model::Failure failure);
/// A status that a check can have, a MAC and keys that are such, HTTP statuses in range, at most
/// limits::kEndpointsPerDevice endpoints.
model::CheckReport clean(model::CheckReport report);
JobOutcome clean(JobOutcome outcome);

/// What a failed check says of the device; nullopt when it says nothing (the install went away, the job was cancelled).
std::optional<model::CheckReport> report_of(const model::Failure& failure);

}  // namespace callout::jobs
