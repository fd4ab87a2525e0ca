// SPDX-License-Identifier: Apache-2.0
// What each kind of message is about, without any words: whoever sends a mail fills one of these, and compose() of
// message.h puts it into the recipient's language. Plain values, any thread.
//
// A new kind: a struct here with its kKind, kLink and fields(), a place in Content, and its texts in every file of
// languages/.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace callout::mail {

/// One placeholder of a message's texts. Times are written in the recipient's language.
struct Field {
  std::string_view name;
  std::variant<std::string, WallMs, std::chrono::seconds> value;
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

/// To the contacts of an entity.
struct SessionStarted {
  static constexpr std::string_view kKind = "session_started";
  static constexpr LinkRule kLink = LinkRule::kOptional;
  std::string device, site, technician, team;
  WallMs started;
  std::string link;  ///< To the session's journal.
  Fields fields() const;
};

struct SessionEnded {
  static constexpr std::string_view kKind = "session_ended";
  static constexpr LinkRule kLink = LinkRule::kOptional;
  std::string device, site, technician, team;
  WallMs started, ended;
  std::chrono::seconds duration{};  ///< Measured by a clock that does not jump.
  std::string link;                 ///< To the session's journal.
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

using Content = std::variant<Invitation, PasswordReset, PasswordChanged, RecoveryCodeUsed, Registration, AccountExists,
                             TwoFactorReset, TemporaryPermission, SessionStarted, SessionEnded, TestMessage>;

/// What a file of languages/ must have of each kind.
struct KindRule {
  std::string_view kind;
  std::vector<std::string_view> placeholders;
  LinkRule link = LinkRule::kNone;
};
std::vector<KindRule> kind_rules();

}  // namespace callout::mail
