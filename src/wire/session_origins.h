// SPDX-License-Identifier: Apache-2.0
// What the translation of bodies asks of a SessionMap. A web server of the device that a body names is remembered at
// first sight, so that the policy of later pages lets them reach it. Made by relay/ beside a map, which must outlive
// it; on the session's worker.
#pragma once

#include <optional>
#include <string_view>

#include "wire/body_translator.h"
#include "wire/session_map.h"

namespace callout::wire {

class SessionOrigins final : public OriginMap {
 public:
  explicit SessionOrigins(SessionMap& map) : map_(map) {}
  std::optional<Origin> session_origin(std::string_view scheme, std::string_view host, std::uint16_t port) override;
  std::optional<Origin> known_origin(std::string_view host, std::uint16_t port) override;
  /// Whether the policy of pages has changed since this was made.
  bool policy_changed() const { return policy_changed_; }

 private:
  SessionMap& map_;
  bool policy_changed_ = false;
};

}  // namespace callout::wire
