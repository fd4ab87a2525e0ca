// SPDX-License-Identifier: Apache-2.0
#include "mail/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/language.h"

namespace callout::mail {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr WallMs kThen{std::chrono::milliseconds(1'772'369'999'999)};
constexpr const char* kLink = "https://callout.example.com/join#s3cret";

Invitation invitation() {
  return {"Águas & Cia", "João d'Ávila", "Técnico Remoto", kThen, kLink};
}

constexpr const char* kStop = "https://callout.example.com/unsubscribe?token=t0ken";
const ContactFacts kContact{"Customer", "Dealer", "Olga", "America/Sao_Paulo"};
const SessionFacts kSession{"Printer", "00:11:22:aa:bb:cc", "Main street", "Ann", "webpage_read_only", kThen};

SessionStarted session_started() {
  return {kContact, kSession, 30min, 8h, kLink, kStop};
}
SessionEnded session_ended() {
  return {kContact, kSession, kThen + 25min, 25min, "device_removed", "2 kB", "12 MB", "", kStop};
}

// One of each kind.
std::vector<Content> everything() {
  return {invitation(),
          PasswordReset{kThen, kLink},
          PasswordChanged{kThen, {}},
          RecoveryCodeUsed{"9", kThen, {}},
          Registration{"Dealer", kThen, kLink},
          AccountExists{kThen, {}},
          TwoFactorReset{"Olga", kThen, {}},
          TemporaryPermission{"Main street", "Olga", "Dealer", kThen, kThen + 8h, kLink},
          session_started(),
          session_ended(),
          SessionsSummary{kContact, "180", kThen, kThen + 1h, kLink, kStop},
          TestMessage{"callout.example.com", kThen, {}}};
}

TEST(MailMessage, AnInvitationSaysWhoWhereAndHow) {
  const Message message = compose("Ana@Example.com", "pt-BR", invitation()).value();
  EXPECT_EQ(message.to, "ana@example.com");
  EXPECT_EQ(message.language, "pt-BR");
  EXPECT_EQ(message.kind, "invitation");
  EXPECT_EQ(message.text.subject, "João d'Ávila convida você para a equipe Águas & Cia no Callout");
  EXPECT_THAT(message.text.plain, HasSubstr("\nEntrar na equipe:\nhttps://callout.example.com/join#s3cret\n"));
  EXPECT_THAT(message.text.plain, HasSubstr("\nPapel: Técnico Remoto\nVálido até: 1 de março de 2026, 12:59 (UTC)\n"));
  EXPECT_THAT(message.text.html, HasSubstr("<html lang=\"pt-BR\">"));
  EXPECT_THAT(message.text.html, HasSubstr("href=\"https://callout.example.com/join#s3cret\""));
  EXPECT_THAT(message.text.html, HasSubstr("Águas &amp; Cia"));
  EXPECT_THAT(compose("a@b.c", "en", invitation()).value().text.html, HasSubstr(">Join the Team</a>"));
}

TEST(MailMessage, EveryKindIsWrittenInEveryLanguage) {
  ASSERT_EQ(everything().size(), kind_rules().size());
  for (const Language& language : languages()) {
    for (const Content& content : everything()) {
      const auto message = compose("a@example.com", language.tag, content);
      ASSERT_TRUE(message) << message.error().message;
      for (const std::string* text : {&message->text.subject, &message->text.plain, &message->text.html})
        EXPECT_FALSE(text->empty());
      EXPECT_EQ(message->text.subject.find_first_of("{}\n"), std::string::npos) << message->text.subject;
      EXPECT_EQ(message->text.plain.find_first_of("{}"), std::string::npos) << message->text.plain;
      // Both forms say the same.
      EXPECT_THAT(message->text.html, HasSubstr(language.automatic));
      EXPECT_THAT(message->text.plain, HasSubstr(language.automatic));
    }
  }
}

TEST(MailMessage, AnEmptyValueLeavesItsLineOut) {
  Invitation content = invitation();
  content.role.clear();
  EXPECT_THAT(compose("a@b.c", "en", content).value().text.plain, Not(HasSubstr("Role")));
}

TEST(MailMessage, AContactIsToldWhoDidWhatWhenAndHowToStopIt) {
  const Message started = compose("a@b.c", "en", session_started()).value();
  for (const char* said :
       {"Device: Printer\n", "MAC address: 00:11:22:aa:bb:cc\n", "Place: Main street\n", "Technician: Ann\n",
        "Access: The device's page, to read only\n", "Started: 1 March 2026, 09:59 (UTC-03:00)\n",
        "Ends after: 30 min\n", "If extended, after at most: 8 h 00 min\n",
        "because Olga of Dealer added you as a contact of Customer.\n",
        "Stop these messages: https://callout.example.com/unsubscribe?token=t0ken\n"})
    EXPECT_THAT(started.text.plain, HasSubstr(said));
  EXPECT_THAT(started.text.html, HasSubstr("href=\"https://callout.example.com/unsubscribe?token=t0ken\""));
  EXPECT_EQ(started.text.unsubscribe, kStop);
  const Message ended = compose("a@b.c", "pt-BR", session_ended()).value();
  for (const char* said :
       {"Fim: 1 de março de 2026, 10:24 (UTC-03:00)\n", "Duração: 25 min\n",
        "Motivo: O dispositivo foi removido do Callout\n", "Enviado ao dispositivo: 2 kB\n", "Recebido dele: 12 MB\n"})
    EXPECT_THAT(ended.text.plain, HasSubstr(said));
  EXPECT_THAT(ended.text.plain, Not(HasSubstr("Ver todas as sessões")));
  EXPECT_EQ(compose("a@b.c", "en", invitation()).value().text.unsubscribe, "");
}

TEST(MailMessage, ALinkThatStopsMailsIsCheckedAsTheOther) {
  SessionStarted content = session_started();
  content.unsubscribe = "https://e.com/>\r\nBcc: d@e.f";
  EXPECT_EQ(compose("a@b.c", "en", content).error().code, Code::kInvalid);
}

TEST(MailMessage, BytesAreWholeNumbers) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1999), "1 kB");
  EXPECT_EQ(bytes_text(12'345'678), "12 MB");
  EXPECT_EQ(bytes_text(std::uint64_t{1} << 63), "9223372 TB");
}

