// SPDX-License-Identifier: Apache-2.0
#include "model/rights.h"

#include <algorithm>
#include <array>

namespace callout::model {
namespace {

using P = Permission;

constexpr Permissions kConnecting{P::kDeviceWebpage, P::kDeviceWebpageReadOnly,
                                  P::kRawPorts,      P::kScreenView,
                                  P::kScreenControl, P::kFileManager,
                                  P::kTerminal,      P::kWakeUp,
                                  P::kReboot,        P::kLockUnlock,
                                  P::kCalls,         P::kBlackScreen,
                                  P::kChat,          P::kSyncClipboard};
constexpr Permissions kRemoteUser{P::kDeviceWebpage, P::kDeviceWebpageReadOnly};
constexpr Permissions kRemoteConfigurer = kRemoteUser | Permissions{P::kConfigureRemoteAccess, P::kConnectionHistory};
constexpr Permissions kTeamAdministrator{P::kAuditLog, P::kTechnicians, P::kEntitiesAndInstalls, P::kJobs,
                                         P::kPermanentAccess};
constexpr Permissions kOwnSupport = Permissions::all_of(Purpose::kInvitations).without({P::kAllInvitations});

Role system_role(std::string id, std::string name, Purpose purpose, Permissions permissions) {
  return {.id = RoleId(std::move(id)),
          .name = std::move(name),
          .purpose = purpose,
          .permissions = permissions,
          .system = true};
}

}  // namespace

std::span<const Role> system_roles() {
  static const std::array roles{
      system_role("full-device-access", "Full device access", Purpose::kDevices,
                  Permissions::all_of(Purpose::kDevices)),
      system_role("only-device-connection", "Only device connection", Purpose::kDevices, kConnecting),
      system_role("remote-technician-user", "Remote Technician User", Purpose::kDevices, kRemoteUser),
      system_role("remote-technician-configurer", "Remote Technician Configurer", Purpose::kDevices, kRemoteConfigurer),
      system_role("all-invitations", "All invitations", Purpose::kInvitations,
                  Permissions::all_of(Purpose::kInvitations)),
      system_role("own-invitations", "Own invitations", Purpose::kInvitations, kOwnSupport),
      system_role("team-administrator", "Team administrator", Purpose::kAdministration, kTeamAdministrator),
      system_role("branding-administrator", "Branding administrator", Purpose::kAdministration, {P::kBranding}),
      system_role("billing-administrator", "Billing administrator", Purpose::kAdministration, {P::kBilling}),
      system_role("auditor", "Auditor", Purpose::kAdministration, {P::kAuditLog}),
      system_role("devices-list", "Devices list", Purpose::kAdministration, {P::kPermanentAccess}),
  };
  return roles;
}

const Role* find_system_role(const RoleId& id) {
  const auto roles = system_roles();
  const auto found = std::ranges::find(roles, id, &Role::id);
  return found == roles.end() ? nullptr : &*found;
}

}  // namespace callout::model
