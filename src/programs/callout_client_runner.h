// SPDX-License-Identifier: Apache-2.0
// Runs one command's task to its end, and tells it when the person or the system wants it to stop. Called by the
// commands on the main thread, which waits for signals meanwhile.
#pragma once

#include <functional>

#include "client/outcome.h"
#include "net/task.h"

namespace callout::programs {

/// On the task's worker. A task looks at `asked`, or is told by `then`, which it resets before it goes.
struct Stop {
  bool asked = false;
  std::function<void()> then;
};

/// SIGINT, SIGTERM and SIGHUP stop the task. One that has not ended 10 s later is left as it is, with the process.
client::Outcome<> run_task(const std::function<net::Task<client::Outcome<>>(Stop&)>& task);

}  // namespace callout::programs
