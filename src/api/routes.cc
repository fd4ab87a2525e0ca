// SPDX-License-Identifier: Apache-2.0
// The one table. openapi.yaml describes the same routes; route_test.cc compares both ways.
#include <array>

#include "api/handlers.h"
#include "api/route.h"

namespace callout::api {
namespace {

using enum Method;
using A = access::Action;

constexpr std::array kRoutes{
    Route{kGet, "/authorize", A::kSignedIn, Body::kNone, authorize},
    Route{kPost, "/api/v1/sign-out", A::kSignedIn, Body::kNone, sign_out},
    Route{kPost, "/api/v1/client-codes", A::kSignedIn, Body::kJson, create_client_code},
    Route{kGet, "/api/v1/me", A::kSignedIn, Body::kNone, get_me},
    Route{kPatch, "/api/v1/me", A::kSignedIn, Body::kJson, update_me},
    Route{kPost, "/api/v1/me/password", A::kSignedIn, Body::kJson, change_my_password, Pool::kHash},
    Route{kGet, "/api/v1/me/sign-ins", A::kSignedIn, Body::kNone, list_my_sign_ins},
    Route{kDelete, "/api/v1/me/sign-ins", A::kSignedIn, Body::kNone, end_my_sign_ins},
    Route{kDelete, "/api/v1/me/sign-ins/{id}", A::kSignedIn, Body::kNone, end_my_sign_in},
    Route{kPost, "/api/v1/me/two-factor", A::kSignedIn, Body::kJson, begin_two_factor, Pool::kHash},
    Route{kPut, "/api/v1/me/two-factor", A::kSignedIn, Body::kJson, confirm_two_factor},
    Route{kDelete, "/api/v1/me/two-factor", A::kSignedIn, Body::kJson, remove_two_factor, Pool::kHash},
    Route{kGet, "/api/v1/api-tokens", A::kSignedIn, Body::kNone, list_api_tokens},
    Route{kPost, "/api/v1/api-tokens", A::kSignedIn, Body::kJson, create_api_token},
    Route{kDelete, "/api/v1/api-tokens/{id}", A::kSignedIn, Body::kNone, delete_api_token},
    Route{kGet, "/api/v1/events", A::kSignedIn, Body::kNone, nullptr},

    Route{kGet, "/api/v1/team", A::kTeamView, Body::kNone, get_team},
    Route{kPatch, "/api/v1/team", A::kTeamManage, Body::kJson, update_team},
    Route{kGet, "/api/v1/technicians", A::kTechniciansManage, Body::kNone, list_technicians},
    Route{kPost, "/api/v1/technicians", A::kTechniciansManage, Body::kJson, create_technician, Pool::kHash},
    Route{kPost, "/api/v1/invitations", A::kTechniciansManage, Body::kJson, create_invitation},
    Route{kPost, "/api/v1/technicians/{id}/invitation", A::kTechniciansManage, Body::kNone, resend_invitation},
    Route{kDelete, "/api/v1/technicians/{id}/invitation", A::kTechniciansManage, Body::kNone, delete_invitation},
    Route{kDelete, "/api/v1/technicians/{id}/sign-ins", A::kTechniciansManage, Body::kNone, end_technician_sign_ins},
    Route{kDelete, "/api/v1/technicians/{id}/two-factor", A::kTechniciansManage, Body::kNone, reset_two_factor},
    Route{kGet, "/api/v1/technicians/{id}", A::kTechniciansManage, Body::kNone, get_technician},
    Route{kPatch, "/api/v1/technicians/{id}", A::kTechniciansManage, Body::kJson, update_technician, Pool::kHash},
    Route{kPatch, "/api/v1/technicians/{id}/access", A::kTechniciansManage, Body::kJson, update_technician_access},
    Route{kPost, "/api/v1/technicians/{id}/departments", A::kRightsManage, Body::kJson, change_technician_departments},
    Route{kGet, "/api/v1/technicians/{id}/effective-permissions", A::kAccessExplain, Body::kNone,
          list_effective_permissions},

    Route{kGet, "/api/v1/departments", A::kTechniciansManage, Body::kNone, list_departments},
    Route{kPost, "/api/v1/departments", A::kRightsManage, Body::kJson, create_department},
    Route{kPatch, "/api/v1/departments/{id}", A::kRightsManage, Body::kJson, update_department},
    Route{kDelete, "/api/v1/departments/{id}", A::kRightsManage, Body::kNone, delete_department},
    Route{kPost, "/api/v1/departments/{id}/technicians", A::kRightsManage, Body::kJson, change_department_technicians},

    Route{kGet, "/api/v1/permissions", A::kSignedIn, Body::kNone, list_permissions},
    Route{kGet, "/api/v1/roles", A::kRolesView, Body::kNone, list_roles},
    Route{kPost, "/api/v1/roles", A::kRolesManage, Body::kJson, create_role},
    Route{kGet, "/api/v1/roles/{id}", A::kRolesView, Body::kNone, get_role},
    Route{kPut, "/api/v1/roles/{id}", A::kRolesManage, Body::kJson, replace_role},
    Route{kDelete, "/api/v1/roles/{id}", A::kRolesManage, Body::kNone, delete_role},

    Route{kGet, "/api/v1/access-rights", A::kRightsView, Body::kNone, list_access_rights},
    Route{kPost, "/api/v1/access-rights", A::kRightsManage, Body::kJson, create_access_right},
    Route{kPut, "/api/v1/access-rights/{id}", A::kRightsManage, Body::kJson, replace_access_right},
    Route{kDelete, "/api/v1/access-rights/{id}", A::kTemporaryRightsGive, Body::kNone, delete_access_right},
    Route{kGet, "/api/v1/access/explain", A::kAccessExplain, Body::kNone, explain_access},

    Route{kGet, "/api/v1/audit", A::kAuditView, Body::kNone, list_audit},
    Route{kGet, "/api/v1/audit/export", A::kAuditView, Body::kNone, export_audit},
    Route{kGet, "/api/v1/audit/settings", A::kAuditView, Body::kNone, get_audit_settings},
    Route{kPut, "/api/v1/audit/settings", A::kTeamManage, Body::kJson, set_audit_settings},

    Route{kGet, "/api/v1/entities", A::kEntitiesView, Body::kNone, list_entities},
    Route{kPost, "/api/v1/entities", A::kEntitiesManage, Body::kJson, create_entity},
    Route{kPatch, "/api/v1/entities/{id}", A::kEntitiesManage, Body::kJson, update_entity},
    Route{kDelete, "/api/v1/entities/{id}", A::kEntitiesManage, Body::kNone, delete_entity},
    Route{kGet, "/api/v1/entities/{id}/remote-access", A::kEntitiesView, Body::kNone, get_entity_switch},
    Route{kPut, "/api/v1/entities/{id}/remote-access", A::kRemoteAccessConfigure, Body::kJson, set_entity_switch},
    Route{kPost, "/api/v1/entities/{id}/remote-access/reset-below", A::kRemoteAccessConfigure, Body::kNone,
          reset_entity_switches},
    Route{kPost, "/api/v1/entities/{id}/temporary-permissions", A::kTemporaryRightsGive, Body::kJson,
          create_temporary_permission},
    Route{kGet, "/api/v1/entities/{id}/contacts", A::kEntitiesView, Body::kNone, list_contacts},
    Route{kPost, "/api/v1/entities/{id}/contacts", A::kEntitiesManage, Body::kJson, create_contact},
    Route{kPatch, "/api/v1/contacts/{id}", A::kEntitiesManage, Body::kJson, update_contact},
    Route{kDelete, "/api/v1/contacts/{id}", A::kEntitiesManage, Body::kNone, delete_contact},
    Route{kGet, "/api/v1/entities/{id}/journal-links", A::kAuditView, Body::kNone, list_journal_links},
    Route{kPost, "/api/v1/entities/{id}/journal-links", A::kAuditView, Body::kJson, create_journal_link},
    Route{kDelete, "/api/v1/journal-links/{id}", A::kAuditView, Body::kNone, delete_journal_link},

    Route{kGet, "/api/v1/installs", A::kInstallsView, Body::kNone, list_installs},
    Route{kPost, "/api/v1/installs", A::kInstallsManage, Body::kJson, create_install},
    Route{kGet, "/api/v1/installs/{id}", A::kInstallsView, Body::kNone, get_install},
    Route{kPatch, "/api/v1/installs/{id}", A::kInstallsManage, Body::kJson, update_install},
    Route{kDelete, "/api/v1/installs/{id}", A::kInstallsManage, Body::kNone, delete_install},
    Route{kPut, "/api/v1/installs/{id}/remote-access", A::kRemoteAccessConfigure, Body::kJson, set_install_switch},
    Route{kPost, "/api/v1/installs/{id}/enrolment-token", A::kInstallsManage, Body::kNone, create_enrolment_token},

    Route{kGet, "/api/v1/devices", A::kDevicesView, Body::kNone, list_devices},
    Route{kPost, "/api/v1/devices", A::kDevicesManage, Body::kJson, create_device},
    Route{kGet, "/api/v1/devices/{id}", A::kDevicesView, Body::kNone, get_device},
    Route{kPatch, "/api/v1/devices/{id}", A::kDevicesManage, Body::kJson, update_device},
    Route{kDelete, "/api/v1/devices/{id}", A::kDevicesDelete, Body::kNone, delete_device},
    Route{kPut, "/api/v1/devices/{id}/remote-access", A::kRemoteAccessConfigure, Body::kJson, set_device_switch},
    Route{kPost, "/api/v1/devices/{id}/check", A::kDevicesCheck, Body::kNone, check_device},
    Route{kPost, "/api/v1/devices/{id}/sessions", A::kDeviceWebpageOpen, Body::kJson, open_device_webpage},
    Route{kPost, "/api/v1/devices/{id}/port-sessions", A::kDevicePortsOpen, Body::kJson, open_device_port},

    Route{kGet, "/api/v1/device-groups", A::kDevicesView, Body::kNone, list_groups},
    Route{kPost, "/api/v1/device-groups", A::kGroupsManage, Body::kJson, create_group},
    Route{kPut, "/api/v1/device-groups/{id}", A::kGroupsManage, Body::kJson, replace_group},
    Route{kDelete, "/api/v1/device-groups/{id}", A::kGroupsManage, Body::kNone, delete_group},
    Route{kPost, "/api/v1/device-groups/{id}/devices", A::kDevicesManage, Body::kJson, change_group_devices},

    Route{kGet, "/api/v1/profiles", A::kDevicesView, Body::kNone, list_profiles},
    Route{kPost, "/api/v1/profiles", A::kDevicesManage, Body::kJson, create_profile},
    Route{kGet, "/api/v1/profiles/{id}", A::kDevicesView, Body::kNone, get_profile},
    Route{kPut, "/api/v1/profiles/{id}", A::kDevicesManage, Body::kJson, replace_profile},
    Route{kDelete, "/api/v1/profiles/{id}", A::kDevicesManage, Body::kNone, delete_profile},

    Route{kGet, "/api/v1/sessions", A::kSessionsView, Body::kNone, list_sessions},
    Route{kGet, "/api/v1/sessions/{id}", A::kSessionsView, Body::kNone, get_session},
    Route{kGet, "/api/v1/sessions/{id}/requests", A::kSessionRequestsView, Body::kNone, list_session_requests},
    Route{kPost, "/api/v1/sessions/{id}/extend", A::kSessionsUse, Body::kNone, extend_session},
    Route{kPost, "/api/v1/sessions/{id}/end", A::kSessionsEnd, Body::kNone, end_session},
    Route{kPost, "/api/v1/sessions/{id}/client-key", A::kSessionsUse, Body::kNone, create_client_key},

    Route{kGet, "/api/v1/jobs", A::kJobsView, Body::kNone, list_jobs},
    Route{kGet, "/api/v1/jobs/{id}", A::kJobsView, Body::kNone, get_job},
    Route{kPost, "/api/v1/jobs/{id}/cancel", A::kJobsCancel, Body::kNone, cancel_job},
};

constexpr std::array kOpenRoutes{
    OpenRoute{kGet, "/healthz", OpenRoute::For::kEveryone, Body::kNone, nullptr},
    OpenRoute{kGet, "/readyz", OpenRoute::For::kEveryone, Body::kNone, nullptr},
    OpenRoute{kGet, "/metrics", OpenRoute::For::kEveryone, Body::kNone, nullptr},
    OpenRoute{kGet, "/openapi.yaml", OpenRoute::For::kEveryone, Body::kNone, get_openapi},
    OpenRoute{kPost, "/api/v1/sign-in", OpenRoute::For::kEveryone, Body::kJson, sign_in, Pool::kHash},
    OpenRoute{kPost, "/api/v1/sign-in/second-factor", OpenRoute::For::kEveryone, Body::kJson, give_second_factor},
    OpenRoute{kGet, "/api/v1/sign-in-options", OpenRoute::For::kEveryone, Body::kNone, get_sign_in_options},
    OpenRoute{kPost, "/api/v1/password-resets", OpenRoute::For::kEveryone, Body::kJson, request_password_reset},
    OpenRoute{kPost, "/api/v1/password-resets/complete", OpenRoute::For::kEveryone, Body::kJson,
              complete_password_reset, Pool::kHash},
    OpenRoute{kPost, "/api/v1/invitations/look", OpenRoute::For::kEveryone, Body::kJson, look_at_invitation},
    OpenRoute{kPost, "/api/v1/invitations/accept", OpenRoute::For::kEveryone, Body::kJson, accept_invitation,
              Pool::kHash},
    OpenRoute{kPost, "/api/v1/registrations", OpenRoute::For::kEveryone, Body::kJson, register_team, Pool::kHash},
    OpenRoute{kPost, "/api/v1/registrations/confirm", OpenRoute::For::kEveryone, Body::kJson, confirm_registration},
    OpenRoute{kPost, "/api/v1/journal-links/look", OpenRoute::For::kEveryone, Body::kJson, look_at_journal},
    OpenRoute{kPost, "/unsubscribe", OpenRoute::For::kLinkHolders, Body::kIgnored, unsubscribe_contact},
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
