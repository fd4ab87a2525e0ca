// SPDX-License-Identifier: Apache-2.0
// The verbs that a route or a session asks for; the names are those of x-permission in openapi.yaml. Plain values: any
// thread.
#pragma once

#include "model/names.h"

namespace callout::access {

enum class Permission {
  kSignedIn,
  kTeamView,
  kTeamManage,
  kTechniciansManage,
  kEntitiesView,
  kEntitiesManage,
  kInstallsView,
  kInstallsManage,
  kDevicesView,
  kDevicesManage,
  kDeviceWebpageOpen,
  kDevicePortsOpen,
  kSessionsView,
  kSessionsEnd,
  kJobsView,
  kJobsCancel,
};

}  // namespace callout::access

template <>
struct callout::model::Names<callout::access::Permission> {
  using P = callout::access::Permission;
  static constexpr std::pair<P, std::string_view> kTable[] = {{P::kSignedIn, "signed_in"},
                                                              {P::kTeamView, "team.view"},
                                                              {P::kTeamManage, "team.manage"},
                                                              {P::kTechniciansManage, "technicians.manage"},
                                                              {P::kEntitiesView, "entities.view"},
                                                              {P::kEntitiesManage, "entities.manage"},
                                                              {P::kInstallsView, "installs.view"},
                                                              {P::kInstallsManage, "installs.manage"},
                                                              {P::kDevicesView, "devices.view"},
                                                              {P::kDevicesManage, "devices.manage"},
                                                              {P::kDeviceWebpageOpen, "device_webpage.open"},
                                                              {P::kDevicePortsOpen, "device_ports.open"},
                                                              {P::kSessionsView, "sessions.view"},
                                                              {P::kSessionsEnd, "sessions.end"},
                                                              {P::kJobsView, "jobs.view"},
                                                              {P::kJobsCancel, "jobs.cancel"}};
};
