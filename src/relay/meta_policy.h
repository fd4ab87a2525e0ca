// SPDX-License-Identifier: Apache-2.0
// Finds `<meta http-equiv=Content-Security-Policy content=...>` in the head of an HTML document that streams through,
// and puts its policy into terms of the session as the header's (wire/device_policy.h). A browser takes it when it
// reads the element, before any script could mend it. Used by BodyPipe. One thread of its owner; holds back no more
// than one such element, kLongest bytes at most.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace callout::relay {

class MetaPolicy {
 public:
  static constexpr std::size_t kLongest = 8192;  ///< Of the element; a longer one stays as it is.
  using Translate = std::function<std::string(std::string_view policy)>;

  explicit MetaPolicy(Translate translate) : translate_(std::move(translate)) {}

  /// What is ready once these bytes came: a view that holds until the next call, of `text` itself where it can be.
  std::string_view feed(std::string_view text);
  /// What was held back.
  std::string_view finish() const { return held_; }

 private:
  std::string rewritten(std::string_view element) const;

  const Translate translate_;
  bool done_ = false;  ///< Behind the head, where no policy counts.
  std::string held_, written_;
};

}  // namespace callout::relay
