// SPDX-License-Identifier: Apache-2.0
#include "wire/origin.h"

#include "wire/address.h"
#include "wire/ascii.h"
#include "wire/authority.h"

namespace callout::wire {

std::string Origin::authority() const {
  return host_field(scheme, host, port);
}

std::string Origin::to_string() const {
  return scheme + "://" + authority();
}

Origin origin_of(const AbsoluteUrl& url) {
  const auto authority = parse_authority(url.authority);
  Origin origin{to_lower(url.scheme), to_lower(authority->host), 0};
  origin.port = authority->port.value_or(default_port(origin.scheme));
  if (authority->kind == HostKind::kIpv6) origin.host = parse_address(authority->host)->to_string();
  return origin;
}

std::optional<Origin> parse_origin(std::string_view text) {
  const auto url = parse_absolute_url(text);
  if (!url || !url->rest.empty() || lower(url->scheme.front()) != 'h') return std::nullopt;
  return origin_of(*url);
}

}  // namespace callout::wire
