// SPDX-License-Identifier: Apache-2.0
#include "relay/body_kind.h"

#include <string>

#include "wire/ascii.h"
#include "wire/media_type.h"
#include "wire/name_set.h"

namespace callout::relay {
namespace {

constexpr wire::NameSet kTypes("text/html", "text/css", "text/javascript", "text/json", "text/xml", "text/event-stream",
                               "text/x-component", "text/ecmascript", "application/javascript",
                               "application/x-javascript", "application/ecmascript", "application/json",
                               "application/xml", "application/x-ndjson");
constexpr wire::NameSet kPlaylists("application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl",
                                   "audio/x-mpegurl");

bool ends_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && wire::same_name(text.substr(text.size() - end.size()), end);
}

std::string_view destination_of(const wire::RequestHead& request) {
  const std::string* dest = request.headers.find("Sec-Fetch-Dest");
  return dest == nullptr ? std::string_view() : std::string_view(*dest);
}

/// What is shown or played, and never read.
bool is_media(std::string_view destination) {
  return destination == "image" || destination == "font" || destination == "audio" || destination == "video";
}

bool is_text(std::string_view essence, std::string_view destination) {
  if (ends_ignoring_case(essence, "+xml") || kPlaylists.contains(essence)) return true;
  if (is_media(destination)) return false;
  if (wire::same_name(essence, "text/plain")) {
    return destination == "empty" || destination == "script" || destination == "style";
  }
  return kTypes.contains(essence) || ends_ignoring_case(essence, "+json");
}

std::optional<wire::Utf16Order> utf16_of(std::string_view charset) {
  if (wire::same_name(charset, "utf-16") || wire::same_name(charset, "utf-16le")) {
    return wire::Utf16Order::kLittleEndian;  // As the Encoding standard has it.
  }
  if (wire::same_name(charset, "utf-16be")) return wire::Utf16Order::kBigEndian;
  return std::nullopt;
}

bool is_download(const wire::Headers& headers) {
  const std::string* disposition = headers.find("Content-Disposition");
  return disposition != nullptr && !wire::begins_ignoring_case(wire::trim(*disposition), "inline");
}

}  // namespace

bool loads_document(const wire::RequestHead& request) {
  const std::string_view dest = destination_of(request);
  return request.method == "GET" && (dest == "document" || dest == "frame" || dest == "iframe");
}

std::optional<BodyKind> kind_of_body(const wire::RequestHead& request, const wire::ResponseHead& head) {
  const wire::Headers& headers = head.headers;
  const auto types = headers.all("Content-Type");
  if (types.size() != 1 || head.status == 206 || headers.contains("Content-Range") || is_download(headers)) {
    return std::nullopt;
  }
  const std::string_view type = wire::value_of_field(types.front());
  if (!is_text(type, destination_of(request))) return std::nullopt;
  BodyKind kind;
  const auto codings = headers.all("Content-Encoding");
  if (codings.size() > 1) return std::nullopt;
  if (codings.size() == 1 && !codings.front().empty() && !wire::equal_ignoring_case(codings.front(), "identity")) {
    kind.coding = coding_of(codings.front());
    if (!kind.coding) return std::nullopt;
  }
  kind.markup = wire::same_name(type, "text/html");
  kind.document = kind.markup && head.status == 200 && loads_document(request);
  kind.utf16 = utf16_of(wire::parameter_of_field(types.front(), "charset").value_or(std::string()));
  return kind;
}

void announce_translation(wire::Headers& headers) {
  static constexpr wire::NameSet kWrong("content-length", "accept-ranges", "content-md5", "digest", "content-digest",
                                        "repr-digest");
  std::erase_if(headers.lines(), [](const wire::Header& line) { return kWrong.contains(line.name); });
}

void ask_for_readable(const wire::RequestHead& browser, wire::RequestHead& device) {
  const std::string* codings = device.headers.find("Accept-Encoding");
  if (codings == nullptr || is_media(destination_of(browser))) return;
  std::string kept;
  for (std::string_view rest = *codings; !rest.empty();) {
    const std::string_view coding = wire::next_in_list(rest);
    const std::string_view name = wire::trim(coding.substr(0, coding.find(';')));
    if (!coding_of(name) && !wire::same_name(name, "identity")) continue;
    if (!kept.empty()) kept += ", ";
    kept += coding;
  }
  device.headers.set("Accept-Encoding", kept.empty() ? std::string("identity") : std::move(kept));
}

}  // namespace callout::relay
