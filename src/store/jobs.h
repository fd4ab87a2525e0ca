// SPDX-License-Identifier: Apache-2.0
// Repository of jobs. Built for one transaction, used by one thread; a foreign or unknown id is kNotFound. Only
// jobs::Service calls it: it knows of live jobs what the database does not yet.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "model/job.h"
#include "model/reach.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

struct JobFilter {
  model::Reach reach = model::Reach::all();  ///< Only jobs of installs within, and the technician's own.
  std::optional<model::InstallId> install{};
  std::optional<model::DeviceId> device{};
};

class Jobs {
 public:
  explicit Jobs(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Job> get(const model::JobId& id);
  /// Newest first.
  Result<Page<model::Job>> list(const PageRequest& page, const JobFilter& filter = {});
  Result<> insert(const model::Job& job);
  /// Writes state, failure, times and steps.
  Result<> update(const model::Job& job);

 private:
  TeamScope scope_;
};

/// Every job of the server that is not finished: what a restart has to take up or give up.
Result<std::vector<model::Job>> unfinished_jobs(Transaction& transaction);

}  // namespace callout::store
