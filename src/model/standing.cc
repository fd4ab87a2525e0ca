// SPDX-License-Identifier: Apache-2.0
#include "model/standing.h"

#include <algorithm>
#include <tuple>

namespace callout::model {

std::vector<Standing> standings(std::span<const Technician> technicians, std::optional<int> limit) {
  std::vector<Standing> out(technicians.size(), Standing::kActive);
  std::vector<std::size_t> active;
  int places = limit.value_or(0);
  for (std::size_t i = 0; i < technicians.size(); ++i) {
    const auto& technician = technicians[i];
    if (technician.status != TechnicianStatus::kActive) {
      out[i] = Standing::kDisabled;
    } else if (technician.state != TechnicianState::kActivated) {
      out[i] = Standing::kInvited;
    } else if (technician.owner) {
      --places;
    } else {
      active.push_back(i);
    }
  }
  if (!limit) return out;
  std::ranges::sort(active, [&](std::size_t a, std::size_t b) {
    return std::tie(technicians[a].created_at, technicians[a].id) <
           std::tie(technicians[b].created_at, technicians[b].id);
  });
  for (std::size_t i = 0; i < active.size(); ++i) {
    if (static_cast<int>(i) >= places) out[active[i]] = Standing::kDisabledByPlan;
  }
  return out;
}

}  // namespace callout::model
