// SPDX-License-Identifier: Apache-2.0
// Which bodies of a device are text that may hold its own URLs, judged by the heads alone. Used by forward.cc. Pure
// functions, any thread.
//
// Text is what a browser acts on: HTML, styles, scripts, JSON, XML with all that end in `+json` and `+xml` (SVG,
// manifests, DASH), HLS playlists, event streams. Plain text counts when a script or style asked for it (small devices
// serve their JSON so) but not as a page of its own: nobody follows a URL there, and it may be a log or a backup that
// someone saves. Never a part of a body (206), a download (Content-Disposition: attachment), a body without a type
// (nobody knows what it is), or what an image, font or sound asked for unless it is SVG or a playlist: small devices
// call anything text/html.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "relay/coding.h"
#include "wire/http.h"
#include "wire/utf16.h"

namespace callout::relay {

/// Requests whose answer a browser shows as a document.
bool loads_document(const wire::RequestHead& request);

struct BodyKind {
  bool markup = false;    ///< HTML.
  bool document = false;  ///< HTML with status 200 that a browser shows: it gets our scripts.
  std::optional<Coding> coding = {};
  std::optional<wire::Utf16Order> utf16 = {};  ///< By the charset parameter; a byte order mark says more.
};
/// nullopt: the body passes as it is. `head` is the device's, also of an answer that has no body (HEAD, 304).
std::optional<BodyKind> kind_of_body(const wire::RequestHead& request, const wire::ResponseHead& head);

/// Takes the fields away that would be wrong of a translated body: its length and hashes, and the offer to send parts.
/// The validators stay: what we make is a function of what they name, in a cache that only ever sees ours; and small
/// devices compare them byte for byte, so that a weakened one would never match.
void announce_translation(wire::Headers& headers);

/// Leaves only codings that we can take off again in what the device is asked, where the answer may be text. `browser`
/// is what the browser asked.
void ask_for_readable(const wire::RequestHead& browser, wire::RequestHead& device);

}  // namespace callout::relay
