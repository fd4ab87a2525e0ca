// SPDX-License-Identifier: Apache-2.0
// What hands one mail to a mail server, and how that went, hop by hop. mail::Sender and `calloutd mail test` call it;
// smtp.h is the real one. deliver() blocks: never on a worker.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "model/mail.h"
#include "model/names.h"

namespace callout::mail {

/// In the order in which they are passed.
enum class Hop { kName, kConnection, kTls, kSignIn, kSender, kRecipient, kMessage };

/// How one try went.
struct Delivery {
  enum class Result {
    kSent,     ///< The server has taken the mail.
    kLater,    ///< Worth another try: no network, a busy server, a wrong configuration, a 4xx reply.
    kNever,    ///< The server refused this mail for good (5xx).
    kStopped,  ///< `stop` was set: nothing is known, nothing is to be recorded.
  };
  Result result = Result::kLater;
  std::optional<Hop> failed_at;  ///< Absent when it was sent.
  std::string text;              ///< When sent, the server's reply; else a sentence that says what to do.

  /// Whether any other mail would have failed just so.
  bool concerns_the_server() const { return result == Result::kLater && failed_at && *failed_at < Hop::kSender; }
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Ends within about a second once `stop` is set. One thread at a time.
  virtual Delivery deliver(const model::Mail& mail, const std::atomic<bool>& stop) = 0;
};

}  // namespace callout::mail

template <>
struct callout::model::Names<callout::mail::Hop> {
  static constexpr std::pair<callout::mail::Hop, std::string_view> kTable[] = {
      {callout::mail::Hop::kName, "name"},      {callout::mail::Hop::kConnection, "connection"},
      {callout::mail::Hop::kTls, "tls"},        {callout::mail::Hop::kSignIn, "sign-in"},
      {callout::mail::Hop::kSender, "sender"},  {callout::mail::Hop::kRecipient, "recipient"},
      {callout::mail::Hop::kMessage, "message"}};
};
