// SPDX-License-Identifier: Apache-2.0
// The audit journal's records as plain values: what services hand to audit::Journal and what the API prints. Any
// thread.
//
// A record says who did what to what, by which way, and what came of it. Values of changes go through AuditChanges,
// which asks for the class of a field: of a secret it keeps that it was set, never what to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/id.h"
#include "model/names.h"

namespace callout::model {

/// What happened. The list is closed: a new kind is a new line here and in the table below. Names stay for ever, since
/// journals hold them.
enum class AuditKind {
  // Sign-ins.
  kSignedIn,
  kSignInRefused,
  kSignedOut,
  kSignInEnded,
  // Technicians.
  kTechnicianCreated,
  kTechnicianChanged,
  kTechnicianRemoved,
  kTechnicianPasswordChanged,
  kTechnicianSecondFactorChanged,
  kOwnerChanged,
  // Departments, roles, rights.
  kDepartmentCreated,
  kDepartmentChanged,
  kDepartmentRemoved,
  kRoleCreated,
  kRoleChanged,
  kRoleRemoved,
  kRightGranted,
  kRightChanged,
  kRightRemoved,
  // Invitations.
  kInvitationSent,
  kInvitationAccepted,
  kInvitationWithdrawn,
  // Entities.
  kEntityCreated,
  kEntityChanged,
  kEntityMoved,
  kEntityRemoved,
  // Installs.
  kInstallCreated,
  kInstallChanged,
  kInstallTokenMade,
  kInstallEnrolled,
  kInstallKeyRotated,
  kInstallKeyDuplicate,
  kInstallRemoved,
  // Devices and their groups.
  kDeviceCreated,
  kDeviceChanged,
  kDeviceMoved,
  kDeviceIdentityAccepted,
  kDeviceKeyAccepted,
  kDeviceRemoved,
  kDeviceGroupCreated,
  kDeviceGroupChanged,
  kDeviceGroupRemoved,
  // Profiles and restrictions.
  kProfileCreated,
  kProfileChanged,
  kProfileRemoved,
  kRestrictionSet,
  kRestrictionLifted,
  // The team.
  kTeamCreated,
  kTeamChanged,
  // Jobs.
  kJobMade,
  kJobFinished,
  // Sessions.
  kSessionRequested,
  kSessionOpened,
  kSessionEndpointUsed,
  kSessionExtended,
  kSessionEnded,
  // What was not allowed.
  kAccessRefused,
  // API tokens and the command line.
  kTokenCreated,
  kTokenRemoved,
  // What customers read of the journal.
  kJournalLinkMade,
  kJournalLinkUsed,
  kJournalLinkWithdrawn,
  // The journal itself.
  kAuditRetentionChanged,
  kAuditRecordsRemoved,
  kAuditExported,
  kAuditRestarted,
};
template <>
struct Names<AuditKind> {
  static constexpr std::pair<AuditKind, std::string_view> kTable[] = {
      {AuditKind::kSignedIn, "signed_in"},
      {AuditKind::kSignInRefused, "sign_in_refused"},
      {AuditKind::kSignedOut, "signed_out"},
      {AuditKind::kSignInEnded, "sign_in_ended"},
      {AuditKind::kTechnicianCreated, "technician_created"},
      {AuditKind::kTechnicianChanged, "technician_changed"},
      {AuditKind::kTechnicianRemoved, "technician_removed"},
      {AuditKind::kTechnicianPasswordChanged, "technician_password_changed"},
      {AuditKind::kTechnicianSecondFactorChanged, "technician_second_factor_changed"},
      {AuditKind::kOwnerChanged, "owner_changed"},
      {AuditKind::kDepartmentCreated, "department_created"},
      {AuditKind::kDepartmentChanged, "department_changed"},
      {AuditKind::kDepartmentRemoved, "department_removed"},
      {AuditKind::kRoleCreated, "role_created"},
      {AuditKind::kRoleChanged, "role_changed"},
      {AuditKind::kRoleRemoved, "role_removed"},
      {AuditKind::kRightGranted, "right_granted"},
      {AuditKind::kRightChanged, "right_changed"},
      {AuditKind::kRightRemoved, "right_removed"},
      {AuditKind::kInvitationSent, "invitation_sent"},
      {AuditKind::kInvitationAccepted, "invitation_accepted"},
      {AuditKind::kInvitationWithdrawn, "invitation_withdrawn"},
      {AuditKind::kEntityCreated, "entity_created"},
      {AuditKind::kEntityChanged, "entity_changed"},
      {AuditKind::kEntityMoved, "entity_moved"},
      {AuditKind::kEntityRemoved, "entity_removed"},
      {AuditKind::kInstallCreated, "install_created"},
      {AuditKind::kInstallChanged, "install_changed"},
      {AuditKind::kInstallTokenMade, "install_token_made"},
      {AuditKind::kInstallEnrolled, "install_enrolled"},
      {AuditKind::kInstallKeyRotated, "install_key_rotated"},
      {AuditKind::kInstallKeyDuplicate, "install_key_duplicate"},
      {AuditKind::kInstallRemoved, "install_removed"},
      {AuditKind::kDeviceCreated, "device_created"},
      {AuditKind::kDeviceChanged, "device_changed"},
      {AuditKind::kDeviceMoved, "device_moved"},
      {AuditKind::kDeviceIdentityAccepted, "device_identity_accepted"},
      {AuditKind::kDeviceKeyAccepted, "device_key_accepted"},
      {AuditKind::kDeviceRemoved, "device_removed"},
      {AuditKind::kDeviceGroupCreated, "device_group_created"},
      {AuditKind::kDeviceGroupChanged, "device_group_changed"},
      {AuditKind::kDeviceGroupRemoved, "device_group_removed"},
      {AuditKind::kProfileCreated, "profile_created"},
      {AuditKind::kProfileChanged, "profile_changed"},
      {AuditKind::kProfileRemoved, "profile_removed"},
      {AuditKind::kRestrictionSet, "restriction_set"},
      {AuditKind::kRestrictionLifted, "restriction_lifted"},
      {AuditKind::kTeamCreated, "team_created"},
      {AuditKind::kTeamChanged, "team_changed"},
      {AuditKind::kJobMade, "job_made"},
      {AuditKind::kJobFinished, "job_finished"},
      {AuditKind::kSessionRequested, "session_requested"},
      {AuditKind::kSessionOpened, "session_opened"},
      {AuditKind::kSessionEndpointUsed, "session_endpoint_used"},
      {AuditKind::kSessionExtended, "session_extended"},
      {AuditKind::kSessionEnded, "session_ended"},
      {AuditKind::kAccessRefused, "access_refused"},
      {AuditKind::kTokenCreated, "token_created"},
      {AuditKind::kTokenRemoved, "token_removed"},
      {AuditKind::kJournalLinkMade, "journal_link_made"},
      {AuditKind::kJournalLinkUsed, "journal_link_used"},
      {AuditKind::kJournalLinkWithdrawn, "journal_link_withdrawn"},
      {AuditKind::kAuditRetentionChanged, "audit_retention_changed"},
      {AuditKind::kAuditRecordsRemoved, "audit_records_removed"},
      {AuditKind::kAuditExported, "audit_exported"},
      {AuditKind::kAuditRestarted, "audit_restarted"}};
};

/// Who acted: someone with an account, the server by itself (a session that expired), whoever ran a command on the
/// server's host, an agent, or nobody who could be told apart (a refused sign-in).
enum class AuditActorKind { kTechnician, kSystem, kOperator, kAgent, kUnknown };
template <>
struct Names<AuditActorKind> {
  static constexpr std::pair<AuditActorKind, std::string_view> kTable[] = {{AuditActorKind::kTechnician, "technician"},
                                                                           {AuditActorKind::kSystem, "system"},
                                                                           {AuditActorKind::kOperator, "operator"},
                                                                           {AuditActorKind::kAgent, "agent"},
                                                                           {AuditActorKind::kUnknown, "unknown"}};
};

/// The way by which the request came.
enum class AuditVia { kNone, kBrowser, kCommandLine, kApiToken, kTunnel };
template <>
struct Names<AuditVia> {
  static constexpr std::pair<AuditVia, std::string_view> kTable[] = {{AuditVia::kNone, "none"},
                                                                     {AuditVia::kBrowser, "browser"},
                                                                     {AuditVia::kCommandLine, "command_line"},
                                                                     {AuditVia::kApiToken, "api_token"},
                                                                     {AuditVia::kTunnel, "tunnel"}};
};

enum class AuditOutcome { kDone, kRefused, kFailed };
template <>
struct Names<AuditOutcome> {
  static constexpr std::pair<AuditOutcome, std::string_view> kTable[] = {
      {AuditOutcome::kDone, "done"}, {AuditOutcome::kRefused, "refused"}, {AuditOutcome::kFailed, "failed"}};
};

struct AuditActor {
  AuditActorKind kind = AuditActorKind::kSystem;
  TechnicianId technician{};  ///< Of kTechnician.
  std::string name{};         ///< As it was then; for kUnknown what was typed as the e-mail address.
  std::string address{};      ///< Where the request came from; empty for the server itself.
  AuditVia via = AuditVia::kNone;
  bool operator==(const AuditActor&) const = default;

