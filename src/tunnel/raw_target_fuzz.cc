// SPDX-License-Identifier: Apache-2.0
// What is read as a raw target is written as it was, byte for byte: nothing has two names.
#include "base/check.h"
#include "tunnel/raw_target.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace callout::tunnel;
  const std::string_view authority(reinterpret_cast<const char*>(data), size);
  if (const auto target = parse_raw_authority(authority)) callout::check(authority_of(*target) == authority);
  return 0;
}
