// SPDX-License-Identifier: Apache-2.0
// What the translation of bodies asks of a SessionMap: the session hosts of the endpoints that are known, and no
// others. The only place that knows both. Made by relay/ beside a map, which must outlive it; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/body_translator.h"
#include "wire/translate.h"

namespace callout::wire {

class SessionOrigins final : public OriginMap {
 public:
  explicit SessionOrigins(const SessionMap& map) : map_(map) {}
  std::optional<Origin> session_origin(std::string_view scheme, std::string_view host, std::uint16_t port) override;
  std::optional<Origin> known_origin(std::string_view host, std::uint16_t port) override;

 private:
  const SessionMap& map_;
};

/// Every name and address by which the device's own pages may call it, without repeats.
std::vector<std::string> device_hosts_of(const SessionMap& map);
/// The endpoints that have a session host now.
const std::vector<EndpointHosts>& known_hosts_of(const SessionMap& map);

}  // namespace callout::wire
