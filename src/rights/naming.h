// SPDX-License-Identifier: Apache-2.0
// Names for what access rights speak of by id, read within one transaction. Called by rights/ and the API's handlers.
// Any thread; blocks. What is gone keeps its id as its name.
#pragma once

#include <string>

#include "model/rights.h"
#include "store/store.h"

namespace callout::rights {

std::string name_of(const store::TeamScope& team, const model::Holder& holder);
/// The path of an entity, the name of a device or group; empty for a section.
std::string name_of(const store::TeamScope& team, const model::Scope& scope);
std::string name_of(const store::TeamScope& team, const model::RoleId& role);
std::string name_of(const store::TeamScope& team, const model::InstallId& install);

}  // namespace callout::rights
