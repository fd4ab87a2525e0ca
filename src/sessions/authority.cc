// SPDX-License-Identifier: Apache-2.0
#include "sessions/authority.h"

#include "store/teams.h"

namespace callout::sessions {

Authority::Authority(store::Store& store, const Clock& clock, Log& log)
    : store_(store), clock_(clock), log_(log), snapshot_(std::make_shared<const access::Snapshot>()) {}

Result<> Authority::reload() {
  // One at a time: a reload that read earlier must not replace one that read later.
  std::scoped_lock one(reloading_);
  auto technicians = [&]() -> Result<std::vector<model::Technician>> {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    return store::all_technicians(*transaction);
  }();
  auto fresh =
      technicians ? std::make_shared<const access::Snapshot>(*technicians) : std::make_shared<const access::Snapshot>();
  {
    std::scoped_lock lock(mutex_);
    snapshot_ = std::move(fresh);
  }
  if (technicians) return {};
  log_.error("the access snapshot could not be read: everything is denied until it can",
             {{"error", technicians.error().message}});
  return fail(technicians);
}

std::shared_ptr<const access::Snapshot> Authority::current() const {
  std::scoped_lock lock(mutex_);
  return snapshot_;
}

access::Decision Authority::decide(const access::Subject& subject, access::Permission permission,
                                   const access::Target& target) const {
  return access::decide(*current(), subject, permission, target, clock_.wall());
}

access::Reach Authority::reach(const access::Subject& subject, access::Permission permission) const {
  return access::reach(*current(), subject, permission, clock_.wall());
}

std::vector<access::Permission> Authority::held(const access::Subject& subject) const {
  return access::held(*current(), subject, clock_.wall());
}

std::optional<access::Grant> Authority::grant_webpage(const access::Subject& subject,
                                                      const model::DeviceId& device) const {
  return access::Grant::ask(*current(), subject, device, clock_.wall());
}

std::optional<access::PortsGrant> Authority::grant_ports(const access::Subject& subject,
                                                         const model::DeviceId& device) const {
  return access::PortsGrant::ask(*current(), subject, device, clock_.wall());
}

}  // namespace callout::sessions
