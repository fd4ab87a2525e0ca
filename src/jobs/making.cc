// SPDX-License-Identifier: Apache-2.0
#include "jobs/making.h"

#include <utility>

namespace callout::jobs {

model::Job new_job(model::JobKind kind, const model::Device& device, const model::Technician& technician, WallMs now) {
  model::Job job;
  job.id = model::JobId::make();
  job.team = device.team;
  job.kind = kind;
  job.install = *device.install;
  job.install_name = device.install_name;
  job.device = device.id;
  job.device_name = device.name;
  job.technician = technician.id;
  job.technician_name = technician.name;
  job.created_at = now;
  job.steps = {{model::StepName::kQueued, std::chrono::milliseconds(0), {}}};
  return job;
}

JobOrder order_for(const model::JobId& job, model::JobKind kind, const model::InstallId& install,
                   const model::Device& device) {
  JobOrder order;
  order.job = job;
  order.install = install;
  order.kind = kind;
  order.device = device.id;
  order.device_name = device.name;
  order.address = device.address;
  order.mac = device.mac;
  for (const auto& endpoint : device.endpoints) {
    order.endpoints.push_back({endpoint.id, endpoint.scheme, endpoint.port,
                               endpoint.tls ? std::optional(endpoint.tls->known_key) : std::nullopt});
  }
  order.raw_ports = device.raw_ports;
  order.treatment = device.treatment;
  return order;
}

model::Failure failure(model::Hop hop, model::FailureCode code, std::string detail) {
  return {hop, code, std::move(detail), std::string(model::remedy_for(code))};
}

}  // namespace callout::jobs
