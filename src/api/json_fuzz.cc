// SPDX-License-Identifier: Apache-2.0
// Any body at all: reading it as a device ends, and what passes keeps its bounds.
#include <cstdlib>

#include "api/fields.h"
#include "api/json.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using callout::api::Fields;
  using callout::api::parse_object;
  const auto object = parse_object({reinterpret_cast<const char*>(data), size});
  if (!object) return object.error().detail.empty() ? std::abort(), 0 : 0;
  Fields in(*object);
  const std::string name = in.text("name", {1, 200});
  const auto accept = in.maybe_true("accept_identity");
  (void)accept;
  for (Fields& item : in.objects("endpoints", {1, 16})) {
    const auto scheme = item.choice("scheme", {"http", "https"});
    const auto port = item.integer("port", 1, 65535);
    if (scheme > 1 || port < 1 || port > 65535) std::abort();
    in.adopt(item.finish());
  }
  const auto problem = in.finish();
  if (!problem && (name.empty() || name.size() > 800)) std::abort();
  if (problem && problem->field.empty()) std::abort();
  return 0;
}
