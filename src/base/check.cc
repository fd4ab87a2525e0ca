// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace callout {

void check_failed(std::source_location where) {
  std::fprintf(stderr, "bug: check failed at %s:%u in %s\n", where.file_name(), static_cast<unsigned>(where.line()),
               where.function_name());
  std::abort();
}

}  // namespace callout
