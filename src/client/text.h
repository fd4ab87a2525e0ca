// SPDX-License-Identifier: Apache-2.0
// Text of others on a terminal: names and details come from devices and agents, and a terminal obeys what it is sent.
// Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace callout::client {

/// The text without control characters (C0, DEL, and C1 as UTF-8 has them), each of which becomes a question mark; line
/// ends stay with `lines`.
std::string printable(std::string_view text, bool lines = false);

/// Columns under their headings, two spaces apart, each as wide as its widest cell in code points.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace callout::client
