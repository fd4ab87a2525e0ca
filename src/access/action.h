// SPDX-License-Identifier: Apache-2.0
// What a route or a session asks for, and which permissions give it. The names are those of x-permission in
// openapi.yaml and of `calloutd routes`. Plain values: any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "model/names.h"
#include "model/permission.h"

namespace callout::access {

enum class Action : std::uint8_t {
  kSignedIn,
  kTeamView,
  kTeamManage,
  kTechniciansManage,
  kRolesView,
  kRolesManage,
  kRightsView,
  kRightsManage,
  kTemporaryRightsGive,
  kAccessExplain,
  kAuditView,
  kEntitiesView,
  kEntitiesManage,
  kInstallsView,
  kInstallsManage,
  kGroupsManage,
  kDevicesView,
  kDevicesManage,
  kDevicesDelete,
  kDevicesCheck,
  kRemoteAccessConfigure,
  kDeviceWebpageOpen,
  kDeviceWebpageChange,
  kDevicePortsOpen,
  kSessionsView,
  kSessionRequestsView,
  kSessionsUse,
  kSessionsEnd,
  kJobsView,
  kJobsCancel,
};

/// What gives an action. The owner of a team may do everything in it; nobody anything in another.
struct ActionRule {
  model::Permissions any{};  ///< Any of these, held for the target.
  bool everyone = false;     ///< Every active technician of the team.
  bool home = false;         ///< For their home entity and what is below it.
  bool own = false;          ///< For what is their own.
  /// Any of these shows the section of the console, even if nothing is in it.
  model::Permissions section{};
};

/// The rule; the one that nobody meets for a value that is no action.
const ActionRule& rule_of(Action action);

}  // namespace callout::access

template <>
struct callout::model::Names<callout::access::Action> {
  using A = callout::access::Action;
  static constexpr std::pair<A, std::string_view> kTable[] = {{A::kSignedIn, "signed_in"},
                                                              {A::kTeamView, "team.view"},
                                                              {A::kTeamManage, "team.manage"},
                                                              {A::kTechniciansManage, "technicians.manage"},
                                                              {A::kRolesView, "roles.view"},
                                                              {A::kRolesManage, "roles.manage"},
                                                              {A::kRightsView, "access_rights.view"},
                                                              {A::kRightsManage, "access_rights.manage"},
                                                              {A::kTemporaryRightsGive, "temporary_permissions.give"},
                                                              {A::kAccessExplain, "access.explain"},
                                                              {A::kAuditView, "audit_log.view"},
                                                              {A::kEntitiesView, "entities.view"},
                                                              {A::kEntitiesManage, "entities.manage"},
                                                              {A::kInstallsView, "installs.view"},
                                                              {A::kInstallsManage, "installs.manage"},
                                                              {A::kGroupsManage, "device_groups.manage"},
                                                              {A::kDevicesView, "devices.view"},
                                                              {A::kDevicesManage, "devices.manage"},
                                                              {A::kDevicesDelete, "devices.delete"},
                                                              {A::kDevicesCheck, "devices.check"},
                                                              {A::kRemoteAccessConfigure, "remote_access.configure"},
                                                              {A::kDeviceWebpageOpen, "device_webpage.open"},
                                                              {A::kDeviceWebpageChange, "device_webpage.change"},
                                                              {A::kDevicePortsOpen, "device_ports.open"},
                                                              {A::kSessionsView, "sessions.view"},
                                                              {A::kSessionRequestsView, "session_requests.view"},
                                                              {A::kSessionsUse, "sessions.use"},
                                                              {A::kSessionsEnd, "sessions.end"},
                                                              {A::kJobsView, "jobs.view"},
                                                              {A::kJobsCancel, "jobs.cancel"}};
};
