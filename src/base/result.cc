// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

namespace callout {

std::string_view name_of(Code code) {
  switch (code) {
    case Code::kInvalid: return "invalid";
    case Code::kNotFound: return "not_found";
    case Code::kConflict: return "conflict";
    case Code::kDenied: return "denied";
    case Code::kUnavailable: return "unavailable";
    case Code::kTimeout: return "timeout";
    case Code::kClosed: return "closed";
    case Code::kExhausted: return "exhausted";
    case Code::kProtocol: return "protocol";
    case Code::kInternal: return "internal";
  }
  return "internal";
}

}  // namespace callout
