// SPDX-License-Identifier: Apache-2.0
// For tests: an outbox whose mails stay in the database, where tests read them. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "mail/outbox.h"
#include "mail/sender.h"
#include "store/mails.h"

namespace callout::mail {

class TestOutbox {
 public:
  TestOutbox(store::Store& store, const Clock& clock, Log& log, bool configured = true)
      : store_(store),
        clock_(clock),
        sender_(store, transport_, clock, log),
        outbox_(clock, configured ? &sender_ : nullptr) {}

  Outbox& operator*() { return outbox_; }

  std::vector<model::Mail> all() {
    auto transaction = store_.read();
    check(transaction.has_value());
    auto mails = store::MailQueue(*transaction).due(clock_.wall(), std::chrono::hours(24 * 365), 1000);
    check(mails.has_value());
    return std::move(*mails);
  }
  /// The newest of this kind to this address.
  std::optional<model::Mail> newest(std::string_view to, std::string_view kind) {
    std::optional<model::Mail> found;
    for (auto& mail : all()) {
      if (mail.to == to && mail.kind == kind && (!found || mail.created_at >= found->created_at))
        found = std::move(mail);
    }
    return found;
  }
  /// What its link has as ?token=; empty without one.
  std::string token(std::string_view to, std::string_view kind) {
    const auto mail = newest(to, kind);
    return mail ? token_of(mail->text.plain) : std::string();
  }
  static std::string token_of(std::string_view text) {
    const auto at = text.find("?token=");
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 7);
    return std::string(text.substr(0, text.find_first_of(" \r\n\">")));
  }

 private:
  class NoTransport final : public Transport {
    Delivery deliver(const model::Mail&, const std::atomic<bool>&) override { return {}; }
  };
  store::Store& store_;
  const Clock& clock_;
  NoTransport transport_;
  Sender sender_;  ///< Not started.
  Outbox outbox_;
};

}  // namespace callout::mail
