// SPDX-License-Identifier: Apache-2.0
#include "wire/server_url.h"

#include "wire/address.h"
#include "wire/authority.h"

namespace callout::wire {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string ServerUrl::authority() const {
  return host_field(tls ? "https" : "http", host, port);
}

std::string ServerUrl::to_string() const {
  return (tls ? "https://" : "http://") + authority();
}

std::string ServerUrl::dial_host() const {
  return host == "localhost" || host.ends_with(".localhost") ? "127.0.0.1" : host;
}

bool is_local_host(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const auto address = parse_address(host);
  return address && classify(*address) == AddressKind::kLoopback;
}

Result<ServerUrl> parse_server_url(std::string_view text) {
  ServerUrl url;
  const auto mark = text.find("://");
  const std::string scheme = lower(text.substr(0, mark));
  if (mark == std::string_view::npos || (scheme != "https" && scheme != "http")) {
    return fail(Code::kInvalid, "\"{}\" is not a server URL: it looks like https://callout.example.com", text);
  }
  url.tls = scheme == "https";
  std::string_view rest = text.substr(mark + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto authority = parse_authority(rest);
  if (!authority) {
    return fail(Code::kInvalid, "\"{}\" is not a server URL: after {}:// comes a host and maybe a port, no path.", text,
                scheme);
  }
  url.host = lower(authority->host);
  if (url.host.ends_with('.')) url.host.pop_back();
  url.port = authority->port.value_or(default_port(scheme));
  if (!url.tls && !is_local_host(url.host)) {
    return fail(Code::kDenied, "Plain http:// is only for a server on this machine: use https:// for {}.", url.host);
  }
  return url;
}

}  // namespace callout::wire
