// SPDX-License-Identifier: Apache-2.0
// `calloutd serve`: builds every part in order, serves until SIGTERM or SIGINT, and takes everything down in the
// opposite order. Called by main() while the process has one thread (the signals are blocked before others start).
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "programs/calloutd_config.h"

namespace callout::programs {

/// Returns when the server has stopped; an error is why it could not start.
Result<> serve(ServerConfig config, Log& log);

}  // namespace callout::programs
