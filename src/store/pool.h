// SPDX-License-Identifier: Apache-2.0
// The database's connections: one that writes, a few that read beside it (WAL lets them). Inside store/ only. Any
// thread; taking one waits for a bounded time.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "store/connection.h"

namespace callout::store {

class Pool {
 public:
  /// Without a writer, taking it is kDenied.
  Pool(std::unique_ptr<Connection> writer, std::vector<std::unique_ptr<Connection>> readers);

  /// kUnavailable when none came free in time.
  Result<std::unique_ptr<Connection>> take(bool writes);
  void give_back(std::unique_ptr<Connection> connection);

 private:
  const bool has_writer_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::unique_ptr<Connection> writer_;
  std::vector<std::unique_ptr<Connection>> readers_;
};

}  // namespace callout::store
