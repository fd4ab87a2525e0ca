// SPDX-License-Identifier: Apache-2.0
#include "http/trusted_proxies.h"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace callout::http {
namespace {

bool within(const wire::Address& address, const wire::Address& network, std::size_t bits) {
  if (address.is_v4() != network.is_v4()) return false;
  const auto a = address.bytes();
  const auto b = network.bytes();
  const auto whole = bits / 8;
  if (!std::ranges::equal(a.first(whole), b.first(whole))) return false;
  const auto rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - rest));
  return ((a[whole] ^ b[whole]) & mask) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The elements of all lines of a list field, last first.
std::vector<std::string_view> elements_from_the_end(const wire::Headers& headers, std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto line : headers.all(name)) {
    for (const auto part : std::views::split(line, ','))
      all.push_back(trimmed(std::string_view(part.begin(), part.end())));
  }
  std::ranges::reverse(all);
  return all;
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
  TrustedProxies proxies;
  for (const std::string_view entry : entries) {
    const auto slash = entry.find('/');
    const auto network = wire::parse_address(entry.substr(0, slash));
    if (!network) return fail(Code::kInvalid, "'{}' is neither an address nor a range such as 10.0.0.0/8.", entry);
    const std::size_t most = network->bytes().size() * 8;
    std::size_t bits = most;
    if (slash != std::string_view::npos) {
      const auto text = entry.substr(slash + 1);
      const auto [end, error] = std::from_chars(text.begin(), text.end(), bits);
      if (error != std::errc{} || end != text.end() || bits > most) {
        return fail(Code::kInvalid, "'{}' ends in no prefix length of 0..{}.", entry, most);
      }
    }
    proxies.ranges_.push_back({*network, bits});
  }
  return proxies;
}

bool TrustedProxies::contains(std::string_view ip) const {
  if (ranges_.empty()) return false;
  const auto address = wire::parse_address(ip);
  if (!address) return false;
  return std::ranges::any_of(ranges_, [&](const Range& range) { return within(*address, range.network, range.bits); });
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
  return client;
}

}  // namespace callout::http
