// SPDX-License-Identifier: Apache-2.0
#include "model/shipped_profiles.h"

#include <algorithm>

#include "base/check.h"
#include "model/profile_json.h"
#include "model/text.h"

namespace callout::model {
namespace {

std::vector<DeviceProfile> read_all() {
  std::vector<DeviceProfile> profiles;
  for (const auto& [id, document] : shipped_profile_texts()) {
    auto profile = profile_from_text(document);
    check(profile.has_value());  // Profiles.EveryShippedDocumentIsOne reads them all.
    profile->id = ProfileId(std::string(id));
    profile->shipped = true;
    profiles.push_back(std::move(*profile));
  }
  std::ranges::sort(profiles, {}, [](const DeviceProfile& each) { return lower_ascii(each.name); });
  return profiles;
}

}  // namespace

std::span<const DeviceProfile> shipped_profiles() {
  static const std::vector<DeviceProfile> kAll = read_all();
  return kAll;
}

}  // namespace callout::model