TEST(MailMessage, HostileNamesAreOnlyText) {
  Invitation content = invitation();
  content.team = "\"><script>alert(1)</script>";
  content.inviter = "Eve\r\nBcc: victim@example.com\r\n\r\nhttps://evil.example/{link}{team}";
  const Message message = compose("a@b.c", "en", content).value();
  EXPECT_THAT(message.text.html, Not(HasSubstr("<script")));
  EXPECT_THAT(message.text.html, HasSubstr("&quot;&gt;&lt;script&gt;"));
  EXPECT_EQ(message.text.subject.find_first_of("\r\n"), std::string::npos);
  EXPECT_THAT(message.text.plain, Not(HasSubstr("\nBcc:")));
  EXPECT_THAT(message.text.plain, Not(HasSubstr("https://evil")));
  EXPECT_THAT(message.text.html, Not(HasSubstr("https://evil")));
  EXPECT_THAT(message.text.subject, HasSubstr("{link}{team}"));  // Not filled a second time.
}

TEST(MailMessage, NoValueBreaksOutOfTheLink) {
  for (const std::string& link : std::vector<std::string>{"javascript:alert(1)", "https://e.com/\" onclick=\"x",
                                                          "https://e.com/\r\nx", "", "/join", "https://e.com/ã"}) {
    Invitation content = invitation();
    content.link = link;
    EXPECT_EQ(compose("a@b.c", "en", content).error().code, Code::kInvalid) << link;
  }
  Invitation quoted = invitation();
  quoted.link = "https://e.com/?a=1&b=\"><b>";
  EXPECT_THAT(compose("a@b.c", "en", quoted).value().text.html,
              HasSubstr("href=\"https://e.com/?a=1&amp;b=&quot;&gt;&lt;b&gt;\""));
  TestMessage none{"e.com", kThen, kLink};
  EXPECT_FALSE(compose("a@b.c", "en", none));
}

TEST(MailMessage, AValueIsBounded) {
  Invitation content = invitation();
  content.team = std::string(100'000, 'x');
  EXPECT_LT(compose("a@b.c", "en", content).value().text.html.size(), 8000U);
}

TEST(MailMessage, AnAddressThatCannotBeMailedIsRefused) {
  EXPECT_FALSE(compose("a@b.c\r\nBcc: d@e.f", "en", invitation()));
}

}  // namespace
}  // namespace callout::mail
