// SPDX-License-Identifier: Apache-2.0
// The server's main().
#include <cstdio>

#include "callout_version.h"

int main() {
  std::puts("calloutd " CALLOUT_VERSION);
}
