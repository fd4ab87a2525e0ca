// SPDX-License-Identifier: Apache-2.0
// What a role can hold: the verbs of the rights system, each with the one purpose of the roles that may hold it. The
// names are the API's and the database's. What a route asks for is an action (access/action.h), which these give.
// Plain values: any thread.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "model/names.h"

namespace callout::model {

/// What a role is for; chosen when it is made, never changed.
enum class Purpose : std::uint8_t { kDevices, kInvitations, kAdministration };
template <>
struct Names<Purpose> {
  static constexpr std::pair<Purpose, std::string_view> kTable[] = {{Purpose::kDevices, "devices"},
                                                                    {Purpose::kInvitations, "invitations"},
                                                                    {Purpose::kAdministration, "administration"}};
};

enum class Permission : std::uint8_t {
  // Devices and groups.
  kDeviceWebpage,
  kDeviceWebpageReadOnly,
  kRawPorts,
  kFirmwareUpdate,
  kConfigureRemoteAccess,
  kScreenView,
  kScreenControl,
  kFileManager,
  kTerminal,
  kWakeUp,
  kReboot,
  kLockUnlock,
  kCalls,
  kBlackScreen,
  kChat,
  kSyncClipboard,
  kScreenPreview,
  kConnectionHistory,
  kSoftwareInventory,
  kModifyNotifications,
  kRecordingDelete,
  kDeviceModify,
  kDeviceDelete,
  // Invitations (Quick Support).
  kOwnInvitations,
  kAllInvitations,
  kSupportScreenView,
  kSupportScreenControl,
  kSupportFileManager,
  kSupportTerminal,
  kSupportCalls,
  kSupportChat,
  kSupportReboot,
  kSupportInstallationRequest,
  kSupportSyncClipboard,
  kSupportScreenPreview,
  kSupportRecordingDelete,
  // Administration.
  kAuditLog,
  kTechnicians,
  kEntitiesAndInstalls,
  kJobs,
  kBranding,
  kBilling,
  kPermanentAccess,
};

template <>
struct Names<Permission> {
  using P = Permission;
  static constexpr std::pair<P, std::string_view> kTable[] = {
      {P::kDeviceWebpage, "device_webpage.open"},
      {P::kDeviceWebpageReadOnly, "device_webpage.read_only"},
      {P::kRawPorts, "device_ports.open"},
      {P::kFirmwareUpdate, "firmware.update"},
      {P::kConfigureRemoteAccess, "remote_access.configure"},
      {P::kScreenView, "screen.view"},
      {P::kScreenControl, "screen.control"},
      {P::kFileManager, "files.manage"},
      {P::kTerminal, "terminal.open"},
      {P::kWakeUp, "device.wake_up"},
      {P::kReboot, "device.reboot"},
      {P::kLockUnlock, "device.lock_unlock"},
      {P::kCalls, "calls"},
      {P::kBlackScreen, "screen.black_and_input_lock"},
      {P::kChat, "chat"},
      {P::kSyncClipboard, "clipboard.sync"},
      {P::kScreenPreview, "screen.preview"},
      {P::kConnectionHistory, "connection_history.view"},
      {P::kSoftwareInventory, "software_inventory.view"},
      {P::kModifyNotifications, "notifications.modify"},
      {P::kRecordingDelete, "recordings.delete"},
      {P::kDeviceModify, "device.modify"},
      {P::kDeviceDelete, "device.delete"},
      {P::kOwnInvitations, "invitations.own"},
      {P::kAllInvitations, "invitations.all"},
      {P::kSupportScreenView, "support.screen.view"},
      {P::kSupportScreenControl, "support.screen.control"},
      {P::kSupportFileManager, "support.files.manage"},
      {P::kSupportTerminal, "support.terminal.open"},
      {P::kSupportCalls, "support.calls"},
      {P::kSupportChat, "support.chat"},
      {P::kSupportReboot, "support.reboot"},
      {P::kSupportInstallationRequest, "support.installation_request"},
      {P::kSupportSyncClipboard, "support.clipboard.sync"},
      {P::kSupportScreenPreview, "support.screen.preview"},
      {P::kSupportRecordingDelete, "support.recordings.delete"},
      {P::kAuditLog, "audit_log.view"},
      {P::kTechnicians, "technicians_and_team_settings.manage"},
      {P::kEntitiesAndInstalls, "entities_and_installs.manage"},
      {P::kJobs, "jobs.manage"},
      {P::kBranding, "branding.manage"},
      {P::kBilling, "billing.manage"},
      {P::kPermanentAccess, "devices_section.permanent_access"}};
};
inline constexpr std::size_t kPermissionCount = std::size(Names<Permission>::kTable);

constexpr Purpose purpose_of(Permission permission) {
  if (permission < Permission::kOwnInvitations) return Purpose::kDevices;
  if (permission < Permission::kAuditLog) return Purpose::kInvitations;
  return Purpose::kAdministration;
}

/// A set of permissions.
class Permissions {
 public:
  constexpr Permissions() = default;
  constexpr Permissions(std::initializer_list<Permission> permissions) {
    for (const auto permission : permissions) add(permission);
  }
  static constexpr Permissions all_of(Purpose purpose) {
    Permissions out;
    for (const auto& [permission, name] : Names<Permission>::kTable) {
      if (purpose_of(permission) == purpose) out.add(permission);
    }
    return out;
  }
  static constexpr Permissions all() {
    return all_of(Purpose::kDevices) | all_of(Purpose::kInvitations) | all_of(Purpose::kAdministration);
  }

