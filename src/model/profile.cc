// SPDX-License-Identifier: Apache-2.0
#include "model/profile.h"

#include <algorithm>
#include <array>

#include "model/text.h"

namespace callout::model {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool fits(const Fingerprint& fingerprint, const SeenPage& page) {
  return (fingerprint.title.empty() || glob(fingerprint.title, page.title)) &&
         (fingerprint.server.empty() || glob(fingerprint.server, page.server));
}

const DeviceProfile* first_fit(std::span<const DeviceProfile> profiles, std::span<const SeenPage> pages) {
  const auto found = std::ranges::find_if(profiles, [&](const DeviceProfile& profile) {
    return std::ranges::any_of(profile.match, [&](const Fingerprint& fingerprint) {
      return std::ranges::any_of(pages, [&](const SeenPage& page) { return fits(fingerprint, page); });
    });
  });
  return found == profiles.end() ? nullptr : &*found;
}

/// Whether a device may take the path for another one.
bool is_ambiguous(std::string_view path) {
  static constexpr std::array<std::string_view, 11> kDoubtful = {"//",  "/./", "/../", "/.;", "/..;", "\\",
                                                                 "%2e", "%2f", "%5c",  "%25", "%00"};
  const std::string text = lower_ascii(path);
  return text.ends_with("/.") || text.ends_with("/..") ||
         std::ranges::any_of(kDoubtful, [&](std::string_view part) { return text.find(part) != std::string::npos; });
}

}  // namespace

const DeviceProfile* find_profile(std::span<const DeviceProfile> profiles, const ProfileId& id) {
  const auto found = std::ranges::find(profiles, id, &DeviceProfile::id);
  return found == profiles.end() ? nullptr : &*found;
}

const DeviceProfile* profile_for(const std::optional<ProfileId>& chosen, std::span<const SeenPage> pages,
                                 std::span<const DeviceProfile> of_team, std::span<const DeviceProfile> shipped) {
  if (chosen) {
    if (const auto* own = find_profile(of_team, *chosen)) return own;
    if (const auto* found = find_profile(shipped, *chosen)) return found;
  }
  if (const auto* own = first_fit(of_team, pages)) return own;
  return first_fit(shipped, pages);
}

bool glob(std::string_view pattern, std::string_view text, bool exact) {
  const auto same = [exact](char a, char b) { return exact ? a == b : lower(a) == lower(b); };
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, resume = 0;  // The last star, and the text from where it may take more.
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && same(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool path_allowed(std::span<const std::string> patterns, std::string_view target) {
  if (patterns.empty()) return true;
  const std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with('/') || is_ambiguous(path)) return false;
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return glob(pattern, path, true); });
}

}  // namespace callout::model
