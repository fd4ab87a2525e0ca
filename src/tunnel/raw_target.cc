// SPDX-License-Identifier: Apache-2.0
#include "tunnel/raw_target.h"

#include <fmt/format.h>

#include "tunnel/messages.h"
#include "tunnel/names.h"
#include "wire/authority.h"

namespace callout::tunnel {
namespace {

/// What stands before the first dot, if there is one; it is removed with it.
std::optional<std::string_view> take_label(std::string_view& rest) {
  const auto dot = rest.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto label = rest.substr(0, dot);
  rest.remove_prefix(dot + 1);
  return label;
}

/// As wire::parse_web_endpoint(), but for any port: an administrator may have made one of those an endpoint that
/// browsers avoid.
std::optional<wire::WebEndpoint> parse_server(std::string_view text) {
  const auto dash = text.find('-');
  const auto scheme = text.substr(0, dash);
  if (dash == std::string_view::npos || (scheme != "http" && scheme != "https")) return std::nullopt;
  const auto port = wire::parse_port(text.substr(dash + 1));
  return port ? std::optional(wire::WebEndpoint{scheme == "https", *port}) : std::nullopt;
}

std::optional<RawTarget> parse_web_server(std::string_view rest) {
  std::optional<wire::WebEndpoint> other;
  if (const auto label = take_label(rest)) {
    other = parse_server(*label);
    if (!other) return std::nullopt;
  }
  return valid_id(rest) ? std::optional<RawTarget>(RawWebServer{std::string(rest), other}) : std::nullopt;
}

std::optional<RawTarget> parse_device_port(std::string_view rest) {
  const auto label = take_label(rest);
  const auto port = label ? wire::parse_port(*label) : std::nullopt;
  return port && valid_id(rest) ? std::optional<RawTarget>(RawPort{std::string(rest), *port}) : std::nullopt;
}

struct Authority {
  std::string operator()(const RawWebServer& server) const {
    return fmt::format("{}{}{}", server.other ? wire::to_string(*server.other) + '.' : "", server.endpoint,
                       kDeviceSuffix);
  }
  std::string operator()(const RawPort& raw) const { return fmt::format("{}.{}{}", raw.port, raw.device, kPortSuffix); }
};

}  // namespace

std::string authority_of(const RawTarget& target) {
  return std::visit(Authority{}, target);
}

std::optional<RawTarget> parse_raw_authority(std::string_view authority) {
  if (authority.ends_with(kDeviceSuffix))
    return parse_web_server(authority.substr(0, authority.size() - kDeviceSuffix.size()));
  if (authority.ends_with(kPortSuffix))
    return parse_device_port(authority.substr(0, authority.size() - kPortSuffix.size()));
  return std::nullopt;
}

}  // namespace callout::tunnel
