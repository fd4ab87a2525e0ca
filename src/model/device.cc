// SPDX-License-Identifier: Apache-2.0
#include "model/device.h"

#include <algorithm>

namespace callout::model {
namespace {

std::string_view text_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

}  // namespace

DeviceFacts Device::facts() const {
  DeviceFacts facts{.id = id,
                    .entity = entity,
                    .groups = groups,
                    .installs = other_installs,
                    .remote_access = remote_access,
                    .group_rights = group_rights,
                    .hidden_for = hidden_for};
  if (install) facts.installs.insert(facts.installs.begin(), *install);
  return facts;
}

bool Device::tracked_by(const InstallId& by) const {
  return install == by || std::ranges::find(other_installs, by) != other_installs.end();
}

void work_out_treatment(Device& device, std::span<const DeviceProfile> of_team) {
  std::vector<SeenPage> pages;
  for (const Endpoint& endpoint : device.endpoints) {
    if (!endpoint.check || !endpoint.check->reachable) continue;
    pages.push_back({text_of(endpoint.check->title), text_of(endpoint.check->server)});
  }
  const auto* profile = profile_for(device.chosen_profile, pages, of_team, shipped_profiles());
  device.profile.reset();
  device.treatment = {};
  if (profile != nullptr) {
    device.profile = AppliedProfile{profile->id, profile->name, profile->shipped};
    device.treatment = profile->treatment;
  }
  if (device.translate_bodies) device.treatment.translate_bodies = *device.translate_bodies;
}

}  // namespace callout::model
