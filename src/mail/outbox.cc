// SPDX-License-Identifier: Apache-2.0
#include "mail/outbox.h"

#include "mail/sender.h"

namespace callout::mail {

namespace {

auto no_mail_server() {
  return fail(Code::kUnavailable, "This server sends no mail: set mail.server in its configuration.");
}

}  // namespace

model::Mail Outbox::mail_of(const Message& message) const {
  model::Mail mail;
  mail.id = model::MailId::make();
  mail.to = message.to;
  mail.language = message.language;
  mail.kind = message.kind;
  mail.text = message.text;
  mail.created_at = clock_.wall();
  return mail;
}

Result<model::MailId> Outbox::enqueue(store::Transaction& transaction, const model::TeamId& team,
                                      const Message& message, int most) {
  if (sender_ == nullptr) return no_mail_server();
  const model::Mail mail = mail_of(message);
  if (const auto stored = store::Mails(store::TeamScope(transaction, team)).insert(mail, most); !stored)
    return fail(stored);
  sender_->wake();
  return mail.id;
}

Result<model::MailId> Outbox::enqueue_of_server(store::Transaction& transaction, const Message& message) {
  if (sender_ == nullptr) return no_mail_server();
  const model::Mail mail = mail_of(message);
  if (const auto stored = store::insert_mail_of_server(transaction, mail); !stored) return fail(stored);
  sender_->wake();
  return mail.id;
}

std::string state_of(const model::Mail& mail) {
  switch (mail.state) {
    case model::MailState::kSent: return "sent";
    case model::MailState::kFailed: return "failed: " + mail.last_error;
    case model::MailState::kWaiting: break;
  }
  if (mail.attempts == 0) return "waiting";
  return fmt::format("waiting, tried {} time{}: {}", mail.attempts, mail.attempts == 1 ? "" : "s", mail.last_error);
}

}  // namespace callout::mail
