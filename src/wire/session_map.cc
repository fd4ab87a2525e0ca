// SPDX-License-Identifier: Apache-2.0
#include "wire/session_map.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "wire/ascii.h"
#include "wire/authority.h"

namespace callout::wire {
namespace {

/// Where the web servers of devices mostly stand.
constexpr std::array<WebEndpoint, 8> kUsual = {
    {{false, 80}, {true, 443}, {false, 8080}, {true, 8443}, {false, 8000}, {false, 8081}, {false, 81}, {true, 8080}}};

std::string_view scheme_of(const WebEndpoint& endpoint) {
  return endpoint.https ? "https" : "http";
}

std::optional<WebEndpoint> endpoint_of(const Origin& origin) {
  if (origin.scheme != "http" && origin.scheme != "https") return std::nullopt;
  return WebEndpoint{origin.scheme == "https", origin.port};
}

}  // namespace

bool is_web_port(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 83> kBad = {
      0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,
      53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,
      123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,
      532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,
      3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};
  return !std::ranges::binary_search(kBad, port);
}

bool is_usual_web_port(std::uint16_t port) {
  return std::ranges::find(kUsual, port, &WebEndpoint::port) != kUsual.end();
}

std::string to_string(const WebEndpoint& endpoint) {
  return std::string(scheme_of(endpoint)) + '-' + std::to_string(endpoint.port);
}

std::optional<WebEndpoint> parse_web_endpoint(std::string_view text) {
  const bool https = text.starts_with("https-");
  if (!https && !text.starts_with("http-")) return std::nullopt;
  const auto port = parse_port(text.substr(https ? 6 : 5));
  if (!port || !is_web_port(*port)) return std::nullopt;
  return WebEndpoint{https, *port};
}

std::optional<SessionHostName> parse_session_host_name(std::string_view name) {
  const auto dash = name.find('-');
  SessionHostName result{name.substr(0, dash), std::nullopt};
  const bool plain =
      std::ranges::all_of(result.label, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  if (!plain || result.label.empty()) return std::nullopt;
  if (dash == std::string_view::npos) return result;
  std::string_view digits = name.substr(dash + 1);
  const bool https = digits.ends_with('s');
  if (https) digits.remove_suffix(1);
  const auto port = parse_port(digits);
  if (!port || !is_web_port(*port)) return std::nullopt;
  result.endpoint = WebEndpoint{https, *port};
  return result;
}

std::string session_host_name(std::string_view label, const WebEndpoint& endpoint) {
  return std::string(label) + '-' + std::to_string(endpoint.port) + (endpoint.https ? "s" : "");
}

SessionMap::SessionMap(Origin device, Origin session, std::vector<std::string> names)
    : device_(std::move(device)), session_(std::move(session)), names_(std::move(names)) {
  const auto dot = session_.host.find('.');
  check(dot != std::string::npos && endpoint_of(device_).has_value());
  label_ = session_.host.substr(0, dot);
  domain_ = session_.host.substr(dot);
  listed_.assign(kUsual.begin(), kUsual.end());
  write_policies();
}

bool SessionMap::is_device_host(std::string_view host) const {
  return host == device_.host || std::ranges::find(names_, host) != names_.end();
}

std::vector<std::string> SessionMap::device_hosts() const {
  std::vector<std::string> hosts{device_.host};
  for (const std::string& name : names_) {
    if (std::ranges::find(hosts, name) == hosts.end()) hosts.push_back(name);
  }
  return hosts;
}

/// The host of any endpoint, the session's own included.
Origin SessionMap::session_at(const WebEndpoint& endpoint) const {
  if (endpoint == *endpoint_of(device_)) return session_;
  return {session_.scheme, session_host_name(label_, endpoint) + domain_, session_.port};
}

std::optional<EndpointHosts> SessionMap::hosts_of(const WebEndpoint& endpoint) const {
  if (endpoint == *endpoint_of(device_) || !is_web_port(endpoint.port)) return std::nullopt;
  return EndpointHosts{{std::string(scheme_of(endpoint)), device_.host, endpoint.port}, session_at(endpoint)};
}

std::optional<Origin> SessionMap::session_origin(const Origin& device) const {
  const auto endpoint = endpoint_of(device);
  if (!endpoint || !is_device_host(device.host)) return std::nullopt;
  // An administrator may have opened the session to a port that browsers avoid.
  if (*endpoint != *endpoint_of(device_) && !is_web_port(endpoint->port)) return std::nullopt;
  return session_at(*endpoint);
}

std::optional<Origin> SessionMap::device_origin(const Origin& session) const {
  if (session == session_) return device_;
  if (session.scheme != session_.scheme || session.port != session_.port || !session.host.ends_with(domain_)) {
    return std::nullopt;
  }
  const auto name =
      parse_session_host_name(std::string_view(session.host).substr(0, session.host.size() - domain_.size()));
  if (!name || name->label != label_ || !name->endpoint) return std::nullopt;
  const auto hosts = hosts_of(*name->endpoint);
  return hosts ? std::optional(hosts->device) : std::nullopt;
}

bool SessionMap::list(const WebEndpoint& endpoint) {
  if (endpoint == *endpoint_of(device_) || !is_web_port(endpoint.port)) return false;
  if (met_.size() >= kLearntMost || std::ranges::find(met_, endpoint) != met_.end()) return false;
  met_.push_back(endpoint);
  if (std::ranges::find(listed_, endpoint) != listed_.end()) return false;
  listed_.push_back(endpoint);
  write_policies();
  return true;
}

std::vector<EndpointHosts> SessionMap::known() const {
  std::vector<EndpointHosts> hosts{own_hosts()};
  for (const WebEndpoint& endpoint : met_) hosts.push_back(*hosts_of(endpoint));
  return hosts;
}

std::vector<WebEndpoint> SessionMap::reachable() const {
  std::vector<WebEndpoint> endpoints{*endpoint_of(device_)};
  for (const WebEndpoint& endpoint : listed_) {
    if (endpoint != endpoints.front()) endpoints.push_back(endpoint);
  }
  return endpoints;
}

void SessionMap::write_policies() {
  std::string hosts = ' ' + session_.to_string();
  std::string sockets = session_.scheme == "https" ? " wss://" : " ws://";
  const std::string socket_start = sockets;
  sockets += session_.authority();
  for (const WebEndpoint& endpoint : listed_) {
    if (endpoint == *endpoint_of(device_)) continue;
    const Origin host = session_at(endpoint);
    hosts += ' ' + host.to_string();
    sockets += socket_start + host.authority();
  }
  const auto policy = [](std::string_view reach, std::string_view sockets_reach) {
    std::string text;
    for (const std::string_view part :
         {std::string_view("default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"), reach,
          std::string_view("; connect-src 'self'"), reach, sockets_reach, std::string_view("; form-action 'self'"),
          reach, std::string_view("; frame-ancestors 'self'"), reach,
          std::string_view("; base-uri 'self'; worker-src 'self' blob:")}) {
      text += part;
    }
    return text;
  };
  page_policy_ = policy(hosts, sockets);
  part_policy_ = policy({}, {});
}

}  // namespace callout::wire
