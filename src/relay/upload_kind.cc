// SPDX-License-Identifier: Apache-2.0
#include "relay/upload_kind.h"

#include <algorithm>

#include "wire/ascii.h"
#include "wire/media_type.h"
#include "wire/multipart.h"
#include "wire/name_set.h"

namespace callout::relay {
namespace {

constexpr wire::NameSet kJson("application/json", "text/json", "application/x-json", "application/x-ndjson");
constexpr wire::NameSet kXml("application/xml", "text/xml");
constexpr wire::NameSet kForm("application/x-www-form-urlencoded");
constexpr wire::NameSet kSums("content-md5", "digest", "content-digest", "repr-digest", "content-range");

bool ends_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && wire::same_name(text.substr(text.size() - end.size()), end);
}

bool is_json(std::string_view type) {
  return kJson.contains(type) || ends_ignoring_case(type, "+json");
}
bool is_xml(std::string_view type) {
  return kXml.contains(type) || ends_ignoring_case(type, "+xml");
}

/// Whether something else in the head holds only for these bytes.
bool is_bound_to_its_bytes(const wire::Header& line) {
  if (wire::same_name(line.name, "content-encoding")) return !wire::same_name(line.value, "identity");
  if (!wire::same_name(line.name, "authorization")) return kSums.contains(line.name);
  // RFC 7616 section 3.4.3: with `auth-int` the body is signed.
  return wire::begins_ignoring_case(line.value, "digest ") && wire::to_lower(line.value).contains("auth-int");
}

}  // namespace

bool is_uploaded_text(std::string_view type) {
  return wire::begins_ignoring_case(type, "text/") || is_json(type) || is_xml(type) || kForm.contains(type);
}

std::optional<UploadKind> kind_of_upload(const wire::Headers& headers) {
  const auto types = headers.all("Content-Type");
  if (types.size() != 1 || std::ranges::any_of(headers, &is_bound_to_its_bytes)) return std::nullopt;
  const std::string_view type = wire::value_of_field(types.front());
  UploadKind kind;
  if (wire::begins_ignoring_case(type, "multipart/")) {
    kind.boundary = wire::parameter_of_field(types.front(), "boundary");
    if (!kind.boundary || kind.boundary->empty() || kind.boundary->size() > wire::MultipartReader::kLongestBoundary) {
      return std::nullopt;
    }
    kind.takes_padding = true;
    return kind;
  }
  if (!is_uploaded_text(type)) return std::nullopt;
  kind.form = kForm.contains(type);
  kind.takes_padding = is_json(type) || is_xml(type);
  return kind;
}

}  // namespace callout::relay
