// SPDX-License-Identifier: Apache-2.0
// Invitations: a technician who has an account as soon as they accept. Made, sent again and removed by the API for an
// administrator, within rights::Authority::change, which says whether it may be; looked at and accepted by who has the
// link (open routes). Any thread; blocks.
//
//   invite: a technician in the state of invitation, without a password; rights can be given to them already
//   link:   256 bits, kept as its hash, 72 h, one use; sending again makes a new one and the old one dead
//   accept: bound to the address that it went to; asks again whether it still holds; signs nobody in
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "identity/notices.h"
#include "identity/passwords.h"
#include "model/person.h"
#include "model/team.h"
#include "store/account_links.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr auto kInvitationTime = std::chrono::hours(72);

struct NewInvitation {
  std::string email{};
  model::PersonChange person{};  ///< What is known; the invitee says the rest.
};

/// How an invitation went out.
struct SentInvitation {
  model::Technician technician;
  WallMs expires{};
  std::string link{};  ///< Without a mail server, for the inviter to pass on; else empty, and the mail is on its way.
};

/// What who has the link is told before they accept.
struct InvitationFacts {
  model::TeamId team;
  model::TechnicianId technician;
  std::string team_name;
  std::string email;
  std::string inviter;
  model::Person person{};
  WallMs expires{};
};

struct Acceptance {
  model::PersonChange person{};
  std::string password;
};
struct PreparedAcceptance {
  model::PersonChange person{};
  std::string password_hash;
};

class Invitations {
 public:
  Invitations(store::Store& store, const Passwords& passwords, Notices& notices, const Clock& clock);

  /// A technician of the team, to be inserted by invite(). kInvalid for what is wrong.
  Result<model::Technician> prepare(const model::TeamId& team, const NewInvitation& invitation) const;
  /// kConflict when the e-mail is taken. `role` is the mail's summary of what was granted.
  Result<SentInvitation> invite(store::Transaction& transaction, const model::Technician& technician,
                                std::string_view inviter, std::string_view role = "");
  /// A new link; the old one is dead. kConflict for who has accepted.
  Result<SentInvitation> send_again(store::Transaction& transaction, const model::Technician& technician,
                                    std::string_view inviter);
  /// The technician goes with their access rights. kConflict for who has accepted: they are disabled, not removed.
  static Result<> remove(store::Transaction& transaction, const model::Technician& technician);

  /// What the link opens. kNotFound, in one sentence, for one that is unknown, old, used, replaced or removed, and for
  /// who was disabled; kExhausted for an address that guesses.
  Result<InvitationFacts> look(std::string_view token, std::string_view address);
  Result<PreparedAcceptance> prepare(const Acceptance& acceptance) const;
  /// The technician is activated with this password. kNotFound as look(): asked again in this transaction.
  Result<model::Technician> accept(store::Transaction& transaction, std::string_view token,
                                   const PreparedAcceptance& acceptance);

 private:
  Result<SentInvitation> send(store::Transaction& transaction, const model::Technician& technician,
                              std::string_view inviter, std::string_view role);
  struct Found {
    store::InvitationRecord record;
    model::Technician technician;
  };
  Result<Found> find(store::Transaction& transaction, std::string_view token) const;

  store::Store& store_;
  const Passwords& passwords_;
  Notices& notices_;
  const Clock& clock_;
  AttemptGuard addresses_;
};

}  // namespace callout::identity
