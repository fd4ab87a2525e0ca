// SPDX-License-Identifier: Apache-2.0
// Every handler of the route table, one file a noun. They run on a pool thread: thin, synchronous, plain values in and
// out. Before a handler runs, the dispatcher has checked sign-in, CSRF, rate and that the route's action reaches
// something at all for the technician; whether it reaches this very thing, the handler asks (may.h), or what it calls
// does (rights/, sessions::Inventory).
#pragma once

#include "api/route.h"

namespace callout::api {

/// Of a version that is given back: the number that somebody looked at.
inline constexpr std::int64_t kVersionMost = 1LL << 53;

// handlers_identity.cc
Answer<Response> sign_in(Context& context, const Call& call);
Answer<Response> give_second_factor(Context& context, const Call& call);
Answer<Response> sign_out(Context& context, const Call& call);
Answer<Response> get_me(Context& context, const Call& call);
Answer<Response> authorize(Context& context, const Call& call);

// handlers_recovery.cc
Answer<Response> get_sign_in_options(Context& context, const Call& call);
Answer<Response> request_password_reset(Context& context, const Call& call);
Answer<Response> complete_password_reset(Context& context, const Call& call);
Answer<Response> register_team(Context& context, const Call& call);
Answer<Response> confirm_registration(Context& context, const Call& call);

// handlers_account.cc
Answer<Response> update_me(Context& context, const Call& call);
Answer<Response> change_my_password(Context& context, const Call& call);
Answer<Response> begin_two_factor(Context& context, const Call& call);
Answer<Response> confirm_two_factor(Context& context, const Call& call);
Answer<Response> remove_two_factor(Context& context, const Call& call);

// handlers_sign_ins.cc
Answer<Response> list_my_sign_ins(Context& context, const Call& call);
Answer<Response> end_my_sign_in(Context& context, const Call& call);
Answer<Response> end_my_sign_ins(Context& context, const Call& call);
Answer<Response> end_technician_sign_ins(Context& context, const Call& call);
Answer<Response> reset_two_factor(Context& context, const Call& call);
Answer<Response> list_api_tokens(Context& context, const Call& call);
Answer<Response> create_api_token(Context& context, const Call& call);
Answer<Response> delete_api_token(Context& context, const Call& call);

// handlers_invitations.cc
Answer<Response> create_invitation(Context& context, const Call& call);
Answer<Response> resend_invitation(Context& context, const Call& call);
Answer<Response> delete_invitation(Context& context, const Call& call);
Answer<Response> look_at_invitation(Context& context, const Call& call);
Answer<Response> accept_invitation(Context& context, const Call& call);

// handlers_clients.cc
Answer<Response> create_client_code(Context& context, const Call& call);
Answer<Response> sign_in_client(Context& context, const Call& call);

// handlers_team.cc
Answer<Response> get_team(Context& context, const Call& call);
Answer<Response> update_team(Context& context, const Call& call);
Answer<Response> list_technicians(Context& context, const Call& call);
Answer<Response> create_technician(Context& context, const Call& call);
Answer<Response> get_technician(Context& context, const Call& call);
Answer<Response> update_technician(Context& context, const Call& call);
Answer<Response> update_technician_access(Context& context, const Call& call);

// handlers_roles.cc
Answer<Response> list_permissions(Context& context, const Call& call);
Answer<Response> list_roles(Context& context, const Call& call);
Answer<Response> get_role(Context& context, const Call& call);
Answer<Response> create_role(Context& context, const Call& call);
Answer<Response> replace_role(Context& context, const Call& call);
Answer<Response> delete_role(Context& context, const Call& call);

// handlers_departments.cc
Answer<Response> list_departments(Context& context, const Call& call);
Answer<Response> create_department(Context& context, const Call& call);
Answer<Response> update_department(Context& context, const Call& call);
Answer<Response> delete_department(Context& context, const Call& call);
Answer<Response> change_department_technicians(Context& context, const Call& call);
Answer<Response> change_technician_departments(Context& context, const Call& call);

// handlers_groups.cc
Answer<Response> list_groups(Context& context, const Call& call);
Answer<Response> create_group(Context& context, const Call& call);
Answer<Response> replace_group(Context& context, const Call& call);
Answer<Response> delete_group(Context& context, const Call& call);
Answer<Response> change_group_devices(Context& context, const Call& call);

// handlers_rights.cc
Answer<Response> list_access_rights(Context& context, const Call& call);
Answer<Response> create_access_right(Context& context, const Call& call);
Answer<Response> replace_access_right(Context& context, const Call& call);
Answer<Response> delete_access_right(Context& context, const Call& call);
Answer<Response> create_temporary_permission(Context& context, const Call& call);
Answer<Response> list_effective_permissions(Context& context, const Call& call);
Answer<Response> explain_access(Context& context, const Call& call);

// handlers_audit.cc
Answer<Response> list_audit(Context& context, const Call& call);
Answer<Response> export_audit(Context& context, const Call& call);
Answer<Response> get_audit_settings(Context& context, const Call& call);
Answer<Response> set_audit_settings(Context& context, const Call& call);

// handlers_switches.cc
Answer<Response> get_entity_switch(Context& context, const Call& call);
Answer<Response> set_entity_switch(Context& context, const Call& call);
Answer<Response> reset_entity_switches(Context& context, const Call& call);
Answer<Response> set_install_switch(Context& context, const Call& call);
Answer<Response> set_device_switch(Context& context, const Call& call);

// handlers_entities.cc
Answer<Response> list_entities(Context& context, const Call& call);
Answer<Response> create_entity(Context& context, const Call& call);
Answer<Response> update_entity(Context& context, const Call& call);
Answer<Response> delete_entity(Context& context, const Call& call);

// handlers_contacts.cc
Answer<Response> list_contacts(Context& context, const Call& call);
Answer<Response> create_contact(Context& context, const Call& call);
Answer<Response> update_contact(Context& context, const Call& call);
Answer<Response> delete_contact(Context& context, const Call& call);
Answer<Response> unsubscribe_contact(Context& context, const Call& call);

// handlers_journal_links.cc
Answer<Response> list_journal_links(Context& context, const Call& call);
Answer<Response> create_journal_link(Context& context, const Call& call);
Answer<Response> delete_journal_link(Context& context, const Call& call);
Answer<Response> look_at_journal(Context& context, const Call& call);

// handlers_installs.cc
Answer<Response> list_installs(Context& context, const Call& call);
Answer<Response> get_install(Context& context, const Call& call);
Answer<Response> create_install(Context& context, const Call& call);
Answer<Response> update_install(Context& context, const Call& call);
Answer<Response> delete_install(Context& context, const Call& call);
Answer<Response> create_enrolment_token(Context& context, const Call& call);

// handlers_devices.cc
Answer<Response> list_devices(Context& context, const Call& call);
Answer<Response> get_device(Context& context, const Call& call);
Answer<Response> create_device(Context& context, const Call& call);
Answer<Response> update_device(Context& context, const Call& call);
Answer<Response> delete_device(Context& context, const Call& call);
Answer<Response> check_device(Context& context, const Call& call);

// handlers_profiles.cc
Answer<Response> list_profiles(Context& context, const Call& call);
Answer<Response> get_profile(Context& context, const Call& call);
Answer<Response> create_profile(Context& context, const Call& call);
Answer<Response> replace_profile(Context& context, const Call& call);
Answer<Response> delete_profile(Context& context, const Call& call);

// handlers_sessions.cc
Answer<Response> open_device_webpage(Context& context, const Call& call);
Answer<Response> open_device_port(Context& context, const Call& call);
Answer<Response> list_sessions(Context& context, const Call& call);
Answer<Response> get_session(Context& context, const Call& call);
Answer<Response> list_session_requests(Context& context, const Call& call);
Answer<Response> extend_session(Context& context, const Call& call);
Answer<Response> end_session(Context& context, const Call& call);
Answer<Response> create_client_key(Context& context, const Call& call);

// handlers_jobs.cc
Answer<Response> list_jobs(Context& context, const Call& call);
Answer<Response> get_job(Context& context, const Call& call);
Answer<Response> cancel_job(Context& context, const Call& call);

// handlers_agent.cc
Answer<Response> agent_enroll(Context& context, const Call& call);
Answer<Response> agent_rotate_key(Context& context, const Call& call);

// handlers_operation.cc
Answer<Response> get_openapi(Context& context, const Call& call);

}  // namespace callout::api
