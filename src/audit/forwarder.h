// SPDX-License-Identifier: Apache-2.0
// Runs forwarding beside the server: a thread for each target, so that none waits for another and nobody waits for any.
// After a failure it tries again after a delay that doubles up to a minute. Made by main(); the methods are for any
// thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "audit/forwarding.h"
#include "base/log.h"

namespace callout::audit {

/// How long to wait after so many failures in a row; 0: none.
std::chrono::milliseconds forward_delay(int failures);

struct ForwardFigures {
  std::atomic<std::uint64_t> sent{0};      ///< Records.
  std::atomic<std::uint64_t> failures{0};  ///< Batches that failed.
  std::atomic<std::int64_t> waiting{0};    ///< Records, as of the last look.
};

class Forwarder {
 public:
  struct Target {
    std::string name;
    std::unique_ptr<ForwardSink> sink;
  };
  /// Starts at once. Forgets how far other targets came.
  Forwarder(store::Store& store, std::vector<Target> targets, Log& log);
  /// Ends what is under way and joins.
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  /// The targets' files were moved away.
  void reopen();
  /// Over all targets.
  const ForwardFigures& figures() const { return figures_; }

 private:
  struct Running;
  void run(Running& running);
  bool stopping() const { return stopping_; }

  Log& log_;
  ForwardFigures figures_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_{false};
  std::vector<std::unique_ptr<Running>> running_;
};

}  // namespace callout::audit
