// SPDX-License-Identifier: Apache-2.0
// Device profiles: how Callout treats the devices of one maker and model. A profile is a document of JSON
// (profile_json.h), either shipped (profiles/*.json) or a team's own. Which one holds for a device is decided here.
// Plain values: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/id.h"
#include "model/names.h"
#include "model/scheme.h"

namespace callout::model {

/// How the agent sets up TLS with a device.
enum class TlsMode {
  kAutomatic,  ///< Modern first, the old kind only where that fails.
  kModern,     ///< Never the old kind.
  kLegacy,     ///< The old kind at once, for devices that a modern try hangs or crashes.
};
template <>
struct Names<TlsMode> {
  static constexpr std::pair<TlsMode, std::string_view> kTable[] = {
      {TlsMode::kAutomatic, "automatic"}, {TlsMode::kModern, "modern"}, {TlsMode::kLegacy, "legacy"}};
};

/// One of a device's web servers.
struct WebServer {
  Scheme scheme = Scheme::kHttp;
  std::uint16_t port = 80;
  bool operator==(const WebServer&) const = default;
};

/// What a profile changes. The values here are what holds without one.
struct Treatment {
  /// Connections that the device bears at once, streams among them; absent: learned from its refusals.
  std::optional<std::uint8_t> connections{};
  TlsMode tls = TlsMode::kAutomatic;
  bool translate_bodies = true;  ///< Whether the device's own URLs in texts become those of the session.
  /// Web servers that such devices have. A device is added with them; the pages of a session may load parts from them.
  std::vector<WebServer> endpoints{};
  /// Patterns of paths that a session may ask for (path_allowed); empty: all.
  std::vector<std::string> allowed_paths{};
  bool operator==(const Treatment&) const = default;
};

/// A page that such devices show: patterns (glob(), ASCII letters of either case) of its title and of its Server field.
/// An empty one fits everything.
struct Fingerprint {
  std::string title{};
  std::string server{};
  bool operator==(const Fingerprint&) const = default;
};

struct DeviceProfile {
  ProfileId id{};
  std::string name{};
  std::string maker{};   ///< For people.
  std::string models{};  ///< For people.
  std::string notes{};   ///< Why it is as it is.
  bool shipped = false;
  std::vector<Fingerprint> match{};
  Treatment treatment{};
};

inline constexpr std::size_t kProfileConnectionsMost = 32;
inline constexpr std::size_t kProfileListMost = 16;  ///< Fingerprints, endpoints; paths four times as many.
inline constexpr std::size_t kProfilesPerTeam = 200;
inline constexpr std::size_t kPathMost = 4096;  ///< Bytes of a path, where paths are limited.

/// The profiles that come with the program, by name. The same for the program's life.
std::span<const DeviceProfile> shipped_profiles();
const DeviceProfile* find_profile(std::span<const DeviceProfile> profiles, const ProfileId& id);

/// What the endpoints of a device showed at its last check.
struct SeenPage {
  std::string_view title;
  std::string_view server;
};
/// The profile that holds for a device: the chosen one, else the first of the team's that fits a page, else the first
/// of those shipped; nullptr when none does. A choice that is gone is none.
const DeviceProfile* profile_for(const std::optional<ProfileId>& chosen, std::span<const SeenPage> pages,
                                 std::span<const DeviceProfile> of_team, std::span<const DeviceProfile> shipped);

/// Whether `pattern` fits all of `text`: `*` stands for any bytes, every other for itself. Linear in the text for each
/// star.
bool glob(std::string_view pattern, std::string_view text);

/// Whether a session may ask for this request target (RFC 9112, section 3.2.1): its path fits one of the patterns, case
/// included. As devices decode paths in ways of their own, a path that could mean another fits none: one with a segment
/// that is empty, `.` or begins with `..`, a backslash, an escape that is malformed or hides one of `% . / \ ;` or a
/// control character, or what is no UTF-8; nor one longer than kPathMost. No patterns: everything may be asked for.
bool path_allowed(std::span<const std::string> patterns, std::string_view target);

}  // namespace callout::model
