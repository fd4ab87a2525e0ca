// SPDX-License-Identifier: Apache-2.0
#include "mail/smtp_dialogue.h"

#include <gtest/gtest.h>

namespace callout::mail {
namespace {

TEST(SmtpDialogue, TellsWhatTheLastReplyWasAbout) {
  SmtpDialogue dialogue;
  EXPECT_EQ(dialogue.at(), Hop::kConnection);
  dialogue.reply("220 mail.example.com ESMTP\r\n");
  dialogue.command("EHLO callout.example.com\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kConnection);
  dialogue.command("STARTTLS\r\n");
  dialogue.reply("220 TLS go ahead\r\n");
  dialogue.command("EHLO callout.example.com\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kTls);
  dialogue.command("AUTH PLAIN\r\n");
  dialogue.command("AGFubgBzZWNyZXQ=\r\n");
  dialogue.reply("535 5.7.8 Wrong\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kSignIn);
  EXPECT_EQ(dialogue.code(), 535);
  EXPECT_EQ(dialogue.text(), "535 5.7.8 Wrong");
  dialogue.command("MAIL FROM:<a@b.c>\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kSender);
  EXPECT_EQ(dialogue.code(), 0);
  dialogue.command("RCPT TO:<d@e.f>\r\n");
  dialogue.reply("550-No such user\r\n");
  dialogue.reply("550 Look elsewhere\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kRecipient);
  EXPECT_EQ(dialogue.text(), "550 No such user Look elsewhere");
  dialogue.command("DATA\r\n");
  dialogue.reply("354 Go on\r\n");
  dialogue.message();
  dialogue.reply("250 OK id=1\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kMessage);
  EXPECT_EQ(dialogue.text(), "250 OK id=1");
}

TEST(SmtpDialogue, TheGoodbyeHidesNoRefusal) {
  SmtpDialogue dialogue;
  dialogue.command("RCPT TO:<a@b.c>\r\n");
  dialogue.reply("550 No\r\n");
  dialogue.command("QUIT\r\n");
  dialogue.reply("221 Bye\r\n");
  EXPECT_EQ(dialogue.at(), Hop::kRecipient);
  EXPECT_EQ(dialogue.code(), 550);
  EXPECT_EQ(dialogue.text(), "550 No");
}

TEST(SmtpDialogue, AReplyIsCleanAndBounded) {
  SmtpDialogue dialogue;
  for (int i = 0; i < 1000; ++i) dialogue.reply("550-\x1b[31m" + std::string(1000, 'x') + "\xff\r\n");
  EXPECT_LE(dialogue.text().size(), 300U);
  EXPECT_EQ(dialogue.text().find_first_of("\x1b\xff\r\n"), std::string::npos);
  dialogue.command("RCPT TO:<a@b.c>");
  dialogue.reply("");
  dialogue.reply("5");
  EXPECT_EQ(dialogue.code(), 0);
}

}  // namespace
}  // namespace callout::mail
