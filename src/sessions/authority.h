// SPDX-License-Identifier: Apache-2.0
// The current access snapshot: loaded from the store, replaced after each change, asked in microseconds. Built by
// main(); asked by the API and sessions. Any thread; only reload() blocks. Fails closed: when a reload fails,
// everything is denied until one succeeds.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "access/decide.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "store/store.h"

namespace callout::sessions {

class Authority {
 public:
  Authority(store::Store& store, const Clock& clock, Log& log);

  /// Compiles the snapshot anew. At start and after every change of a technician.
  Result<> reload();

  access::Decision decide(const access::Subject& subject, access::Permission permission,
                          const access::Target& target) const;
  access::Reach reach(const access::Subject& subject, access::Permission permission) const;
  std::vector<access::Permission> held(const access::Subject& subject) const;
  std::optional<access::Grant> grant_webpage(const access::Subject& subject, const model::DeviceId& device) const;
  std::optional<access::PortsGrant> grant_ports(const access::Subject& subject, const model::DeviceId& device) const;

 private:
  std::shared_ptr<const access::Snapshot> current() const;
  store::Store& store_;
  const Clock& clock_;
  Log& log_;
  std::mutex reloading_;
  mutable std::mutex mutex_;
  std::shared_ptr<const access::Snapshot> snapshot_;
};

}  // namespace callout::sessions
