// SPDX-License-Identifier: Apache-2.0
// Label of a session host -> lease. The relay asks it for every request; only sessions changes it. In memory, any
// thread, readers do not wait for the store. Labels that were closed lately are remembered with their reason, for the
// page that says why the visit ended.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/session.h"
#include "sessions/lease.h"

namespace callout::sessions {

inline constexpr std::size_t kClosedLabels = 10'000;  ///< About 1 MB; older ones answer like unknown labels.

class LeaseTable {
 public:
  struct Closed {
    model::SessionId session;
    model::ClosedReason reason;
  };
  /// One of: the lease of a live session; how the session of this label closed; neither (an unknown label).
  struct Found {
    std::shared_ptr<Lease> lease;
    std::optional<Closed> closed;
  };
  Found find(std::string_view label) const;
  /// The live leases whose sessions go through this install: what the gateway renews at the agent every few seconds.
  std::vector<std::shared_ptr<Lease>> of_install(const model::InstallId& install) const;
  std::size_t size() const;

 private:
  friend class LeaseMaker;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class T>
  using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

  mutable std::shared_mutex mutex_;
  Map<std::shared_ptr<Lease>> live_;
  Map<Closed> closed_;
  std::deque<std::string> closed_order_;  ///< Oldest first.
};

}  // namespace callout::sessions
