// SPDX-License-Identifier: Apache-2.0
// What each kind of message is about, without any words: whoever sends a mail fills one of these, and compose() of
// message.h puts it into the recipient's language. Plain values, any thread.
//
// A new kind: a struct here with its kKind, kLink and fields(), a place in Content, and its texts in every file of
// languages/.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace callout::mail {

/// A time as the clocks of a zone show it, with its offset from UTC: "09:59 (UTC-03:00)".
struct ZonedTime {
  WallMs at{};
  std::string zone{};  ///< Of the tz database; what is unknown or empty is UTC.
};
/// A word of words() in the recipient's language.
struct Word {
  std::string key{};
};

/// One placeholder of a message's texts. Times are written in the recipient's language.
struct Field {
  std::string_view name;
  std::variant<std::string, WallMs, std::chrono::seconds, ZonedTime, Word> value;
};
using Fields = std::vector<Field>;

/// Whether a message has a button.
enum class LinkRule { kNone, kOptional, kNeeded };

struct Invitation {
  static constexpr std::string_view kKind = "invitation";
  static constexpr LinkRule kLink = LinkRule::kNeeded;
  std::string team, inviter;
  std::string role;  ///< Summary of what was granted, one line; may be empty.
  WallMs expires;
  std::string link;
  Fields fields() const;
};

struct PasswordReset {
  static constexpr std::string_view kKind = "password_reset";
  static constexpr LinkRule kLink = LinkRule::kNeeded;
  WallMs expires;
  std::string link;
  Fields fields() const;
};

struct PasswordChanged {
  static constexpr std::string_view kKind = "password_changed";
  static constexpr LinkRule kLink = LinkRule::kNone;
  WallMs when;
  std::string link;  ///< Never set.
  Fields fields() const;
};

struct RecoveryCodeUsed {
  static constexpr std::string_view kKind = "recovery_code_used";
  static constexpr LinkRule kLink = LinkRule::kNone;
  std::string left;  ///< How many there are still.
  WallMs when;
  std::string link;  ///< Never set.
  Fields fields() const;
};

/// To who registers: the address has to be confirmed.
struct Registration {
  static constexpr std::string_view kKind = "registration";
  static constexpr LinkRule kLink = LinkRule::kNeeded;
  std::string team;
  WallMs expires;
  std::string link;
  Fields fields() const;
};

/// To who has an account, when somebody registers with their address.
struct AccountExists {
  static constexpr std::string_view kKind = "account_exists";
  static constexpr LinkRule kLink = LinkRule::kNone;
  WallMs when;
  std::string link;  ///< Never set.
  Fields fields() const;
};

struct TwoFactorReset {
  static constexpr std::string_view kKind = "two_factor_reset";
  static constexpr LinkRule kLink = LinkRule::kNone;
  std::string by;
  WallMs when;
  std::string link;  ///< Never set.
  Fields fields() const;
};

/// A technician got access to a site for a time.
struct TemporaryPermission {
  static constexpr std::string_view kKind = "temporary_permission";
  static constexpr LinkRule kLink = LinkRule::kOptional;
  std::string site, by, team;
  WallMs from, to;
  std::string link;  ///< To the site in the console.
  Fields fields() const;
};

/// What the mails to a contact of an entity have in common.
struct ContactFacts {
  std::string entity{};  ///< That they are a contact of.
  std::string team{};
  std::string added_by{};  ///< Name of the technician.
  std::string zone{};      ///< ZonedTime::zone of all times.
};

/// What both mails about one session say.
struct SessionFacts {
  std::string device{}, identity{}, site{}, technician{};
  std::string access{};  ///< A word: "webpage", "webpage_read_only" or "ports".
  WallMs started{};
};

struct SessionStarted {
  static constexpr std::string_view kKind = "session_started";
  static constexpr LinkRule kLink = LinkRule::kOptional;
  ContactFacts contact{};
  SessionFacts session{};
  std::chrono::seconds lasts{};  ///< Unless it is extended.
  std::chrono::seconds most{};   ///< However often it is.
  std::string link{};            ///< To the sessions of the entity.
  std::string unsubscribe{};
  Fields fields() const;
};

struct SessionEnded {
  static constexpr std::string_view kKind = "session_ended";
  static constexpr LinkRule kLink = LinkRule::kOptional;
  ContactFacts contact{};
  SessionFacts session{};
  WallMs ended{};
  std::chrono::seconds duration{};
  std::string cause{};             ///< A word: the name of a model::ClosedReason.
  std::string sent{}, received{};  ///< Bytes to the device and from it.
  std::string link{};              ///< To the sessions of the entity.
  std::string unsubscribe{};
  Fields fields() const;
};

/// In place of more mails than anybody reads: how many starts and ends of sessions there were beside those mailed.
struct SessionsSummary {
  static constexpr std::string_view kKind = "sessions_summary";
  static constexpr LinkRule kLink = LinkRule::kOptional;
  ContactFacts contact{};
  std::string count{};
  WallMs from{}, to{};
  std::string link{};  ///< To the sessions of the entity.
  std::string unsubscribe{};
  Fields fields() const;
};

struct TestMessage {
  static constexpr std::string_view kKind = "test";
  static constexpr LinkRule kLink = LinkRule::kNone;
  std::string server;  ///< The console's host.
  WallMs when;
  std::string link;  ///< Never set.
  Fields fields() const;
};

using Content =
    std::variant<Invitation, PasswordReset, PasswordChanged, RecoveryCodeUsed, Registration, AccountExists,
                 TwoFactorReset, TemporaryPermission, SessionStarted, SessionEnded, SessionsSummary, TestMessage>;

/// What a file of languages/ must have of each kind.
struct KindRule {
  std::string_view kind;
  std::vector<std::string_view> placeholders;
  LinkRule link = LinkRule::kNone;
};
std::vector<KindRule> kind_rules();
/// The words that fields may have, which every language has.
std::vector<std::string_view> words();
/// "1.2 MB" has another comma elsewhere: whole numbers in powers of ten, "12 MB".
std::string bytes_text(std::uint64_t bytes);

}  // namespace callout::mail
