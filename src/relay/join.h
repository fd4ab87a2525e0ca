// SPDX-License-Identifier: Apache-2.0
// How a browser that is admitted on a session's own host gets the same cookie on the host of another web server of the
// same device: by way of its own host, as only that one asks the console. For a GET without a cookie:
//
//   abc-8081    /cam.mjpg                        307: this browser should be known at abc, go and prove it
//   abc         /.callout/join?host=abc-8081     its cookie proves it: 307 with a code, used once, within 30 s
//   abc-8081    /.callout/joined?code=...        307 with the cookie, to where it began
//
// The address script joins before it lets a page's own script ask there, in two steps from whichever host the page is
// on, so that CORS holds for both (a third one would have the Origin `null`):
//
//   abc         /.callout/join?host=abc-8081     same-origin and with its cookie: 307 with a code
//   abc-8081    /.callout/joined?code=...        204 with the cookie
//
// A navigation is bound to the browser that began it by a state cookie, as a ticket is (ticket.cc), and signs in at the
// console if it must. The parts of a page come many at once and can't sign in: they must say `Sec-Fetch-Site:
// same-site` all the way, so that no page outside the session domain can start it, and a page inside must know the
// session's label, which it can only as one of the session.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "wire/http.h"

namespace callout::relay {

inline constexpr std::string_view kJoinPath = "/.callout/join";
inline constexpr std::string_view kJoinedPath = "/.callout/joined";

/// Whether this is a part of a page, asked for by GET or HEAD from another host of the session domain.
bool is_part_from_sibling(const wire::RequestHead& request);

/// The codes of one session that are under way. On the session's worker.
class JoinCodes {
 public:
  static constexpr std::size_t kMost = 256;  ///< The oldest go: a page of 200 parts asks for 200 at once.

  /// A code for the host of that name, worth the cookie's secret.
  std::string make(std::string_view host, std::string_view secret, Steady now);
  /// The secret, once; nullopt for a code that is unknown, too old or another host's.
  std::optional<std::string> take(std::string_view host, std::string_view code, Steady now);

 private:
  struct Code {
    std::string hash;
    std::string host;
    std::string secret;
    Steady made;
  };
  std::deque<Code> codes_;  ///< Oldest first.
};

}  // namespace callout::relay
