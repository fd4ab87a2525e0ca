// SPDX-License-Identifier: Apache-2.0
// The grammar of a session host's URL as it stands in what a browser sends, and what the device would have in its
// place: the way back of written_url.h. A page that read its device's settings has the session's URLs in hand; what it
// saves must be what the device wrote. Pure functions, any thread.
//
//   https://abc.sessions.example/x        http:\/\/abc.sessions.localhost:8440\/x wss://abc-8000.sessions.example/
//   https%3A%2F%2Fabc.sessions.example    https%253A%252F%252Fabc.sessions.example      //abc.sessions.example/x
//   abc.sessions.localhost:8440           abc.sessions.example rtsp://abc.sessions.example/live
//
// The label is long, random and of this session alone, so whatever follows it with the session domain is one of ours,
// wherever it stands: no border is asked for before it. The spelling around it stays: escaped slashes stay escaped, and
// a port's colon and the brackets of IPv6 are written as the URL's other separators are.
//
// The grammar sees bytes, which is right in every charset that keeps ASCII. UTF-16 is not looked into: browsers send no
// text in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/session_map.h"
#include "wire/text_anchor.h"

namespace callout::wire {

class SessionUrls {
 public:
  /// How far before a label its URL can begin: a scheme, its colon and two slashes with their escapes.
  static constexpr std::size_t kMostBefore = 96;

  /// What stands instead of the text from `at` on, `size` bytes long, that names a session host.
  struct Found {
    std::size_t at = 0;
    std::size_t size = 0;
    std::string replacement;
  };

  /// `map` must outlive this. `page`: the device's origin to which the text goes, for `//host`. `form`: the text is
  /// `application/x-www-form-urlencoded`, where a colon is written as `%3A` unless the text shows another way.
  SessionUrls(const SessionMap& map, const Origin& page, bool form = false);

  /// The next label at or after `from`, or TextAnchor::kNone.
  std::size_t find_label(std::string_view text, std::size_t from) const { return anchor_.find(text, from); }
  std::size_t label_size() const { return anchor_.size(); }
  /// How far behind a label's beginning match() looks.
  std::size_t most_after() const;
  /// The URL or host around the label at `label_at`, which does not reach before `floor`.
  std::optional<Found> match(std::string_view text, std::size_t floor, std::size_t label_at) const;

  /// Makes the whole text what the device would have there. Without a label it costs the search.
  void translate(std::string& text) const;

 private:
  const SessionMap& map_;
  const std::string page_scheme_;
  const bool form_;
  const TextAnchor anchor_;
};

}  // namespace callout::wire
