// SPDX-License-Identifier: Apache-2.0
#include "identity/notices.h"

#include "mail/message.h"

namespace callout::identity {

std::string Notices::link(std::string_view path, std::string_view token) const {
  return fmt::format("{}{}?token={}", console_, path, token);
}

Result<> Notices::send(store::Transaction& transaction, const model::Technician& to, const mail::Content& content) {
  const auto message = mail::compose(to.email, to.person.language, content);
  if (!message) return fail(message);
  const auto left = outbox_.enqueue(transaction, to.team, *message);
  if (!left) return fail(left);
  return {};
}

Result<> Notices::send_to_stranger(store::Transaction& transaction, std::string_view email, std::string_view language,
                                   const mail::Content& content) {
  const auto message = mail::compose(email, language, content);
  if (!message) return fail(message);
  const auto left = outbox_.enqueue_of_server(transaction, *message);
  if (!left) return fail(left);
  return {};
}

void Notices::tell(store::Transaction& transaction, const model::Technician& to, const mail::Content& content) {
  if (!configured()) return;
  if (const auto sent = send(transaction, to, content); !sent)
    log_.warn("a technician was not told", {{"technician", to.id.str()}, {"error", sent.error().message}});
}

}  // namespace callout::identity
