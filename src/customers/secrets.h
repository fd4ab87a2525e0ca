// SPDX-License-Identifier: Apache-2.0
// The secrets that stand in mails to contacts, and the links around them. Each mail says the same ones again, and the
// database has their hashes only: they are derived from the key that seals other secrets (docs/adr/0082, 0085). With
// another key they change; the next mail then has new ones. Any thread.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/seal.h"
#include "model/contact.h"

namespace callout::customers {

class Secrets {
 public:
  /// `console` is the console's origin, which links begin with.
  Secrets(const Seal& seal, std::string console) : seal_(seal), console_(std::move(console)) {}

  /// Of the link that stops mails to a contact.
  std::string unsubscribe(const model::ContactId& contact) const {
    return seal_.derive(fmt::format("unsubscribe {}", contact.str()));
  }
  /// Of the journal link in a contact's mails.
  std::string journal(const model::JournalLinkId& link) const {
    return seal_.derive(fmt::format("journal {}", link.str()));
  }

  /// RFC 8058 wants it in the address; it stops mails, and no more.
  std::string unsubscribe_link(std::string_view secret) const {
    return fmt::format("{}/unsubscribe?token={}", console_, secret);
  }
  /// The fragment stays in the browser: no server, log or Referer gets to see it.
  std::string journal_link(std::string_view secret) const { return fmt::format("{}/journal#{}", console_, secret); }

 private:
  const Seal seal_;
  const std::string console_;
};

}  // namespace callout::customers
