// SPDX-License-Identifier: Apache-2.0
// Against a scripted server, for replies that a real one does not give on demand. tests/e2e/scenarios/mail.test.mjs has
// a real one, with TLS and passwords.
#include "mail/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/message.h"
#include "mail/smtp_testing.h"

namespace callout::mail {
namespace {

using Outcome = Delivery::Result;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::atomic<bool> kGoOn{false};

model::Mail mail() {
  const WallMs now{std::chrono::milliseconds(1'767'225'600'000)};
  const auto message = compose("ana@example.com", "pt-BR",
                               Invitation{"Águas\r\nBcc: evil@example.com", "João", "Técnico", now, "https://e.com/s"});
  model::Mail out;
  out.id = model::MailId("0123456789");
  out.to = message->to;
  out.language = message->language;
  out.text = message->text;
  out.created_at = now;
  return out;
}

SmtpSettings settings(std::uint16_t port) {
  SmtpSettings out;
  out.host = "127.0.0.1";
  out.port = port;
  out.tls_required = false;
  out.from = {"Callout, Inc.", "callout@example.com"};
  out.hello = "callout.example.com";
  return out;
}

Delivery try_with(ScriptedServer::Replies replies, bool tls = false, std::string username = {}) {
  ScriptedServer server(std::move(replies));
  SmtpSettings with = settings(server.port());
  with.tls_required = tls;
  with.username = std::move(username);
  with.password = "s3cret";
  return SmtpTransport(with).deliver(mail(), kGoOn);
}

TEST(Smtp, AMessageHasItsFieldsBothFormsAndNothingElse) {
  ScriptedServer server;
  const Delivery sent = SmtpTransport(settings(server.port())).deliver(mail(), kGoOn);
  EXPECT_EQ(sent.result, Outcome::kSent) << sent.text;
  EXPECT_EQ(sent.text, "250 OK id=42");
  EXPECT_THAT(server.commands(), ElementsAre("EHLO callout.example.com", StartsWith("MAIL FROM:<callout@example.com>"),
                                             "RCPT TO:<ana@example.com>", "DATA", "QUIT"));
  const std::string message = server.message();
  const std::string head = message.substr(0, message.find("\n\n"));
  EXPECT_THAT(head, HasSubstr("\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n"));
  EXPECT_THAT(head, HasSubstr("\nFrom: \"Callout, Inc.\" <callout@example.com>\n"));
  EXPECT_THAT(head, HasSubstr("\nTo: ana@example.com\n"));
  EXPECT_THAT(head, HasSubstr("\nSubject: =?UTF-8?Q?Jo=C3=A3o_convida_"));
  EXPECT_THAT(head, HasSubstr("\nMessage-ID: <0123456789@example.com>\n"));
  EXPECT_THAT(head, HasSubstr("\nContent-Language: pt-BR\n"));
  EXPECT_THAT(head, HasSubstr("\nAuto-Submitted: auto-generated"));
  EXPECT_THAT(head, HasSubstr("ime-Version: 1.0"));
  EXPECT_THAT(head, Not(HasSubstr("\nBcc:")));
  EXPECT_THAT(message, HasSubstr("Content-Type: multipart/alternative;"));
  EXPECT_THAT(message,
              HasSubstr("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"));
  EXPECT_THAT(message,
              HasSubstr("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"));
  EXPECT_LT(message.find("text/plain"), message.find("text/html"));
  EXPECT_THAT(message, HasSubstr("\nV=C3=A1lido at=C3=A9: 1 de janeiro de 2026"));
  EXPECT_THAT(message, Not(HasSubstr("=0A")));  // Lines end as lines of a mail.
}

TEST(Smtp, AMailThatCanBeStoppedSaysHow) {
  const auto head_of = [](const std::string& unsubscribe) {
    ScriptedServer server;
    auto stoppable = mail();
    stoppable.text.unsubscribe = unsubscribe;
    EXPECT_EQ(SmtpTransport(settings(server.port())).deliver(stoppable, kGoOn).result, Outcome::kSent);
    return server.message().substr(0, server.message().find("\n\n"));
  };
  EXPECT_THAT(head_of(""), Not(HasSubstr("List-Unsubscribe")));
  const std::string link = "https://callout.example.com/unsubscribe?token=" + std::string(43, 'x');
  EXPECT_THAT(head_of(link), AllOf(HasSubstr("\nList-Unsubscribe: <" + link + ">\n"),
                                   HasSubstr("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click")));
  EXPECT_THAT(head_of("http://callout.localhost/unsubscribe"), Not(HasSubstr("One-Click")));
}

TEST(Smtp, TheConnectionServesTheNextMail) {
  ScriptedServer server;
  SmtpTransport transport(settings(server.port()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(transport.deliver(mail(), kGoOn).result, Outcome::kSent);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Smtp, ARefusalForGoodIsNotTriedAgainAndABusyServerIs) {
  struct Case {
    const char* verb;
    const char* reply;
    Hop hop;
    Outcome outcome;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"mail", "550 5.7.1 Not you\r\n", Hop::kSender, Outcome::kNever},
           {"mail", "451 4.3.0 Later\r\n", Hop::kSender, Outcome::kLater},
           {"rcpt", "550 5.1.1 No such user\r\n", Hop::kRecipient, Outcome::kNever},
           {"rcpt", "450-4.2.0 Greylisted\r\n450 Come back\r\n", Hop::kRecipient, Outcome::kLater},
           {"data", "554 5.5.1 No\r\n", Hop::kMessage, Outcome::kNever},
           {"message", "554 5.6.0 Spam\r\n", Hop::kMessage, Outcome::kNever},
           {"message", "452 4.3.1 Disk full\r\n", Hop::kMessage, Outcome::kLater},
           {"greeting", "554 No service\r\n", Hop::kConnection, Outcome::kLater},
       }) {
    const Delivery delivery = try_with({{c.verb, c.reply}});
    EXPECT_EQ(delivery.result, c.outcome) << c.reply << delivery.text;
    EXPECT_EQ(delivery.failed_at, c.hop) << c.reply << delivery.text;
    EXPECT_THAT(delivery.text, HasSubstr(std::string(c.reply).substr(0, 3))) << c.reply;
  }
}

TEST(Smtp, AConnectionThatBreaksIsTriedAgain) {
  for (const char* verb : {"greeting", "ehlo", "mail", "rcpt", "data", "message"}) {
    const Delivery delivery = try_with({{verb, std::nullopt}});
    EXPECT_EQ(delivery.result, Outcome::kLater) << verb << ' ' << delivery.text;
    EXPECT_LT(delivery.text.size(), 400U);
  }
}

TEST(Smtp, NobodyListeningConcernsTheServer) {
  std::uint16_t port = 0;
  {
    port = ScriptedServer().port();
  }
  const Delivery delivery = SmtpTransport(settings(port)).deliver(mail(), kGoOn);
  EXPECT_EQ(delivery.failed_at, Hop::kConnection) << delivery.text;
  EXPECT_TRUE(delivery.concerns_the_server());
  EXPECT_THAT(delivery.text, HasSubstr("mail.server"));
}

TEST(Smtp, WithoutTlsNothingIsSaidToAServerThatOffersNone) {
  ScriptedServer server({{"ehlo", "250-test\r\n250 AUTH PLAIN\r\n"}});
  SmtpSettings with = settings(server.port());
  with.tls_required = true;
  with.username = "callout";
  with.password = "s3cret";
  const Delivery delivery = SmtpTransport(with).deliver(mail(), kGoOn);
  EXPECT_EQ(delivery.failed_at, Hop::kTls) << delivery.text;
  EXPECT_THAT(delivery.text, HasSubstr("STARTTLS"));
  EXPECT_THAT(server.commands(), Not(Contains(AllOf(Not(StartsWith("EHLO")), Not(StartsWith("QUIT"))))));
}

TEST(Smtp, AWrongPasswordConcernsTheServerAndIsNotShown) {
  const Delivery delivery =
      try_with({{"ehlo", "250-test\r\n250 AUTH PLAIN\r\n"}, {"auth", "535 5.7.8 Wrong\r\n"}}, false, "callout");
  EXPECT_EQ(delivery.failed_at, Hop::kSignIn) << delivery.text;
  EXPECT_TRUE(delivery.concerns_the_server());
  EXPECT_THAT(delivery.text,
              AllOf(HasSubstr("535 5.7.8 Wrong"), HasSubstr("mail.password_file"), Not(HasSubstr("s3cret"))));
}

TEST(Smtp, AnEndlessReplyIsBounded) {
  const Delivery delivery = try_with({{"rcpt", "550 " + std::string(1'000'000, 'x') + "\r\n"}});
  EXPECT_NE(delivery.result, Outcome::kSent);
  EXPECT_LT(delivery.text.size(), 600U);
}

TEST(Smtp, StoppingCutsASilentServer) {
  ScriptedServer server({{"greeting", ""}});
  std::atomic<bool> stop{false};
  SmtpTransport transport(settings(server.port()));
  std::thread stopper([&] {
    while (server.connections() == 0) std::this_thread::yield();
    stop = true;
  });
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(transport.deliver(mail(), stop).result, Outcome::kStopped);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
  stopper.join();
}

}  // namespace
}  // namespace callout::mail
