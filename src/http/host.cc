// SPDX-License-Identifier: Apache-2.0
#include "http/host.h"

#include "wire/authority.h"

namespace callout::http {

std::string host_of(std::string_view authority) {
  const auto parsed = wire::parse_authority(authority);
  if (!parsed) return {};
  std::string host(parsed->host);
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return host;
}

}  // namespace callout::http
