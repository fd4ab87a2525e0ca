// SPDX-License-Identifier: Apache-2.0
// Heads as the name-value list that nghttp2 takes. Included by .cc files of net/ only.
//
// What HTTP/2 can't carry: fields of one connection stay behind (RFC 9113 section 8.2.2), as does a name that is no
// token; CR, LF and NUL in a value become spaces, and so do other control characters unless the session is byte exact.
#pragma once

#include <array>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "base/result.h"
#include "net/http2_session.h"
#include "wire/http.h"

namespace callout::net::detail {

/// Views into the head that it was made from: lives only while one is submitted (nghttp2 copies, and folds names to
/// lower case).
class FieldList {
 public:
  explicit FieldList(bool byte_exact) : byte_exact_(byte_exact) {}
  void pseudo(std::string_view name, std::string_view value) { push(name, value); }
  void field(std::string_view name, std::string_view value);
  void fields(const wire::Headers& headers) {
    for (const auto& header : headers) field(header.name, header.value);
  }
  /// kExhausted when the head is longer than `most` or one field longer than HPACK carries.
  Result<void> check_size(std::size_t most) const;
  const nghttp2_nv* data() const { return spilled_.empty() ? few_.data() : spilled_.data(); }
  std::size_t count() const { return count_; }

 private:
  void push(std::string_view name, std::string_view value);

  const bool byte_exact_;
  std::array<nghttp2_nv, 48> few_;  // Enough for nearly every head, without an allocation.
  std::vector<nghttp2_nv> spilled_;
  std::forward_list<std::string> rewritten_;  // Values that had to change; their addresses stay.
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  bool field_too_long_ = false;
};

/// Whether a field belongs to one connection and must not enter HTTP/2.
bool is_connection_field(std::string_view name, std::string_view value);

}  // namespace callout::net::detail
