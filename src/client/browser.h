// SPDX-License-Identifier: Apache-2.0
// A browser of its own for one visit: a fresh profile that is removed with it, and no way out but the proxy of the
// device. Used by `callout browse`; open_in_browser by login and open. The pure parts on any thread; the rest blocks.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "client/child.h"
#include "client/outcome.h"

namespace callout::client {

enum class BrowserKind : std::uint8_t { kChromium, kFirefox };

struct Browser {
  std::string program;
  BrowserKind kind = BrowserKind::kChromium;
};
/// The one asked for, or the first of those that we know in PATH.
Outcome<Browser> find_browser(const std::string& asked);

/// What it is started with.
std::vector<std::string> browser_words(const Browser& browser, const std::string& profile, std::uint16_t proxy_port,
                                       const std::string& url);
/// What a Firefox profile has to hold before that (user.js).
std::string firefox_settings(std::uint16_t proxy_port);

/// A running browser with its profile. The destructor ends one and removes the other.
class BrowserVisit {
 public:
  static Outcome<BrowserVisit> start(const Browser& browser, std::uint16_t proxy_port, const std::string& url);
  BrowserVisit(BrowserVisit&& other) noexcept
      : child_(std::move(other.child_)), profile_(std::exchange(other.profile_, {})) {}
  BrowserVisit& operator=(BrowserVisit&&) = delete;
  ~BrowserVisit();
  bool exited() { return child_.exited(); }

 private:
  BrowserVisit(Child child, std::string profile) : child_(std::move(child)), profile_(std::move(profile)) {}
  Child child_;
  std::string profile_;
};

/// The person's own browser, by $BROWSER or the desktop; false when there is none to start.
bool open_in_browser(const std::string& url);

}  // namespace callout::client
