// SPDX-License-Identifier: Apache-2.0
#include "agent/proxy.h"

#include <cstdlib>

#include <sodium.h>

#include "agent/policy.h"
#include "wire/authority.h"
#include "wire/http.h"
#include "wire/query.h"

namespace callout::agent {
namespace {

std::string environment(const char* lower, const char* upper) {
  for (const char* name : {lower, upper}) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return {};
}

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();
  return out;
}

bool names_host(std::string_view rule, std::string_view host, std::uint16_t port) {
  if (rule == "*") return true;
  if (const auto address = wire::parse_address(host)) {
    const auto network = parse_network(rule);
    if (network) return network->contains(*address);
  }
  if (const auto authority = wire::parse_authority(rule.starts_with('.') ? rule.substr(1) : rule)) {
    if (authority->port && *authority->port != port) return false;
    const std::string_view name = authority->host;
    if (wire::equal_ignoring_case(name, host)) return true;
    return authority->kind == wire::HostKind::kName && host.size() > name.size() &&
           host[host.size() - name.size() - 1] == '.' &&
           wire::equal_ignoring_case(host.substr(host.size() - name.size()), name);
  }
  return false;
}

}  // namespace

ProxySettings proxy_environment() {
  return {environment("https_proxy", "HTTPS_PROXY"), environment("no_proxy", "NO_PROXY")};
}

Result<Proxy> parse_proxy(std::string_view url) {
  std::string_view rest = url;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) {
    if (!wire::equal_ignoring_case(rest.substr(0, scheme), "http")) {
      return fail(Code::kInvalid,
                  "Only http:// proxies are supported: the connection through it is TLS to the server anyway.");
    }
    rest.remove_prefix(scheme + 3);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  Proxy proxy;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view user_info = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const std::size_t colon = user_info.find(':');
    const auto user = wire::percent_decode(user_info.substr(0, colon));
    const auto password =
        colon == std::string_view::npos ? Result<std::string>("") : wire::percent_decode(user_info.substr(colon + 1));
    if (!user || !password)
      return fail(Code::kInvalid, "The proxy's user and password are not percent-encoded rightly.");
    proxy.authorization = "Basic " + base64(*user + ":" + *password);
  }
  // The text is not quoted in the message: it may hold a password.
  const auto authority = wire::parse_authority(rest);
  if (!authority) return fail(Code::kInvalid, "The proxy is not of the form http://[user:password@]host:port.");
  proxy.host = authority->host;
  proxy.port = authority->port.value_or(80);
  return proxy;
}

bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port) {
  while (!no_proxy.empty()) {
    const std::size_t end = no_proxy.find_first_of(", \t");
    const std::string_view rule = no_proxy.substr(0, end);
    if (!rule.empty() && names_host(rule, host, port)) return true;
    if (end == std::string_view::npos) break;
    no_proxy.remove_prefix(end + 1);
  }
  return false;
}

Result<std::optional<Proxy>> choose_proxy(const ProxySettings& settings, const wire::ServerUrl& server) {
  if (settings.url.empty() || !server.tls || wire::is_local_host(server.host)) return std::nullopt;
  if (bypasses_proxy(settings.no_proxy, server.host, server.port)) return std::nullopt;
  auto proxy = parse_proxy(settings.url);
  if (!proxy) return fail(std::move(proxy));
  return *proxy;
}

}  // namespace callout::agent
