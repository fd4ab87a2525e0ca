// SPDX-License-Identifier: Apache-2.0
#include "http/trusted_proxies.h"

#include <algorithm>
#include <cstring>
#include <ranges>

#include "base/random.h"
#include "wire/ascii.h"

namespace callout::http {
namespace {

/// The elements of all lines of a list field, last first.
std::vector<std::string_view> elements_from_the_end(const wire::Headers& headers, std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto line : headers.all(name)) {
    for (const auto part : std::views::split(line, ','))
      all.push_back(wire::trim(std::string_view(part.begin(), part.end())));
  }
  std::ranges::reverse(all);
  return all;
}

/// The text as a number: nobody can write another one with the same.
std::uint64_t number_of(std::string_view text) {
  const auto hash = sha256(text);
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return number;
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
  TrustedProxies proxies;
  for (const std::string_view entry : entries) {
    auto range = wire::AddressRange::parse(entry);
    if (!range) return fail(range);
    proxies.ranges_.push_back(*range);
  }
  return proxies;
}

Client TrustedProxies::client_of(const wire::Headers& headers, const Client& peer) const {
  Client client = peer;
  for (const auto element : elements_from_the_end(headers, "X-Forwarded-For")) {
    const auto address = wire::parse_address(element);
    if (!address) break;
    client.ip = address->to_string();
    if (!contains(client.ip)) break;
  }
  const auto schemes = elements_from_the_end(headers, "X-Forwarded-Proto");
  if (!schemes.empty()) client.secure = wire::equal_ignoring_case(schemes.front(), "https");
  const auto connections = headers.all("X-Forwarded-Connection");
  if (!connections.empty()) client.connection = number_of(connections.back());
  return client;
}

}  // namespace callout::http
