// SPDX-License-Identifier: Apache-2.0
#include "wire/authority.h"

#include "wire/address.h"
#include "wire/ascii.h"
#include "wire/http.h"

namespace callout::wire {
namespace {

/// Digits only, or 0x and hex digits: what the WHATWG URL standard takes for the end of an IPv4 address.
bool is_number(std::string_view label) {
  if (label.size() >= 2 && label[0] == '0' && lower(label[1]) == 'x') {
    for (const char c : label.substr(2)) {
      if (hex_value(c) < 0) return false;
    }
    return true;
  }
  for (const char c : label) {
    if (!is_digit(c)) return false;
  }
  return true;
}

std::optional<HostKind> kind_of_host(std::string_view host) {
  if (parse_v4(host)) return HostKind::kIpv4;
  std::string_view name = host;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > 253) return std::nullopt;
  std::size_t label_start = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '.') {
      if (i == label_start) return std::nullopt;
      label_start = i + 1;
    } else if (!is_digit(c) && !is_alpha(c) && c != '-' && c != '_') {
      return std::nullopt;
    }
  }
  if (label_start == name.size()) return std::nullopt;
  if (is_number(name.substr(label_start))) return std::nullopt;
  return HostKind::kName;
}

}  // namespace

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.front() == '0') return std::nullopt;
  const auto value = parse_decimal(text);
  if (!value || *value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*value);
}

std::optional<Authority> parse_authority(std::string_view text) {
  Authority authority;
  std::string_view after;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    authority.host = text.substr(1, close - 1);
    authority.kind = HostKind::kIpv6;
    const auto address = parse_address(authority.host);
    if (!address || address->is_v4()) return std::nullopt;
    after = text.substr(close + 1);
  } else {
    const std::size_t colon = text.find(':');
    authority.host = text.substr(0, colon);
    const auto kind = kind_of_host(authority.host);
    if (!kind) return std::nullopt;
    authority.kind = *kind;
    after = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (after.empty()) return authority;
  if (after.front() != ':') return std::nullopt;
  authority.port = parse_port(after.substr(1));
  if (!authority.port) return std::nullopt;
  return authority;
}

std::uint16_t default_port(std::string_view scheme) {
  if (same_name(scheme, "http") || same_name(scheme, "ws")) return 80;
  if (same_name(scheme, "https") || same_name(scheme, "wss")) return 443;
  return 0;
}

std::string host_field(std::string_view scheme, std::string_view host, std::uint16_t port) {
  std::string text;
  const bool is_v6 = host.contains(':');
  if (is_v6) text += '[';
  text += host;
  if (is_v6) text += ']';
  if (port != default_port(scheme)) text.append(1, ':').append(std::to_string(port));
  return text;
}

}  // namespace callout::wire