  constexpr void add(Permission permission) { bits_ |= bit(permission); }
  constexpr bool has(Permission permission) const { return (bits_ & bit(permission)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr int size() const { return std::popcount(bits_); }
  constexpr bool any_of(Permissions other) const { return (bits_ & other.bits_) != 0; }
  /// Whether all of `other` are here, too.
  constexpr bool covers(Permissions other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr Permissions without(Permissions other) const { return Permissions(bits_ & ~other.bits_); }
  constexpr Permissions operator|(Permissions other) const { return Permissions(bits_ | other.bits_); }
  constexpr Permissions operator&(Permissions other) const { return Permissions(bits_ & other.bits_); }
  constexpr Permissions& operator|=(Permissions other) { return *this = *this | other; }
  constexpr bool operator==(const Permissions&) const = default;

  /// In the order of the table.
  std::vector<Permission> list() const {
    std::vector<Permission> out;
    for (const auto& [permission, name] : Names<Permission>::kTable) {
      if (has(permission)) out.push_back(permission);
    }
    return out;
  }

 private:
  constexpr explicit Permissions(std::uint64_t bits) : bits_(bits) {}
  /// None for a value that is no permission: nobody holds that.
  static constexpr std::uint64_t bit(Permission permission) {
    const auto index = static_cast<unsigned>(permission);
    return index < kPermissionCount ? std::uint64_t{1} << index : 0;
  }
  static_assert(kPermissionCount <= 64);
  std::uint64_t bits_ = 0;
};

/// Those whose function exists. The others can be given, are held and shown, and are asked when theirs is built.
inline constexpr Permissions kBuiltPermissions{Permission::kDeviceWebpage,
                                               Permission::kDeviceWebpageReadOnly,
                                               Permission::kRawPorts,
                                               Permission::kConfigureRemoteAccess,
                                               Permission::kConnectionHistory,
                                               Permission::kDeviceModify,
                                               Permission::kDeviceDelete,
                                               Permission::kAuditLog,
                                               Permission::kTechnicians,
                                               Permission::kEntitiesAndInstalls,
                                               Permission::kJobs,
                                               Permission::kPermanentAccess};

/// Those that reach a device from afar: what the switch "Remote Technician enabled" switches.
inline constexpr Permissions kRemoteAccess{Permission::kDeviceWebpage, Permission::kDeviceWebpageReadOnly,
                                           Permission::kRawPorts,      Permission::kFirmwareUpdate,
                                           Permission::kScreenView,    Permission::kScreenControl,
                                           Permission::kFileManager,   Permission::kTerminal,
                                           Permission::kWakeUp,        Permission::kReboot,
                                           Permission::kLockUnlock,    Permission::kCalls,
                                           Permission::kBlackScreen,   Permission::kChat,
                                           Permission::kSyncClipboard, Permission::kScreenPreview};

}  // namespace callout::model
