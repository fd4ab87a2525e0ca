// SPDX-License-Identifier: Apache-2.0
// The documents of the shipped profiles (profiles/*.json, embedded by cmake/embed.cmake). Inside model/ only; a file's
// name is the profile's id. Any thread.
#pragma once

#include <span>
#include <string_view>

namespace callout::model {

struct ShippedProfile {
  std::string_view id;
  std::string_view document;
};
std::span<const ShippedProfile> shipped_profile_texts();

}  // namespace callout::model
