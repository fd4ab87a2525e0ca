// SPDX-License-Identifier: Apache-2.0
// The words of mails in each language: one file of languages/ (NAME.json, embedded by cmake/embed.cmake) is one
// language, whole or refused. Used by message.cc; the API offers the list. Read once; values, any thread.
//
// "places" are the {names} of content.h. A file that lacks a message or a place, or has one too many, is no language.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "mail/content.h"

namespace callout::mail {

/// A file as it is embedded.
struct LanguageFile {
  std::string_view tag;  ///< BCP 47: "en", "pt-BR".
  std::string_view json;
};
std::span<const LanguageFile> language_files();

/// One message: patterns (pattern.h). A fact whose value comes out empty is left out.
struct MessageTexts {
  std::string subject;
  std::string heading;
  std::vector<std::string> before;                         ///< Paragraphs above the facts.
  std::vector<std::pair<std::string, std::string>> facts;  ///< Label and value.
  std::string action;                                      ///< What the button says; empty without one.
  std::vector<std::string> after;                          ///< Paragraphs below the button.
  std::string reason;                                      ///< Why the recipient gets it.
};

struct Language {
  std::string tag;
  std::string name;  ///< In the language itself.
  std::map<std::string, MessageTexts, std::less<>> messages;
  std::array<std::string, 12> months;
  std::string date;      ///< Of {day}, {month}, {year}, {time} and {zone}.
  std::string shortest;  ///< Less than a minute.
  std::string minutes;   ///< Of {minutes}.
  std::string hours;     ///< Of {hours} and {minutes}.
  std::string link_hint;
  std::string automatic;
  std::string unsubscribe;                                ///< Of the link that stops mails.
  std::map<std::string, std::string, std::less<>> words;  ///< Those of words() in content.h.

  std::string written(WallMs time) const;
  std::string written(const ZonedTime& time) const;
  /// Empty for what is no word.
  std::string written(const Word& word) const;
  std::string written(std::chrono::seconds duration) const;
};

/// kInvalid names the member that is wrong, missing or unknown.
Result<Language> language_from(const LanguageFile& file);
/// All that are shipped, by their tags.
std::span<const Language> languages();
/// The one with this tag, else the first of the same language ("pt" and "pt-PT" give pt-BR), else English.
const Language& language_for(std::string_view tag);

}  // namespace callout::mail
