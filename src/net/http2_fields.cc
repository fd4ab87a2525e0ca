// SPDX-License-Identifier: Apache-2.0
#include "net/http2_fields.h"

#include <algorithm>
#include <utility>

#include "wire/ascii.h"

namespace callout::net::detail {
namespace {

// nghttp2's decoder ends the connection over a longer name or value (NGHTTP2_HD_MAX_NV is 65,536).
constexpr std::size_t kLongestField = 60 * limits::kKiB;
// What RFC 9113 section 6.5.2 adds for each field in SETTINGS_MAX_HEADER_LIST_SIZE.
constexpr std::size_t kFieldOverhead = 32;

bool needs_rewrite(std::string_view value, bool byte_exact) {
  if (!wire::has_control(value)) return false;
  return !byte_exact || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

std::string rewrite(std::string_view value, bool byte_exact) {
  std::string result(value);
  for (char& c : result) {
    const bool ends_line = c == '\r' || c == '\n' || c == '\0';
    if (ends_line || (!byte_exact && c != '\t' && wire::is_control(c))) c = ' ';
  }
  return result;
}

}  // namespace

bool is_connection_field(std::string_view name, std::string_view value) {
  using wire::equal_ignoring_case;
  // The first letter rules out nearly every field.
  switch (name.empty() ? '\0' : wire::lower(name.front())) {
    case 'c': return equal_ignoring_case(name, "connection");
    case 'h': return equal_ignoring_case(name, "host") || equal_ignoring_case(name, "http2-settings");
    case 'k': return equal_ignoring_case(name, "keep-alive");
    case 'p': return equal_ignoring_case(name, "proxy-connection");
    case 't':
      return equal_ignoring_case(name, "transfer-encoding") ||
             (equal_ignoring_case(name, "te") && !equal_ignoring_case(value, "trailers"));
    case 'u': return equal_ignoring_case(name, "upgrade");
    default: return false;
  }
}

void FieldList::field(std::string_view name, std::string_view value) {
  if (!wire::is_token(name) || is_connection_field(name, value)) return;
  if (needs_rewrite(value, byte_exact_)) value = rewritten_.emplace_front(rewrite(value, byte_exact_));
  push(name, wire::trim(value));
}

void FieldList::push(std::string_view name, std::string_view value) {
  bytes_ += name.size() + value.size() + kFieldOverhead;
  field_too_long_ = field_too_long_ || name.size() > kLongestField || value.size() > kLongestField;
  const nghttp2_nv pair{reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                        reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
                        NGHTTP2_NV_FLAG_NONE};
  if (count_ < few_.size()) {
    few_[count_++] = pair;
    return;
  }
  if (spilled_.empty()) spilled_.assign(few_.begin(), few_.end());
  spilled_.push_back(pair);
  ++count_;
}

Result<void> FieldList::check_size(std::size_t most) const {
  if (field_too_long_) return fail(Code::kExhausted, "A header field is longer than {} bytes.", kLongestField);
  if (bytes_ > most) return fail(Code::kExhausted, "The headers are longer than {} bytes.", most);
  return {};
}

}  // namespace callout::net::detail
