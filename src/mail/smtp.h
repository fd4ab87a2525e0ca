// SPDX-License-Identifier: Apache-2.0
// Sends mails to a mail server by SMTP (libcurl, named in smtp.cc only). Built by main() for the Sender, and by
// `calloutd mail test`. One thread at a time; deliver() blocks for at most kSmtpTime, and keeps the connection for the
// next mail.
//
// One mail on the wire: [connect, TLS or STARTTLS, EHLO, AUTH,] MAIL FROM, RCPT TO, DATA. The message is
// multipart/alternative in quoted-printable, made by libcurl's MIME writer; the header fields are ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mail/address.h"
#include "mail/transport.h"

namespace callout::mail {

inline constexpr std::chrono::seconds kSmtpConnectTime{20};
inline constexpr std::chrono::seconds kSmtpReplyTime{60};
inline constexpr std::chrono::seconds kSmtpTime{180};  ///< One mail altogether.

struct SmtpSettings {
  std::string host;  ///< A name or an address; IPv6 in brackets.
  std::uint16_t port = 587;
  bool tls_at_once = false;  ///< smtps: TLS from the first byte, else STARTTLS.
  bool tls_required = true;  ///< False: never TLS.
  std::string ca_file;       ///< PEM; empty: the system's authorities.
  std::string username;      ///< Empty: no sign-in.
  std::string password;
  Mailbox from;
  std::string hello;  ///< What we call ourselves in EHLO; empty: libcurl's choice.
};

class SmtpTransport final : public Transport {
 public:
  explicit SmtpTransport(SmtpSettings settings);
  ~SmtpTransport() override;
  Delivery deliver(const model::Mail& mail, const std::atomic<bool>& stop) override;

 private:
  struct Handle;
  const SmtpSettings settings_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace callout::mail
