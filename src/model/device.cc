// SPDX-License-Identifier: Apache-2.0
#include "model/device.h"

namespace callout::model {
namespace {

std::string_view text_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

}  // namespace

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
