// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_config.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "programs/calloutd_sites.h"
#include "wire/authority.h"

namespace callout::programs {
namespace {

constexpr std::size_t kListMost = 64;

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// host[:port], where port 0 is allowed beside what browsers write.
std::optional<Site> parse_site(const std::string& scheme, std::string_view text) {
  const bool any_port = text.ends_with(":0");
  if (any_port) text.remove_suffix(2);
  const auto authority = wire::parse_authority(text);
  if (!authority || authority->host.ends_with('.') || (any_port && authority->port)) return std::nullopt;
  std::string host = lower(authority->host);
  if (authority->kind == wire::HostKind::kIpv6) host = '[' + host + ']';
  return Site{scheme, std::move(host),
              any_port ? std::uint16_t{0} : authority->port.value_or(wire::default_port(scheme))};
}

std::optional<Site> parse_url(std::string_view text) {
  for (const std::string scheme : {"https", "http"}) {
    if (!text.starts_with(scheme + "://")) continue;
    text.remove_prefix(scheme.size() + 3);
    if (text.ends_with('/')) text.remove_suffix(1);
    return parse_site(scheme, text);
  }
  return std::nullopt;
}

// Where browsers keep Secure cookies without TLS.
bool is_local_host(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]";
}

void read_sites(ConfigReader& reader, ServerConfig& config) {
  const std::string url = reader.text("server.console_url", "http://callout.localhost:8440");
  const auto console = parse_url(url);
  if (!console) {
    reader.problem("server.console_url",
                   "Give the address that technicians open, such as \"https://callout.example.com\", without a path.");
  }
  config.console = console.value_or(Site{"http", "callout.localhost", 8440});
  const std::string domain = reader.text("server.session_domain", "sessions.localhost:8440");
  const auto sessions = parse_site(config.console.scheme, domain);
  if (!sessions || sessions->host.starts_with('[') || wire::parse_address(sessions->host)) {
    reader.problem("server.session_domain",
                   "Give a domain name with a wildcard DNS entry, such as \"callout-sessions.example.net\".");
  }
  config.sessions = sessions.value_or(Site{config.console.scheme, "localhost", 8440});
}

void read_lists(ConfigReader& reader, ServerConfig& config) {
  config.trusted_proxies = reader.list("server.trusted_proxies", {}, kListMost);
  for (const std::string& proxy : config.trusted_proxies) {
    if (const auto range = wire::AddressRange::parse(proxy); !range)
      reader.problem("server.trusted_proxies", range.error().message);
  }
  for (const std::string& allowed : reader.list("metrics.allow", {"127.0.0.0/8", "::1"}, kListMost)) {
    const auto range = wire::AddressRange::parse(allowed);
    if (range) {
      config.metrics_allow.push_back(*range);
    } else {
      reader.problem("metrics.allow", range.error().message);
    }
  }
}

std::string beside(const std::string& file, std::string_view name) {
  const std::size_t slash = file.find_last_of('/');
  return slash == std::string::npos ? std::string(name) : file.substr(0, slash + 1) + std::string(name);
}

void read_audit(ConfigReader& reader, ServerConfig& config) {
  config.audit_key_file = reader.text("audit.key_file", "");
  if (config.audit_key_file.empty()) config.audit_key_file = beside(config.store_path, "audit.key");
  config.audit_checkpoints = reader.text("audit.checkpoints", "");
  if (config.audit_checkpoints.empty()) config.audit_checkpoints = beside(config.audit_key_file, "audit.checkpoints");
  config.audit_forward_file = reader.text("audit.forward.file", "");
  config.audit_forward_syslog = reader.text("audit.forward.syslog", "");
  config.audit_forward_ca_file = reader.text("audit.forward.ca_file", "");
  if (!config.audit_forward_syslog.empty() && !parse_syslog_target(config.audit_forward_syslog)) {
    reader.problem("audit.forward.syslog",
                   "Give the syslog server as tls://host:port, such as \"tls://logs.example.com:6514\".");
  }
  if (!config.audit_forward_ca_file.empty() && config.audit_forward_syslog.empty())
    reader.problem("audit.forward.ca_file", "This key is only for audit.forward.syslog; remove it, or give both.");
}

void check_transport(ConfigReader& reader, const ServerConfig& config) {
  const bool https = config.console.scheme == "https";
  const bool proxied = !config.trusted_proxies.empty();
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    reader.problem(config.tls_key.empty() ? "tls.certificate" : "tls.key",
                   "Give both tls.certificate and tls.key, or neither.");
  }
  if (!config.tls() && !proxied && !config.listen.is_loopback()) {
    reader.problem(
        "server.listen",
        "Plain HTTP is served on loopback only. Give tls.certificate and tls.key, or list your reverse proxy in "
        "server.trusted_proxies.");
  }
  if (config.tls() && !https)
    reader.problem("server.console_url", "With TLS the console's address begins with https://.");
  if (!config.tls() && https && !proxied) {
    reader.problem("server.console_url",
                   "https needs tls.certificate and tls.key, or a reverse proxy listed in server.trusted_proxies.");
  }
  const bool ends_at_proxy = https && proxied && !config.tls();
  if (ends_at_proxy && config.proxy_certificate.empty()) {
    reader.problem("tls.proxy_certificate",
                   "Agents pin the certificate that they meet: give the PEM file of the reverse proxy's certificate.");
  }
  if (!ends_at_proxy && !config.proxy_certificate.empty()) {
    reader.problem("tls.proxy_certificate", "This key is only for a reverse proxy that ends TLS; remove it.");
  }
  if (!https && !is_local_host(config.console.host)) {
    reader.problem("server.console_url",
                   "Browsers keep the sign-in cookie only over https, or on a name below localhost; use one of them.");
  }
  if (!https && !is_local_host(config.sessions.host)) {
    reader.problem("server.session_domain",
                   "Browsers keep session cookies only over https, or below localhost; use one of them.");
  }
}

