// SPDX-License-Identifier: Apache-2.0
#include "model/profile.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "model/text.h"

namespace callout::model {
namespace {

bool fits(const Fingerprint& fingerprint, const SeenPage& page) {
  const auto fits = [](std::string_view pattern, std::string_view text) {
    return pattern.empty() || glob(lower_ascii(pattern), lower_ascii(text));
  };
  return fits(fingerprint.title, page.title) && fits(fingerprint.server, page.server);
}

const DeviceProfile* first_fit(std::span<const DeviceProfile> profiles, std::span<const SeenPage> pages) {
  const auto found = std::ranges::find_if(profiles, [&](const DeviceProfile& profile) {
    return std::ranges::any_of(profile.match, [&](const Fingerprint& fingerprint) {
      return std::ranges::any_of(pages, [&](const SeenPage& page) { return fits(fingerprint, page); });
    });
  });
  return found == profiles.end() ? nullptr : &*found;
}

/// The text behind an escape of RFC 3986; nullopt for a malformed one, and for what escaping may hide from us and not
/// from the device: control characters and `% . / \\ ;`.
std::optional<std::string> decoded(std::string_view path) {
  constexpr std::string_view kHidden = "%./\\;\x7f";
  std::string text;
  while (!path.empty()) {
    char c = path.front();
    std::size_t length = 1;
    if (c == '%') {
      unsigned value = 0;
      const auto hex = path.substr(1, 2);
      const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
      if (hex.size() != 2 || error != std::errc() || end != hex.data() + 2) return std::nullopt;
      c = static_cast<char>(value);
      length = 3;
      if (value < 0x20 || kHidden.contains(c)) return std::nullopt;
    }
    text += c;
    path.remove_prefix(length);
  }
  return text;
}

/// Whether a device may take the path for another one.
bool is_ambiguous(std::string_view path) {
  const auto text = decoded(path);
  if (!text || path.size() > kPathMost || path.find_first_of("\\") != std::string_view::npos) return true;
  if (clean_text(*text, text->size()) != *text) return true;  // No UTF-8: some decoders read other characters in it.
  for (std::string_view rest = std::string_view(*text).substr(1); !rest.empty();) {
    const auto end = std::min(rest.find('/'), rest.size());
    const auto segment = rest.substr(0, end);
    const bool dots =
        segment.starts_with("..") || segment == "." || segment.starts_with(".;") || segment.starts_with(". ");
    if (dots || (segment.empty() && end < rest.size())) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
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

bool glob(std::string_view pattern, std::string_view text) {
  auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  for (;;) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    if (star == std::string_view::npos) return text.ends_with(pattern);
    // The first place is as good as any. memmem() takes linear time, whatever the texts.
    const auto* found = static_cast<const char*>(::memmem(text.data(), text.size(), pattern.data(), star));
    if (found == nullptr) return false;
    text.remove_prefix(static_cast<std::size_t>(found - text.data()) + star);
  }
}

bool path_allowed(std::span<const std::string> patterns, std::string_view target) {
  if (patterns.empty()) return true;
  const std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with('/') || is_ambiguous(path)) return false;
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return glob(pattern, path); });
}

}  // namespace callout::model
