// SPDX-License-Identifier: Apache-2.0
// Absolute http(s)/ws(s) URLs and URL references, split without touching a byte of the path: for Location, Link,
// Refresh, Referer and Origin (translate.h) and for absolute-form request targets. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callout::wire {

/// Parts of the text that was parsed: valid as long as that text is.
struct AbsoluteUrl {
  std::string_view scheme;     ///< As written: http, https, ws or wss in any case.
  std::string_view authority;  ///< Passes parse_authority.
  std::string_view rest;       ///< From the first `/`, `?` or `#` on; may be empty.
};
/// The strict reading: `scheme://authority` and a rest of visible ASCII. nullopt for everything else.
std::optional<AbsoluteUrl> parse_absolute_url(std::string_view text);

/// What a browser makes of a URL reference in a header, however oddly written.
struct Reference {
  enum class Kind : std::uint8_t {
    kRelative,  ///< Stays on the host whatever it holds; `rest` can stand as a reference of its own.
    kHost,      ///< Names a host: `scheme`, `authority`, `rest`.
    kOther,     ///< Another scheme (javascript, data, file ...), or a host that cannot be read strictly.
  };
  Kind kind = Kind::kRelative;
  std::string scheme;     ///< Lower case: http or https with kHost, else as found.
  std::string authority;  ///< With kHost: passes parse_authority.
  std::string rest;  ///< Byte-exact but for what browsers remove themselves: outer spaces and control characters, tabs,
                     ///< line ends.
};
/// Reads as the WHATWG URL standard does against a base of that scheme (`http` or `https`): backslashes are slashes,
/// any number of them opens an authority, `http:path` is relative on an http base. Fails closed: in doubt it is kOther,
/// never kRelative.
Reference parse_reference(std::string_view text, std::string_view base_scheme);

}  // namespace callout::wire