void check_sites(ConfigReader& reader, const ServerConfig& config) {
  if (may_share_cookies(config.console.host, config.sessions.host)) {
    reader.problem(
        "server.session_domain",
        fmt::format(
            "{} and the console's {} are one site to a browser, so a device's page could reach the console's cookies; "
            "use a domain under another registered name.",
            config.sessions.host, config.console.host));
  }
  const bool port_is_chosen = config.listen.port() == 0;
  if (!port_is_chosen && config.console.port == 0)
    reader.problem("server.console_url", "Port 0 only goes with port 0 in server.listen.");
  if (!port_is_chosen && config.sessions.port == 0)
    reader.problem("server.session_domain", "Port 0 only goes with port 0 in server.listen.");
}

}  // namespace

std::string Site::authority() const {
  return port == wire::default_port(scheme) ? host : fmt::format("{}:{}", host, port);
}

std::optional<SyslogTarget> parse_syslog_target(std::string_view text) {
  constexpr std::string_view kScheme = "tls://";
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  const auto authority = wire::parse_authority(text);
  if (!authority || authority->host.empty()) return std::nullopt;
  return SyslogTarget{std::string(authority->host), authority->port.value_or(kSyslogTlsPort)};
}

void ServerConfig::use_port(std::uint16_t port) {
  if (console.port == 0) console.port = port;
  if (sessions.port == 0) sessions.port = port;
}

ServerConfig read_server_config(ConfigReader& reader) {
  ServerConfig config;
  const auto listen = net::SocketAddress::parse(reader.text("server.listen", "127.0.0.1:8440"));
  if (listen) {
    config.listen = *listen;
  } else {
    reader.problem("server.listen",
                   "Give an address and port, such as \"127.0.0.1:8440\", \"0.0.0.0:443\" or \"[::]:443\".");
    config.listen = *net::SocketAddress::parse("127.0.0.1:8440");
  }
  read_sites(reader, config);
  read_lists(reader, config);
  config.web_root = reader.text("server.web_root", "/usr/share/callout/web");
  config.threads = static_cast<std::size_t>(reader.integer("server.threads", 0, 0, 64));
  config.tls_certificate = reader.text("tls.certificate", "");
  config.tls_key = reader.text("tls.key", "");
  config.proxy_certificate = reader.text("tls.proxy_certificate", "");
  config.store_path = reader.text("store.path", "/var/lib/callout/callout.db");
  if (config.store_path.empty())
    reader.problem("store.path", "Give the database's file, such as \"/var/lib/callout/callout.db\".");
  read_audit(reader, config);
  config.key_file = reader.text("secrets.key_file", "");
  if (config.key_file.empty())
    config.key_file = (std::filesystem::path(config.store_path).parent_path() / "secrets.key").string();
  config.registration = reader.boolean("registration.enabled", false);
  config.access_log_keep = std::chrono::days(reader.integer("sessions.access_log_days", 90, 1, 3650));
  config.log_level = static_cast<Log::Level>(reader.choice("log.level", {"debug", "info", "warn", "error"}, 1));
  config.log_format = static_cast<Log::Format>(reader.choice("log.format", {"json", "text"}, 0));
  config.mail = read_mail_config(reader);
  check_transport(reader, config);
  check_sites(reader, config);
  return config;
}

}  // namespace callout::programs
