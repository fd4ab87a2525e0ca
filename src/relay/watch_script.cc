// SPDX-License-Identifier: Apache-2.0
#include "relay/watch_script.h"

#include <algorithm>
#include <array>

#include "wire/ascii.h"

namespace callout::relay {
namespace {

/// In a page of two or four bytes a character the tag would be read as other, wrong text.
bool has_wide_letters(std::string_view content_type) {
  const std::string type = wire::to_lower(content_type);
  return std::ranges::any_of(std::to_array<std::string_view>({"utf-16", "utf16", "unicode", "ucs-2", "utf-32"}),
                             [&type](std::string_view charset) { return type.contains(charset); });
}

}  // namespace

bool may_carry_watch_tag(const wire::ResponseHead& head) {
  const std::string* type = head.headers.find("Content-Type");
  const std::string* coding = head.headers.find("Content-Encoding");
  return head.status == 200 && type != nullptr && wire::begins_ignoring_case(*type, "text/html") &&
         !has_wide_letters(*type) && (coding == nullptr || wire::equal_ignoring_case(*coding, "identity")) &&
         !head.headers.contains("Content-Range") && !head.headers.contains("Content-Disposition");
}

}  // namespace callout::relay
