// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_mail.h"

#include <atomic>
#include <filesystem>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/private_file.h"
#include "mail/language.h"
#include "mail/message.h"
#include "programs/calloutd_config.h"
#include "wire/authority.h"

namespace callout::programs {
namespace {

constexpr std::size_t kPasswordFileMost = 4096;  // Bytes.
constexpr std::uint16_t kSubmissionPort = 587;   // RFC 6409.
constexpr std::uint16_t kSmtpsPort = 465;        // RFC 8314.

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

void read_mail_server(ConfigReader& reader, std::string_view url, MailConfig& config) {
  config.tls_at_once = url.starts_with("smtps://");
  const bool right = config.tls_at_once || url.starts_with("smtp://");
  const auto authority = right ? wire::parse_authority(url.substr(url.find("://") + 3)) : std::nullopt;
  if (!authority) {
    reader.problem(
        "mail.server",
        "Give the mail server as \"smtp://mail.example.com:587\" (STARTTLS) or \"smtps://mail.example.com\".");
    return;
  }
  config.host = authority->kind == wire::HostKind::kIpv6 ? fmt::format("[{}]", authority->host) : authority->host;
  config.port = authority->port.value_or(config.tls_at_once ? kSmtpsPort : kSubmissionPort);
}

void check_mail_tls(ConfigReader& reader, const MailConfig& config) {
  if (config.tls_required) return;
  if (config.tls_at_once) reader.problem("mail.tls", "A smtps:// server always has TLS; remove this key.");
  if (!config.username.empty() && !is_this_machine(config.host)) {
    reader.problem("mail.tls",
                   "Without TLS the password would cross the network readable; use \"required\", or no mail.username.");
  }
}

Result<std::string> read_mail_password(const std::string& path) {
  // Some systems give secrets by way of symbolic links, which read_private_file() does not follow.
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  auto content = read_private_file(error ? path : real.string(), Readers::kAnyone, kPasswordFileMost);
  if (!content) return fail(content);
  if (!*content)
    return fail(Code::kInvalid, "There is no file {}: write the mail server's password there (mail.password_file).",
                path);
  std::string password = (*content)->substr(0, (*content)->find_first_of("\r\n"));
  if (password.empty())
    return fail(Code::kInvalid, "The file {} has no first line: write the mail server's password there.", path);
  return password;
}

std::string hop_lines(const mail::SmtpSettings& settings, const mail::Delivery& delivery) {
  std::string out;
  for (const auto& [hop, name] : model::Names<mail::Hop>::kTable) {
    if (hop == mail::Hop::kTls && !settings.tls_required) continue;
    if (hop == mail::Hop::kSignIn && settings.username.empty()) continue;
    const bool here = delivery.failed_at == hop;
    out += fmt::format("  {:<12}{}\n", name, here ? "failed" : "ok");
    if (here) break;
  }
  return out;
}

}  // namespace

MailConfig read_mail_config(ConfigReader& reader) {
  MailConfig config;
  const std::string server = reader.text("mail.server", "");
  config.tls_required = reader.choice("mail.tls", {"required", "none"}, 0) == 0;
  config.username = reader.text("mail.username", "");
  config.password_file = reader.text("mail.password_file", "");
  config.ca_file = reader.text("mail.ca_file", "");
  const std::string from = reader.text("mail.from", "");
  if (server.empty()) {
    if (!from.empty() || !config.username.empty())
      reader.problem("mail.server", "Give the mail server that the other keys of [mail] are for.");
    return config;
  }
  read_mail_server(reader, server, config);
  const auto box = mail::mailbox_from(from);
  if (box) {
    config.from = *box;
  } else {
    reader.problem("mail.from", "Give the sender of Callout's mails, such as \"Callout <callout@example.com>\".");
  }
  if (config.username.empty() != config.password_file.empty())
    reader.problem("mail.username", "mail.username and mail.password_file go together.");
  check_mail_tls(reader, config);
  return config;
}

Result<std::optional<mail::SmtpSettings>> smtp_settings(const ServerConfig& config) {
  const MailConfig& mail = config.mail;
  if (mail.host.empty()) return std::nullopt;
  mail::SmtpSettings out;
  out.host = mail.host;
  out.port = mail.port;
  out.tls_at_once = mail.tls_at_once;
  out.tls_required = mail.tls_required;
  out.ca_file = mail.ca_file;
  out.username = mail.username;
  out.from = mail.from;
  const auto console = wire::parse_authority(config.console.host);
  if (console && console->kind == wire::HostKind::kName) out.hello = config.console.host;
  if (!mail.password_file.empty()) {
    auto password = read_mail_password(mail.password_file);
    if (!password) return fail(password);
    out.password = std::move(*password);
  }
  return out;
}

Result<> test_mail(const ServerConfig& config, const MailTestCommand& command, std::string& report) {
  auto settings = smtp_settings(config);
  if (!settings) return fail(settings);
  if (!*settings)
    return fail(Code::kInvalid, "No mail server is configured: set mail.server and mail.from in the configuration.");
  const SystemClock clock;
  auto message =
      mail::compose(command.to, command.language, mail::TestMessage{config.console.authority(), clock.wall(), {}});
  if (!message) return fail(message);

  model::Mail mail;
  mail.id = model::MailId::make();
  mail.to = message->to;
  mail.language = message->language;
  mail.text = message->text;
  mail.created_at = clock.wall();
  mail::SmtpTransport transport(**settings);
  const mail::Delivery delivery = transport.deliver(mail, std::atomic<bool>{false});
  report = fmt::format("{}:{}, from {} to {}\n{}", (*settings)->host, (*settings)->port, (*settings)->from.address,
                       mail.to, hop_lines(**settings, delivery));
  if (delivery.result != mail::Delivery::Result::kSent) return fail(Code::kUnavailable, "{}", delivery.text);
  report += fmt::format("The mail server has taken the mail: {}\n", delivery.text);
  return {};
}

}  // namespace callout::programs
