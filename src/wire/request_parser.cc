// SPDX-License-Identifier: Apache-2.0
#include "wire/request_parser.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/url.h"

namespace callout::wire {
namespace {

using Refused = std::unexpected<RequestRefusal>;
using Check = std::expected<void, RequestRefusal>;

Refused refuse(int status, std::string_view why) {
  return Refused(RequestRefusal{status, why});
}

/// What the fields say about the message, gathered while they are read.
struct Findings {
  bool host = false;
  bool content_length = false;
  bool transfer_encoding = false;
  bool connection = false;
  bool expect_continue = false;
};

Check read_request_line(std::string_view line, RequestsTo to, RequestHead& head) {
  const std::size_t method_end = line.find(' ');
  if (method_end == std::string_view::npos) return refuse(400, "The request line has no target.");
  const std::string_view method = line.substr(0, method_end);
  if (!is_token(method)) return refuse(400, "The method is not a token.");
  if (method == "CONNECT" && to == RequestsTo::kServer) return refuse(501, "CONNECT is not offered here.");
  if (method.size() > 32) return refuse(501, "The method is not known.");
  line.remove_prefix(method_end + 1);

  const std::size_t target_end = line.find(' ');
  if (target_end == std::string_view::npos) return refuse(400, "The request line has no version.");
  const std::string_view target = line.substr(0, target_end);
  for (const char c : target) {
    if (!is_visible(c) || c == '#') return refuse(400, "The target holds a character that must be percent-encoded.");
  }
  const std::string_view version = line.substr(target_end + 1);
  if (version == "HTTP/1.0") {
    head.http_1_0 = true;
  } else if (version != "HTTP/1.1") {
    const bool other_version = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                               version[6] == '.' && is_digit(version[7]);
    return other_version ? refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
                         : refuse(400, "The request line does not end in a version.");
  }
  head.method = method;
  head.target = target;
  return {};
}

Check read_content_length(std::string_view value, const Findings& findings, BodyFraming& body) {
  if (findings.content_length) return refuse(400, "There is more than one Content-Length.");
  if (findings.transfer_encoding) return refuse(400, "There are both Content-Length and Transfer-Encoding.");
  const auto length = parse_decimal(value);
  if (!length || (value.size() > 1 && value.front() == '0'))
    return refuse(400, "Content-Length is not a plain number.");
  body = {Framing::kLength, *length};
  return {};
}

Check read_transfer_encoding(std::string_view value, const Findings& findings, bool http_1_0, BodyFraming& body) {
  if (findings.transfer_encoding) return refuse(400, "There is more than one Transfer-Encoding.");
  if (findings.content_length) return refuse(400, "There are both Content-Length and Transfer-Encoding.");
  if (http_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
  if (!equal_ignoring_case(value, "chunked")) return refuse(501, "Transfer-Encoding is not exactly \"chunked\".");
  body = {Framing::kChunked, 0};
  return {};
}

/// Acts on the fields that this parser itself has to understand. Their lengths all differ, so most fields cost one
/// comparison.
Check read_own_field(std::string_view name, std::string_view value, ParsedRequest& parsed, Findings& findings) {
  switch (name.size()) {
    case 4:
      if (!same_name(name, "host")) break;
      if (findings.host) return refuse(400, "There is more than one Host.");
      if (!parse_authority(value)) return refuse(400, "Host is not a host name or address with an optional port.");
      findings.host = true;
      parsed.head.authority = value;
      break;
    case 6:
      if (same_name(name, "expect")) findings.expect_continue |= equal_ignoring_case(value, "100-continue");
      break;
    case 10:
      if (same_name(name, "connection")) findings.connection = true;
      break;
    case 14:
      if (!same_name(name, "content-length")) break;
      if (auto checked = read_content_length(value, findings, parsed.body); !checked) return checked;
      findings.content_length = true;
      break;
    case 17:
      if (!same_name(name, "transfer-encoding")) break;
      if (auto checked = read_transfer_encoding(value, findings, parsed.head.http_1_0, parsed.body); !checked)
        return checked;
      findings.transfer_encoding = true;
      break;
    default: break;
  }
  return {};
}

Check read_field(std::string_view line, ParsedRequest& parsed, Findings& findings) {
  std::size_t colon = 0;
  while (colon < line.size() && is_token_char(line[colon])) ++colon;
  if (colon == 0) return refuse(400, "A header line begins with white space or has no name.");
  if (colon == line.size() || line[colon] != ':')
    return refuse(400, "A header name is not a token followed by a colon.");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (has_control(value)) return refuse(400, "A header value holds a control character.");
  if (auto checked = read_own_field(name, value, parsed, findings); !checked) return checked;
  if (!(name.size() == 4 && same_name(name, "host"))) {
    Header& added = parsed.head.headers.lines().emplace_back();
    added.name = name;
    added.value = value;
  }
  return {};
}

/// Of a request to a proxy.
Check settle_proxy_target(ParsedRequest& parsed) {
  RequestHead& head = parsed.head;
  if (head.method != "CONNECT") {
    const auto url = parse_absolute_url(head.target);
    if (url && equal_ignoring_case(url->scheme, "http")) return {};
    return refuse(400, "This is a proxy: it takes CONNECT, and http URLs as targets.");
  }
  const auto authority = parse_authority(head.target);
  if (!authority || !authority->port) return refuse(400, "The target of CONNECT is not a host and port.");
  if (parsed.body.kind == Framing::kChunked || parsed.body.length > 0) return refuse(400, "CONNECT has no body.");
  parsed.body = {};
  head.authority = head.target;
  return {};
}

/// Turns absolute-form into origin-form and refuses what is neither (RFC 9112 section 3.2).
Check settle_target(RequestHead& head) {
  if (head.target.starts_with('/')) return {};
  if (head.target == "*") {
    if (head.method == "OPTIONS") return {};
    return refuse(400, "The target * goes with OPTIONS only.");
  }
  const auto url = parse_absolute_url(head.target);
  if (!url || lower(url->scheme.front()) != 'h') {
    return refuse(400, "The target is neither a path nor an http URL.");
  }
  if (!equal_ignoring_case(url->authority, head.authority)) {
    return refuse(400, "The target names another host than the Host field.");
  }
  std::string target(url->rest);
  if (target.empty()) {
    target = head.method == "OPTIONS" ? "*" : "/";
  } else if (target.front() != '/') {
    target.insert(0, 1, '/');
  }
  head.target = std::move(target);
  return {};
}

std::expected<ParsedRequest, RequestRefusal> read_head(std::string_view head, RequestsTo to, std::size_t lines) {
  ParsedRequest parsed;
  Findings findings;
  parsed.head.headers.lines().reserve(lines);
  for (bool first = true; !head.empty(); first = false) {
    const std::size_t end = head.find('\n');  // Each one follows a CR: the scan saw to that.
    const std::string_view line = head.substr(0, end - 1);
    head.remove_prefix(end + 1);
    const auto checked = first ? read_request_line(line, to, parsed.head) : read_field(line, parsed, findings);
    if (!checked) return Refused(checked.error());
  }
  if (!findings.host && !parsed.head.http_1_0) return refuse(400, "There is no Host.");
  if (to == RequestsTo::kProxy) {
    if (auto checked = settle_proxy_target(parsed); !checked) return Refused(checked.error());
  }
  if (parsed.head.method != "CONNECT") {
    if (auto checked = settle_target(parsed.head); !checked) return Refused(checked.error());
  }

  const Headers& headers = parsed.head.headers;
  parsed.keep_alive = !parsed.head.http_1_0;
  if (findings.connection) {
    parsed.upgrade = parsed.keep_alive && headers.has_token("connection", "upgrade") && headers.contains("upgrade");
    if (parsed.head.http_1_0) parsed.keep_alive = headers.has_token("connection", "keep-alive");
    if (headers.has_token("connection", "close")) parsed.keep_alive = false;
  }
  const bool has_body = parsed.body.kind == Framing::kChunked || parsed.body.length > 0;
  parsed.expect_continue = findings.expect_continue && !parsed.head.http_1_0 && has_body;
  return parsed;
}

}  // namespace

std::expected<std::optional<ParsedRequest>, RequestRefusal> RequestParser::parse(std::span<const std::byte> received) {
  const std::string_view text = text_of(received);
  // One empty line before a request is skipped (RFC 9112 section 2.2).
  const std::size_t begin = text.starts_with("\r\n") ? 2 : 0;
  if (text.size() == begin || text == "\r") return std::nullopt;
  if (!is_token_char(text[begin])) return refuse(400, "The request does not begin with a method.");

  if (line_ < begin) line_ = begin;
  if (scanned_ < begin) scanned_ = begin;
  const auto too_large = [this] {
    return lines_ == 0 ? refuse(414, "The request line is too long.") : refuse(431, "The header lines are too long.");
  };
  while (true) {
    const std::size_t lf = text.find('\n', scanned_);
    if (lf == std::string_view::npos) {
      scanned_ = text.size();
      if (text.size() - begin > limits::kRequestHead) return too_large();
      return std::nullopt;
    }
    if (lf + 1 - begin > limits::kRequestHead) return too_large();
    if (lf == line_ || text[lf - 1] != '\r') return refuse(400, "A line ends in a bare line feed.");
    scanned_ = lf + 1;
    if (lf - 1 == line_) break;
    line_ = lf + 1;
    if (++lines_ > limits::kRequestHeaders + 1) return refuse(431, "There are too many header lines.");
  }

  auto parsed = read_head(text.substr(begin, line_ - begin), to_, lines_);
  if (!parsed) return Refused(parsed.error());
  parsed->consumed = scanned_;
  *this = RequestParser(to_);
  return std::optional(std::move(*parsed));
}

}  // namespace callout::wire
