// SPDX-License-Identifier: Apache-2.0
// Replaces a device's own URLs by those of its session hosts while a body streams through: row 2 of the device
// behaviours. What counts as such a URL says written_url.h; what else of the body, passes byte for byte.
//
// Made by relay/ for one body that is text in a charset that keeps ASCII. Own thread of its owner, as the OriginMap
// that it asks. It never holds back more than kLongestWrittenUrl bytes: only what may be the beginning of a URL that
// the next piece completes. Splitting the body differently never changes the result.
//
// The written form stays: escaped slashes stay escaped, `ws:` becomes `ws:` or `wss:` as the session host is http or
// https, what was protocol-relative stays so, and a bare `host:port` becomes the session host's authority.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/text_anchor.h"
#include "wire/translate.h"
#include "wire/written_url.h"

namespace callout::wire {

/// Who knows the session hosts. nullopt: the URL stays as it is.
class OriginMap {
 public:
  virtual ~OriginMap() = default;
  /// The session host for a URL of the device. `scheme` is `http` or `https` (ws and wss ask as these), `host` one of
  /// those that the translator was given. May give the device's port a session host of its own now, at first sight.
  virtual std::optional<Origin> session_origin(std::string_view scheme, std::string_view host, std::uint16_t port) = 0;
  /// The session host for a `host:port` without scheme, if this is a known endpoint: never makes one, as the text
  /// might mean anything.
  virtual std::optional<Origin> known_origin(std::string_view host, std::uint16_t port) = 0;
};

class BodyTranslator {
 public:
  struct Options {
    std::vector<std::string> hosts;  ///< The device's: lower case, IPv6 without brackets. At most kMostHosts are used.
    std::string page_scheme;         ///< `http` or `https`: how the device is reached, for `//host`.
    /// Whether the body is HTML: then a form's values stay, and `integrity` attributes are put out of action, as what
    /// they were computed over is translated, too.
    bool markup = false;
  };
  static constexpr std::size_t kMostHosts = 16;

  BodyTranslator(Options options, OriginMap& origins);

  /// What is ready once these bytes came: a view that holds until the next call. Needs memory for one such piece.
  std::string_view feed(std::string_view bytes);
  /// The rest; call once.
  std::string_view finish();

  /// How many bytes wait for more.
  std::size_t held() const { return buffer_.size() - done_; }
  /// Whether anything was replaced so far.
  bool changed() const { return changed_; }

 private:
  std::string_view translate(bool whole);
  void replace_url_around(std::size_t host_at, bool whole);
  void disarm_integrity(std::size_t at, bool whole);
  std::optional<Origin> origin_for(const WrittenUrl& url);
  void replace(const WrittenUrl& url, std::size_t at, const Origin& origin);
  std::size_t first_undecided(bool whole) const;
  void copy_until(std::size_t end);

  Options options_;
  OriginMap& origins_;
  std::vector<TextAnchor> anchors_;    ///< Of the hosts, then, with markup, of `integrity`.
  std::array<bool, 256> may_begin_{};  ///< The bytes with which a replacement can begin.
  std::string buffer_;                 ///< The last kLookBehind bytes that went out, then what did not yet.
  std::size_t done_ = 0;               ///< Up to where buffer_ went out, or into written_.
  std::string written_;                ///< The result of a call in which something was replaced.
  bool rewriting_ = false;             ///< Whether this call is one of those.
  bool changed_ = false;
};

}  // namespace callout::wire
