// SPDX-License-Identifier: Apache-2.0
// The one table. openapi.yaml describes the same routes; route_test.cc compares both ways.
#include <array>

#include "api/handlers.h"
#include "api/route.h"

namespace callout::api {
namespace {

using enum Method;
using P = access::Permission;

constexpr std::array kRoutes{
    Route{kGet, "/authorize", P::kSignedIn, Body::kNone, authorize},
    Route{kPost, "/api/v1/sign-out", P::kSignedIn, Body::kNone, sign_out},
    Route{kPost, "/api/v1/client-codes", P::kSignedIn, Body::kJson, create_client_code},
    Route{kGet, "/api/v1/me", P::kSignedIn, Body::kNone, get_me},
    Route{kGet, "/api/v1/events", P::kSignedIn, Body::kNone, nullptr},

    Route{kGet, "/api/v1/team", P::kTeamView, Body::kNone, get_team},
    Route{kPatch, "/api/v1/team", P::kTeamManage, Body::kJson, update_team},
    Route{kGet, "/api/v1/technicians", P::kTechniciansManage, Body::kNone, list_technicians},
    Route{kPost, "/api/v1/technicians", P::kTechniciansManage, Body::kJson, create_technician, Pool::kHash},
    Route{kPatch, "/api/v1/technicians/{id}", P::kTechniciansManage, Body::kJson, update_technician, Pool::kHash},

    Route{kGet, "/api/v1/entities", P::kEntitiesView, Body::kNone, list_entities},
    Route{kPost, "/api/v1/entities", P::kEntitiesManage, Body::kJson, create_entity},
    Route{kPatch, "/api/v1/entities/{id}", P::kEntitiesManage, Body::kJson, update_entity},
    Route{kDelete, "/api/v1/entities/{id}", P::kEntitiesManage, Body::kNone, delete_entity},

    Route{kGet, "/api/v1/installs", P::kInstallsView, Body::kNone, list_installs},
    Route{kPost, "/api/v1/installs", P::kInstallsManage, Body::kJson, create_install},
    Route{kGet, "/api/v1/installs/{id}", P::kInstallsView, Body::kNone, get_install},
    Route{kPatch, "/api/v1/installs/{id}", P::kInstallsManage, Body::kJson, update_install},
    Route{kDelete, "/api/v1/installs/{id}", P::kInstallsManage, Body::kNone, delete_install},
    Route{kPost, "/api/v1/installs/{id}/enrolment-token", P::kInstallsManage, Body::kNone, create_enrolment_token},

    Route{kGet, "/api/v1/devices", P::kDevicesView, Body::kNone, list_devices},
    Route{kPost, "/api/v1/devices", P::kDevicesManage, Body::kJson, create_device},
    Route{kGet, "/api/v1/devices/{id}", P::kDevicesView, Body::kNone, get_device},
    Route{kPatch, "/api/v1/devices/{id}", P::kDevicesManage, Body::kJson, update_device},
    Route{kDelete, "/api/v1/devices/{id}", P::kDevicesManage, Body::kNone, delete_device},
    Route{kPost, "/api/v1/devices/{id}/check", P::kDevicesView, Body::kNone, check_device},
    Route{kPost, "/api/v1/devices/{id}/sessions", P::kDeviceWebpageOpen, Body::kJson, open_device_webpage},
    Route{kPost, "/api/v1/devices/{id}/port-sessions", P::kDevicePortsOpen, Body::kJson, open_device_port},

    Route{kGet, "/api/v1/profiles", P::kDevicesView, Body::kNone, list_profiles},
    Route{kPost, "/api/v1/profiles", P::kDevicesManage, Body::kJson, create_profile},
    Route{kGet, "/api/v1/profiles/{id}", P::kDevicesView, Body::kNone, get_profile},
    Route{kPut, "/api/v1/profiles/{id}", P::kDevicesManage, Body::kJson, replace_profile},
    Route{kDelete, "/api/v1/profiles/{id}", P::kDevicesManage, Body::kNone, delete_profile},

    Route{kGet, "/api/v1/sessions", P::kSessionsView, Body::kNone, list_sessions},
    Route{kGet, "/api/v1/sessions/{id}", P::kSessionsView, Body::kNone, get_session},
    Route{kPost, "/api/v1/sessions/{id}/extend", P::kDeviceWebpageOpen, Body::kNone, extend_session},
    Route{kPost, "/api/v1/sessions/{id}/end", P::kSessionsEnd, Body::kNone, end_session},
    Route{kPost, "/api/v1/sessions/{id}/client-key", P::kDeviceWebpageOpen, Body::kNone, create_client_key},

    Route{kGet, "/api/v1/jobs", P::kJobsView, Body::kNone, list_jobs},
    Route{kGet, "/api/v1/jobs/{id}", P::kJobsView, Body::kNone, get_job},
    Route{kPost, "/api/v1/jobs/{id}/cancel", P::kJobsCancel, Body::kNone, cancel_job},
};

constexpr std::array kOpenRoutes{
    OpenRoute{kGet, "/healthz", OpenRoute::For::kEveryone, Body::kNone, nullptr},
    OpenRoute{kGet, "/readyz", OpenRoute::For::kEveryone, Body::kNone, nullptr},
    OpenRoute{kGet, "/metrics", OpenRoute::For::kEveryone, Body::kNone, nullptr},
    OpenRoute{kGet, "/openapi.yaml", OpenRoute::For::kEveryone, Body::kNone, get_openapi},
    OpenRoute{kPost, "/api/v1/sign-in", OpenRoute::For::kEveryone, Body::kJson, sign_in, Pool::kHash},
    OpenRoute{kPost, "/api/v1/client-sign-ins", OpenRoute::For::kClients, Body::kJson, sign_in_client},
    OpenRoute{kGet, "/agent/v1", OpenRoute::For::kAgents, Body::kNone, nullptr},
    OpenRoute{kPost, "/agent/v1/enroll", OpenRoute::For::kAgents, Body::kJson, agent_enroll},
    OpenRoute{kPost, "/agent/v1/rotate-key", OpenRoute::For::kAgents, Body::kJson, agent_rotate_key},
};

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}
std::span<const OpenRoute> open_routes() {
  return kOpenRoutes;
}

}  // namespace callout::api
