// SPDX-License-Identifier: Apache-2.0
// What model and jobs say, in the words of the tunnel, and back; and what the server holds an agent's answers to. Used
// by LiveAgent. Pure: any thread.
#pragma once

#include <string>

#include "jobs/service.h"
#include "model/device.h"
#include "model/job.h"
#include "tunnel/messages.h"

namespace callout::relay {

tunnel::InventoryDevice to_tunnel(const model::Device& device);
/// The device that a job is for.
tunnel::InventoryDevice to_tunnel(const jobs::JobOrder& order);
tunnel::JobKind to_tunnel(model::JobKind kind);

model::Failure from_tunnel(const tunnel::Failure& failure);
model::Failure install_failed(model::FailureCode code, std::string detail);

/// The end of a job by its result. An agent that opened a page to another key than it was given has not compared: the
/// session must not begin.
jobs::JobOutcome compared(const tunnel::JobResult& result, const jobs::JobOrder& order);

/// Notes keys for endpoints that had none, as the store does. Whether there was one.
bool learn_keys(tunnel::Inventory& inventory, const model::DeviceId& device, const jobs::Completed& completed);

}  // namespace callout::relay