  static AuditActor system() { return {.kind = AuditActorKind::kSystem, .name = "system"}; }
  static AuditActor host_operator() {
    return {.kind = AuditActorKind::kOperator, .name = "operator", .via = AuditVia::kCommandLine};
  }
};

/// An id and the name that the thing had then.
template <class Id>
struct AuditThing {
  Id id{};
  std::string name{};
  bool operator==(const AuditThing&) const = default;
};

inline constexpr std::size_t kAuditValueMost = 500;    ///< Bytes of one value, cut at a character.
inline constexpr std::size_t kAuditDetailMost = 2000;  ///< Bytes.
inline constexpr std::size_t kAuditChangesMost = 50;   ///< Fields of one record; more are counted in one last line.

/// One field of a change, as text.
struct AuditChange {
  std::string field;
  std::string before;
  std::string after;
  bool operator==(const AuditChange&) const = default;
};

/// Whether a field's value may be written down.
enum class FieldClass { kPlain, kSecret };

/// Before and after of a change. add() is the only way in, so that nobody writes a value without saying its class.
class AuditChanges {
 public:
  /// Notes the field if it changed. Of a secret only "set", "changed" or "removed" is kept. Values are cut and cleaned
  /// of control characters.
  AuditChanges& add(std::string_view field, FieldClass field_class, std::string_view before, std::string_view after);

