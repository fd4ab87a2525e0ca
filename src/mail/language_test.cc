// SPDX-License-Identifier: Apache-2.0
#include "mail/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/content.h"

namespace callout::mail {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string english() {
  for (const auto& [tag, json] : language_files()) {
    if (tag == "en") return std::string(json);
  }
  return {};
}

// Why the English file is refused after one change; empty when it is not.
std::string refusal(std::string_view what, std::string_view by) {
  std::string text = english();
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), by);
  const auto read = language_from({"en", text});
  return read ? std::string() : read.error().message;
}

TEST(MailLanguages, EveryShippedFileIsWhole) {
  EXPECT_GE(language_files().size(), 2U);
  for (const LanguageFile& file : language_files()) {
    const auto language = language_from(file);
    EXPECT_TRUE(language) << (language ? "" : language.error().message);
  }
}

TEST(MailLanguages, AMessageThatIsMissingOrTooManyIsNamed) {
  EXPECT_THAT(refusal("\"test\": {", "\"tests\": {"), HasSubstr("messages.test must be"));
  EXPECT_THAT(refusal("\"messages\": {", "\"messages\": {\"goodbye\": {},"),
              HasSubstr("messages.goodbye is no message"));
}

TEST(MailLanguages, APlaceThatIsMissingOrTooManyIsNamed) {
  EXPECT_THAT(refusal("[\"Role\", \"{role}\"], ", ""), HasSubstr("messages.invitation lacks {role}"));
  EXPECT_THAT(refusal("\"Join {team}\"", "\"Join {team} {link}\""), HasSubstr("messages.invitation has {link}"));
  EXPECT_THAT(refusal("\"Mail works\"", "\"Mail works {\""), HasSubstr("messages.test"));
  EXPECT_THAT(refusal("{day} {month}", "{month}"), HasSubstr("date lacks {day}"));
  EXPECT_THAT(refusal("{hours} h {minutes} min", "{minutes} min"), HasSubstr("duration.hours lacks {hours}"));
}

TEST(MailLanguages, AMemberThatIsMissingOrUnknownIsNamed) {
  EXPECT_THAT(refusal("\"link_hint\"", "\"link_tip\""), HasSubstr("link_hint must be"));
  EXPECT_THAT(refusal("\"heading\": \"Mail works\"", "\"heading\": \"\""), HasSubstr("messages.test.heading must be"));
  EXPECT_THAT(refusal("\"heading\": \"Mail works\"", "\"heading\": \"Mail works\", \"footer\": \"x\""),
              HasSubstr("messages.test.footer is unknown"));
  EXPECT_THAT(refusal("\"action\": \"Join the Team\",", ""), HasSubstr("messages.invitation.action must be"));
  EXPECT_THAT(refusal("\"heading\": \"Mail works\"", "\"heading\": \"Mail works\", \"action\": \"Go\""),
              HasSubstr("messages.test.action is unknown"));
  EXPECT_THAT(refusal("\"January\", ", ""), HasSubstr("months must be 12"));
  EXPECT_THAT(refusal("{", "["), HasSubstr("not a JSON object"));
}

TEST(MailLanguages, AWordThatIsMissingOrTooManyIsNamed) {
  EXPECT_THAT(refusal("\"signed_out\": ", "\"gone\": "), HasSubstr("words.signed_out must be"));
  EXPECT_THAT(refusal("\"words\": {", "\"words\": {\"gone\": \"x\", "), HasSubstr("words.gone is no word"));
}

TEST(MailLanguages, TimesAreWrittenAsTheClocksOfAZoneShowThem) {
  const WallMs time{std::chrono::milliseconds(1'772'369'999'999)};  // 2026-03-01 12:59:59 UTC
  const auto& english = language_for("en");
  EXPECT_EQ(english.written(ZonedTime{time, "America/Sao_Paulo"}), "1 March 2026, 09:59 (UTC-03:00)");
  EXPECT_EQ(english.written(ZonedTime{time, "Asia/Kolkata"}), "1 March 2026, 18:29 (UTC+05:30)");
  EXPECT_EQ(english.written(ZonedTime{time - 13h, "Europe/Berlin"}), "1 March 2026, 00:59 (UTC+01:00)");
  EXPECT_EQ(english.written(ZonedTime{time, "Nowhere/Land"}), "1 March 2026, 12:59 (UTC)");
  EXPECT_EQ(english.written(ZonedTime{time, ""}), "1 March 2026, 12:59 (UTC)");
}

TEST(MailLanguages, TheNearestOneIsTaken) {
  for (const auto& [asked, given] : std::vector<std::pair<std::string, std::string>>{{"en", "en"},
                                                                                     {"pt-BR", "pt-BR"},
                                                                                     {"pt-br", "pt-BR"},
                                                                                     {"pt", "pt-BR"},
                                                                                     {"pt-PT", "pt-BR"},
                                                                                     {"en-GB", "en"},
                                                                                     {"pto", "en"},
                                                                                     {"de", "en"},
                                                                                     {"", "en"}})
    EXPECT_EQ(language_for(asked).tag, given) << asked;
}

TEST(MailLanguages, TimesAndDurationsAreWritten) {
  const WallMs time{std::chrono::milliseconds(1'772'369'999'999)};
  EXPECT_EQ(language_for("en").written(time), "1 March 2026, 12:59 (UTC)");
  EXPECT_EQ(language_for("pt-BR").written(time), "1 de março de 2026, 12:59 (UTC)");
  EXPECT_EQ(language_for("pt-BR").written(59s), "menos de um minuto");
  EXPECT_EQ(language_for("en").written(60s), "1 min");
  EXPECT_EQ(language_for("en").written(3599s), "59 min");
  EXPECT_EQ(language_for("en").written(2h + 5min), "2 h 05 min");
}

}  // namespace
}  // namespace callout::mail
