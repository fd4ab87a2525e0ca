// SPDX-License-Identifier: Apache-2.0
// What a device's first page tells about it: title and kind of sign-in. Called by the device check; the input is
// hostile. Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "wire/http.h"

namespace callout::agent {

inline constexpr std::size_t kTitleMost = 200;  ///< Characters; the console shows one line.
inline constexpr std::size_t kPageSampleMost =
    64 * 1024;  ///< Bytes read of a page; the title stands in its first kilobytes.

/// Valid UTF-8 without control characters, white space collapsed, cut to `most` characters. Bytes that are no UTF-8 are
/// read as Latin-1.
std::string plain_text(std::string_view bytes, std::size_t most);

/// The text of the first <title>, entities decoded, as plain_text; empty without one.
std::string html_title(std::string_view html);

/// `none`, `basic`, `digest`, `ntlm`, `negotiate`, `form` or `other`, as openapi.yaml lists them. The first challenge
/// that a browser would take counts.
std::string_view auth_kind(const wire::ResponseHead& head, std::string_view html);

}  // namespace callout::agent
