// SPDX-License-Identifier: Apache-2.0
#include "access/action.h"

namespace callout::access {
namespace {

using P = model::Permission;
using model::Permissions;

constexpr ActionRule kNobody{};
constexpr ActionRule kEveryone{.everyone = true};
constexpr ActionRule kOwnOnly{.own = true};

constexpr Permissions kAnyOfDevices = Permissions::all_of(model::Purpose::kDevices);
/// What lets someone see an entity and the installs there: a right for what stands there, or for the place itself.
constexpr Permissions kAnythingThere =
    kAnyOfDevices | Permissions{P::kAuditLog, P::kTechnicians, P::kEntitiesAndInstalls, P::kJobs};
constexpr Permissions kReaching{P::kDeviceWebpage, P::kDeviceWebpageReadOnly, P::kRawPorts};

constexpr ActionRule only(Permissions any) {
  return {.any = any};
}
constexpr ActionRule own_or(Permissions any) {
  return {.any = any, .own = true};
}

constexpr ActionRule kSeePlaces{.any = kAnythingThere, .home = true};
constexpr ActionRule kTechnicians = only({P::kTechnicians});
constexpr ActionRule kOwnOrTechnicians = own_or({P::kTechnicians});
constexpr ActionRule kGiveTemporary = only({P::kTechnicians, P::kConfigureRemoteAccess});
constexpr ActionRule kAudit = only({P::kAuditLog});
constexpr ActionRule kPlaces = only({P::kEntitiesAndInstalls});
constexpr ActionRule kSeeDevices{.any = kAnyOfDevices, .section = {P::kPermanentAccess}};
constexpr ActionRule kModify = only({P::kDeviceModify});
constexpr ActionRule kDelete = only({P::kDeviceDelete});
constexpr ActionRule kCheck = only(kReaching | Permissions{P::kConfigureRemoteAccess, P::kDeviceModify});
constexpr ActionRule kConfigure = only({P::kConfigureRemoteAccess});
constexpr ActionRule kOpen = only({P::kDeviceWebpage, P::kDeviceWebpageReadOnly});
constexpr ActionRule kChange = only({P::kDeviceWebpage});
constexpr ActionRule kPorts = only({P::kRawPorts});
constexpr ActionRule kSeeSessions = own_or({P::kConnectionHistory});
constexpr ActionRule kSeeRequests = only({P::kConnectionHistory});
constexpr ActionRule kEndSessions = own_or({P::kConfigureRemoteAccess});
constexpr ActionRule kJobs = own_or({P::kJobs});

}  // namespace

const ActionRule& rule_of(Action action) {
  switch (action) {
    case Action::kSignedIn:
    case Action::kTeamView: return kEveryone;
    case Action::kTeamManage:
    case Action::kTechniciansManage:
    case Action::kRolesManage:
    case Action::kRightsManage: return kTechnicians;
    case Action::kRolesView:
    case Action::kTemporaryRightsGive: return kGiveTemporary;
    case Action::kRightsView:
    case Action::kAccessExplain: return kOwnOrTechnicians;
    case Action::kAuditView: return kAudit;
    case Action::kEntitiesView:
    case Action::kInstallsView: return kSeePlaces;
    case Action::kEntitiesManage:
    case Action::kInstallsManage: return kPlaces;
    case Action::kDevicesView: return kSeeDevices;
    case Action::kGroupsManage:
    case Action::kDevicesManage: return kModify;
    case Action::kDevicesDelete: return kDelete;
    case Action::kDevicesCheck: return kCheck;
    case Action::kRemoteAccessConfigure: return kConfigure;
    case Action::kDeviceWebpageOpen: return kOpen;
    case Action::kDeviceWebpageChange: return kChange;
    case Action::kDevicePortsOpen: return kPorts;
    case Action::kSessionsView: return kSeeSessions;
    case Action::kSessionRequestsView: return kSeeRequests;
    case Action::kSessionsUse: return kOwnOnly;
    case Action::kSessionsEnd: return kEndSessions;
    case Action::kJobsView:
    case Action::kJobsCancel: return kJobs;
  }
  return kNobody;
}

}  // namespace callout::access
