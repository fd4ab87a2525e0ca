// SPDX-License-Identifier: Apache-2.0
// The mail server in the configuration, and `calloutd mail test`, which tries it. Called by main() and the runtime on
// the main thread; the test blocks while it sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/config.h"
#include "base/result.h"
#include "mail/smtp.h"
#include "programs/calloutd_commands.h"

namespace callout::programs {

struct ServerConfig;

/// Section [mail]. Without a host no mail is sent.
struct MailConfig {
  std::string host;  ///< IPv6 in brackets.
  std::uint16_t port = 587;
  bool tls_at_once = false;
  bool tls_required = true;
  std::string username;
  std::string password_file;
  std::string ca_file;
  mail::Mailbox from;
};

/// Mistakes are left for reader.finish().
MailConfig read_mail_config(ConfigReader& reader);
/// With the password, read from its file; nullopt when no server is configured.
Result<std::optional<mail::SmtpSettings>> smtp_settings(const ServerConfig& config);
/// Sends one mail at once, beside the outbox. `report` gets a line for each hop, whatever comes of it; an error is the
/// sentence about the hop that failed.
Result<> test_mail(const ServerConfig& config, const MailTestCommand& command, std::string& report);

}  // namespace callout::programs
