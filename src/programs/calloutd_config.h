// SPDX-License-Identifier: Apache-2.0
// The configuration of calloutd, read and checked before anything starts. main() reads it once and passes the parts on.
// Plain values.
//
// Every key stands in docs/operators/configuration.md and, commented, in packaging/calloutd.toml; a test compares both
// with what is read here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/log.h"
#include "net/socket_address.h"
#include "programs/calloutd_mail.h"
#include "wire/address_range.h"

namespace callout::programs {

/// Scheme, host and port of an address of ours; lower case. Port 0 stands for the port that the listener gets.
struct Site {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;

  /// "callout.example.com" or "callout.example.com:8443": as a browser writes it in Host.
  std::string authority() const;
  std::string origin() const { return scheme + "://" + authority(); }
};

struct ServerConfig {
  net::SocketAddress listen;
  Site console;
  Site sessions;  ///< The domain below which session hosts live; scheme as the console's.
  std::vector<std::string> trusted_proxies;
  std::string web_root;
  std::size_t threads = 0;  ///< 0: one a core.
  std::string tls_certificate;
  std::string tls_key;
  std::string proxy_certificate;  ///< Of the reverse proxy that ends TLS: what enrolment tokens pin then.
  std::string store_path;
  std::string audit_key_file;         ///< "audit.key" beside the database unless given.
  std::string audit_checkpoints;      ///< "audit.checkpoints" beside the key unless given.
  std::string audit_forward_file;     ///< Empty: none.
  std::string audit_forward_syslog;   ///< "tls://host:port"; empty: none.
  std::string audit_forward_ca_file;  ///< Empty: the system's authorities.
  std::string key_file;               ///< Of the key that seals secrets in the database.
  bool registration = false;
  std::chrono::days access_log_keep{};  ///< How long the lines of sessions' HTTP access logs are kept.
  MailConfig mail;
  Log::Level log_level = Log::Level::kInfo;
  Log::Format log_format = Log::Format::kJson;
  std::vector<wire::AddressRange> metrics_allow;

  bool tls() const { return !tls_certificate.empty(); }
  /// Puts the listener's port where the configuration says 0.
  void use_port(std::uint16_t port);
};

inline constexpr std::uint16_t kSyslogTlsPort = 6514;  ///< RFC 5425 section 4.1.

struct SyslogTarget {
  std::string host;  ///< A name or an address literal without brackets.
  std::uint16_t port = kSyslogTlsPort;
};
/// "tls://host[:port]"; nullopt for anything else.
std::optional<SyslogTarget> parse_syslog_target(std::string_view text);

/// Reads every key and checks them against each other. Mistakes are left for reader.finish().
ServerConfig read_server_config(ConfigReader& reader);

}  // namespace callout::programs
