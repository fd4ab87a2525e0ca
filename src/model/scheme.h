// SPDX-License-Identifier: Apache-2.0
// How a device's web server is spoken to. Plain value: any thread.
#pragma once

#include "model/names.h"

namespace callout::model {

enum class Scheme { kHttp, kHttps };
template <>
struct Names<Scheme> {
  static constexpr std::pair<Scheme, std::string_view> kTable[] = {{Scheme::kHttp, "http"}, {Scheme::kHttps, "https"}};
};

}  // namespace callout::model
