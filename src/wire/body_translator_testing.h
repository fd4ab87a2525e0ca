// SPDX-License-Identifier: Apache-2.0
// For the test and the fuzz target of the body translator: a device with two endpoints under four names, the translator
// fed in pieces, and what it must come to: the same rules looked up at every place of the whole text. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "wire/body_translator.h"

namespace callout::wire {

/// http on 80 and 8080, https on 443 and 8443; nothing else has a session host.
class TestOrigins final : public OriginMap {
 public:
  std::optional<Origin> session_origin(std::string_view scheme, std::string_view host, std::uint16_t port) override;
  std::optional<Origin> known_origin(std::string_view host, std::uint16_t port) override;
};

BodyTranslator::Options test_options(bool markup);

/// `next_piece` says how many bytes come next, of those that are left.
std::string translated(std::string_view text, bool markup,
                       const std::function<std::size_t(std::size_t left)>& next_piece);
std::string translated(std::string_view text, bool markup = false);
/// Without streaming, anchors or memory.
std::string translated_simply(std::string_view text, bool markup);

}  // namespace callout::wire
