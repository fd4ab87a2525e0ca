// SPDX-License-Identifier: Apache-2.0
// The text of openapi.yaml, compiled in, so that what is served is what this binary was built from. Any thread.
#pragma once

#include <string_view>

namespace callout::api {

std::string_view openapi_yaml();

}  // namespace callout::api
