// SPDX-License-Identifier: Apache-2.0
// TOML text to flat entries. Called by ConfigReader only; the one place that names toml++ is its .cc. Any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"

namespace callout {

/// Adds every leaf of the document under its dotted path. Mistakes of syntax go to `problems`; nothing is added then.
void read_toml(const std::string& file, std::string_view text, std::map<std::string, ConfigEntry, std::less<>>& entries,
               std::vector<ConfigProblem>& problems);

}  // namespace callout
