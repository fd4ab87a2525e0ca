// SPDX-License-Identifier: Apache-2.0
// Repository of the sessions' HTTP access logs. Built for one transaction, used by one thread.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "model/request_log.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

class RequestLogs {
 public:
  explicit RequestLogs(TeamScope scope) : scope_(std::move(scope)) {}
  Result<> add(const model::RequestLogEntry& entry);
  /// In the order in which the requests ended. `changing`: without those that only read.
  Result<Page<model::RequestLogEntry>> list(const model::SessionId& session, const PageRequest& page, bool changing);

 private:
  TeamScope scope_;
};

/// Of all teams, the oldest first and at most so many; answers how many it were.
Result<std::size_t> remove_requests_before(Transaction& transaction, WallMs before, std::size_t most);

}  // namespace callout::store
