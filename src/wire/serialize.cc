// SPDX-License-Identifier: Apache-2.0
#include "wire/serialize.h"

#include <algorithm>
#include <array>

#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/name_set.h"

namespace callout::wire {
namespace {

/// Fields that describe this connection or this message's framing: written from what the caller says, never copied.
constexpr NameSet kFramingFields("connection", "keep-alive", "proxy-connection", "content-length", "transfer-encoding");

void add_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void add_cleaned(std::string& out, std::string_view text) {
  const std::size_t from = out.size();
  out += text;
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), [](char c) { return is_control(c) && c != '\t'; },
      ' ');
}

void add_framing(std::string& out, BodyFraming body) {
  if (body.kind == Framing::kLength) add_line(out, "Content-Length", std::to_string(body.length));
  if (body.kind == Framing::kChunked) add_line(out, "Transfer-Encoding", "chunked");
}

std::size_t size_of(const Headers& headers) {
  std::size_t size = 256;
  for (const Header& line : headers) size += line.name.size() + line.value.size() + 4;
  return size;
}

bool valid_target(const RequestHead& head) {
  if (head.target == "*") return head.method == "OPTIONS";
  return head.target.starts_with('/') &&
         std::ranges::all_of(head.target, [](char c) { return is_visible(c) && c != '#'; });
}

}  // namespace

Result<std::string> serialize_request(const RequestHead& head, BodyFraming body, ConnectionField connection) {
  if (!is_token(head.method) || head.method == "CONNECT" || head.method.size() > 32) {
    return fail(Code::kInvalid, "The request's method cannot be sent.");
  }
  if (!valid_target(head)) return fail(Code::kInvalid, "The request's target cannot be sent.");
  if (!parse_authority(head.authority)) return fail(Code::kInvalid, "The request's host cannot be sent.");
  if (body.kind == Framing::kUntilClose)
    return fail(Code::kInvalid, "A request's body cannot end with the connection.");

  std::string out;
  out.reserve(size_of(head.headers) + head.target.size());
  out.append(head.method).append(" ").append(head.target).append(" HTTP/1.1\r\n");
  add_line(out, "Host", head.authority);
  constexpr std::array<std::string_view, 3> kConnection = {"keep-alive", "close", "Upgrade"};
  add_line(out, "Connection", kConnection[static_cast<std::size_t>(connection)]);
  add_framing(out, body);
  for (const Header& line : head.headers) {
    if (kFramingFields.contains(line.name) || same_name(line.name, "host")) continue;
    if (connection != ConnectionField::kUpgrade && same_name(line.name, "upgrade")) continue;
    if (!is_token(line.name) || has_control(line.value)) {
      return fail(Code::kInvalid, "One of the request's header lines cannot be sent.");
    }
    add_line(out, line.name, line.value);
  }
  out += "\r\n";
  return out;
}

std::string serialize_response(const ResponseHead& head, BodyFraming body, ConnectionField connection) {
  std::string out;
  out.reserve(size_of(head.headers) + head.reason.size());
  const int status = head.status >= 100 && head.status <= 999 ? head.status : 502;
  out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
  add_cleaned(out, head.reason);
  out += "\r\n";
  const bool never_has_body = status < 200 || status == 204 || status == 304;
  if (never_has_body) body = {};
  if (body.kind == Framing::kUntilClose) connection = ConnectionField::kClose;
  if (connection == ConnectionField::kClose) add_line(out, "Connection", "close");
  if (connection == ConnectionField::kUpgrade) add_line(out, "Connection", "Upgrade");

  if (body.kind != Framing::kNone) {
    add_framing(out, body);
  } else if (status >= 200 && status != 204) {
    const auto lengths = head.headers.all("content-length");
    if (lengths.size() == 1 && parse_decimal(lengths.front())) add_line(out, "Content-Length", lengths.front());
  }
  for (const Header& line : head.headers) {
    if (kFramingFields.contains(line.name) || !is_token(line.name)) continue;
    if (connection != ConnectionField::kUpgrade && same_name(line.name, "upgrade")) continue;
    out.append(line.name).append(": ");
    add_cleaned(out, line.value);
    out += "\r\n";
  }
  out += "\r\n";
  return out;
}

}  // namespace callout::wire
