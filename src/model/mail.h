// SPDX-License-Identifier: Apache-2.0
// A mail on its way out, as a plain value: what store::Mails keeps, mail::Sender sends and the API shows. Any thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"

namespace callout::model {

enum class MailState { kWaiting, kSent, kFailed };
template <>
struct Names<MailState> {
  static constexpr std::pair<MailState, std::string_view> kTable[] = {
      {MailState::kWaiting, "waiting"}, {MailState::kSent, "sent"}, {MailState::kFailed, "failed"}};
};

/// What a mail says, in one language. The texts can hold secrets: they are never logged or shown.
struct MailText {
  std::string subject;
  std::string plain;  ///< Lines end with \n.
  std::string html;
  /// Where a POST stops mails of this sort (RFC 8058); empty for mails that can't be stopped.
  std::string unsubscribe{};
};

struct Mail {
  MailId id;
  TeamId team;  ///< Empty: a mail of the server to who has no team.
  std::string to;
  std::string language;  ///< "en", "pt-BR": the name of a file of mail/languages.
  std::string kind;      ///< "invitation": the name of a message in such a file.
  MailText text;         ///< all but the subject is empty once the mail was sent or given up.
  WallMs created_at;
  MailState state = MailState::kWaiting;
  int attempts = 0;  ///< Tries that failed.
  WallMs next_try_at;
  std::string last_error;             ///< A sentence; empty when no try has failed.
  std::optional<WallMs> finished_at;  ///< Sent or given up.
};

}  // namespace callout::model
