// SPDX-License-Identifier: Apache-2.0
// The elements of Callout's own scripts in a document, and what a device's policy must let them do. An element carries
// the hash of its script, so that a policy can allow exactly that (CSP level 3, section 8.4), and names it in its URL,
// so that no copy of before an update is taken from the cache. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "wire/device_policy.h"

namespace callout::relay {

/// `src="..." integrity="..."` of the address script.
const std::string& address_source();
/// What kWatchPath answers: the watch script and, behind it, the plug-in script.
std::string_view watch_text();
/// Appended to a document. After </html> parsers put it into the body; a frameset ignores it, and its frames carry
/// their own.
const std::string& watch_tag();
const wire::OwnScripts& own_scripts();

}  // namespace callout::relay