  const std::vector<AuditChange>& list() const { return list_; }
  bool empty() const { return list_.empty(); }
  bool operator==(const AuditChanges&) const = default;

  /// As the database and exports hold them: a JSON list of {"field", "before", "after"}; empty text for none.
  std::string text() const;
  /// kInvalid for what text() has not written.
  static Result<AuditChanges> from_text(std::string_view text);

 private:
  std::vector<AuditChange> list_;
};

/// One record. Subjects that don't apply stay empty.
struct AuditRecord {
  TeamId team{};
  std::uint64_t seq = 0;  ///< 1 and up without a gap in each team. The journal sets it.
  WallMs at{};            ///< The journal sets it.
  AuditKind kind = AuditKind::kTeamChanged;
  AuditActor actor{};
  AuditOutcome outcome = AuditOutcome::kDone;
  AuditThing<TechnicianId> technician{};  ///< To whom it was done; the actor stands in `actor`.
  AuditThing<DeviceId> device{};
  AuditThing<EntityId> entity{};  ///< Where it was done: of a device's record the device's entity.
  AuditThing<InstallId> install{};
  SessionId session{};
  JobId job{};
  AuditChanges changes{};
  std::string detail{};  ///< For people: the cause of an end, the reason of a refusal, bytes. Never a secret.
  bool operator==(const AuditRecord&) const = default;
};

}  // namespace callout::model
