// SPDX-License-Identifier: Apache-2.0
// Which bodies on their way to a device are text that may hold URLs of its session's hosts, judged by the head alone.
// Used by upload.cc. Pure functions, any thread.
//
// Text is what pages send: forms, JSON, XML, all of text/*, and of multipart bodies the parts that are no files. Never
// a body in a coding, one that a checksum of its own goes with (Content-MD5, Digest and their like, `auth-int`), a part
// of one (Content-Range), or one without a type: whoever made these wants their bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/http.h"

namespace callout::relay {

struct UploadKind {
  bool form = false;  ///< `application/x-www-form-urlencoded`
  /// Whether spaces may follow the body without a meaning: behind the last border of a multipart body (RFC 2046 section
  /// 5.1.1), a JSON value (RFC 8259 section 2) and an XML document (its production Misc).
  bool takes_padding = false;
  std::optional<std::string> boundary = {};  ///< Of a multipart body.
};
/// nullopt: the body passes as it is.
std::optional<UploadKind> kind_of_upload(const wire::Headers& headers);

/// Whether a media type is text that a page puts together.
bool is_uploaded_text(std::string_view type);

}  // namespace callout::relay
