// SPDX-License-Identifier: Apache-2.0
#include "wire/response_parser.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"
#include "wire/ascii.h"

namespace callout::wire {
namespace {

constexpr std::size_t kMostJunk = 4;  ///< Bytes before `HTTP` that Chromium skips.

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Where `HTTP` begins, in any case, after at most kMostJunk bytes.
std::optional<std::size_t> find_status_line(std::string_view text) {
  for (std::size_t i = 0; i <= kMostJunk && i + 4 <= text.size(); ++i) {
    if (begins_ignoring_case(text.substr(i), "http")) return i;
  }
  return std::nullopt;
}

/// Where the body begins: after the first empty line, which may end in LF or CR LF. Looks at no byte before `from`
/// twice but the few that an end could straddle.
std::optional<std::size_t> find_end(std::string_view text, std::size_t start, std::size_t from) {
  from = std::max(start, from < 2 ? 0 : from - 2);
  for (std::size_t lf = text.find('\n', from); lf != std::string_view::npos; lf = text.find('\n', lf + 1)) {
    if (lf + 1 < text.size() && text[lf + 1] == '\n') return lf + 2;
    if (lf + 2 < text.size() && text[lf + 1] == '\r' && text[lf + 2] == '\n') return lf + 3;
  }
  return std::nullopt;
}

std::string without_controls(std::string text) {
  std::ranges::replace_if(text, [](char c) { return is_control(c) && c != '\t'; }, ' ');
  return std::string(trim(text));
}

/// Control characters would be refused by every strict reader behind us; devices put them into names of files and
/// models.
std::string cleaned(std::string_view text) {
  return has_control(text) ? without_controls(std::string(text)) : std::string(trim(text));
}

struct StatusLine {
  bool http_1_1 = false;
  std::uint64_t status = 200;  ///< Chromium takes a missing status for 200.
  std::string reason;
};

StatusLine read_status_line(std::string_view line) {
  StatusLine result;
  line.remove_prefix(4);
  const std::size_t space = line.find(' ');
  const std::string_view version = line.substr(0, space);
  if (version.size() >= 4 && version[0] == '/' && is_digit(version[1]) && version[2] == '.' && is_digit(version[3])) {
    result.http_1_1 = version[1] > '1' || (version[1] == '1' && version[3] > '0');
  }
  if (space == std::string_view::npos) return result;
  std::string_view rest = trim(line.substr(space));
  const std::size_t digits = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_digit) - rest.begin());
  if (digits == 0) return result;
  result.status = parse_decimal(rest.substr(0, digits)).value_or(0);
  result.reason = cleaned(rest.substr(digits));
  return result;
}

/// Makes headers of field lines, one at a time.
class FieldReader {
 public:
  explicit FieldReader(Headers& headers) : headers_(headers) { headers_.lines().reserve(16); }
  /// kExhausted when it is one line too many.
  Result<> take(std::string_view line);

 private:
  void take_continuation(std::string_view line);

  Headers& headers_;
  std::size_t count_ = 0;
  bool continuable_ = false;  ///< The next line continues this one if it begins with white space.
  bool kept_ = false;         ///< Whether the line that can be continued became a header.
};

Result<> FieldReader::take(std::string_view line) {
  if (++count_ > limits::kResponseHeaders) {
    return fail(Code::kExhausted, "The device sent more than {} header lines.", limits::kResponseHeaders);
  }
  if (continuable_ && is_blank(line.front())) {
    if (kept_) take_continuation(line);
    return {};
  }
  const std::size_t colon = line.find(':');
  continuable_ = colon != std::string_view::npos && colon > 0 && !is_blank(line.front());
  const std::string_view name = continuable_ ? trim(line.substr(0, colon)) : std::string_view();
  kept_ = is_token(name);
  if (kept_) headers_.add(std::string(name), cleaned(line.substr(colon + 1)));
  return {};
}

void FieldReader::take_continuation(std::string_view line) {
  const std::string more = cleaned(line);
  std::string& value = headers_.lines().back().value;
  if (!value.empty() && !more.empty()) value += ' ';
  value += more;
}

Result<> read_fields(std::string_view text, Headers& headers) {
  FieldReader reader(headers);
  while (!text.empty()) {
    // Lines end in LF, CR or both. Two searches for one byte each are many times as fast as one for either, and each
    // still looks at every byte once.
    std::string_view rest = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(rest.size() + 1, text.size()));
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\r'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.empty()) continue;
      if (auto taken = reader.take(line); !taken) return taken;
    }
  }
  return {};
}

/// The length all Content-Length values agree on; nullopt when there is none that is a number, as Chromium then reads
/// until close.
Result<std::optional<std::uint64_t>> agreed_length(const Headers& headers) {
  std::optional<std::string_view> first;
  for (const Header& line : headers) {
    if (!same_name(line.name, "content-length")) continue;
    for (std::string_view rest = line.value; !rest.empty();) {
      const std::string_view value = next_in_list(rest);
      if (first && *first != value) {
        return fail(Code::kProtocol, "The device sent two different Content-Length values.");
      }
      first = value;
    }
  }
  return first ? parse_decimal(*first) : std::nullopt;
}

/// What the fields that govern the connection say.
struct ConnectionWords {
  bool close = false;
  bool keep_alive = false;
  bool coded = false;  ///< There is a Transfer-Encoding at all.
  bool chunked = false;
};

ConnectionWords read_connection_words(const Headers& headers) {
  ConnectionWords words;
  for (const Header& line : headers) {
    if (same_name(line.name, "connection")) {
      for (std::string_view rest = line.value; !rest.empty();) {
        const std::string_view word = next_in_list(rest);
        words.close = words.close || same_name(word, "close");
        words.keep_alive = words.keep_alive || same_name(word, "keep-alive");
      }
    } else if (same_name(line.name, "transfer-encoding")) {
      words.coded = true;
      words.chunked = words.chunked || list_has_token(line.value, "chunked");
    }
  }
  return words;
}

Result<> read_framing(ParsedResponse& parsed, bool http_1_1, bool to_head_request) {
  const Headers& headers = parsed.head.headers;
  const int status = parsed.head.status;
  const ConnectionWords words = read_connection_words(headers);
  const bool chunked = http_1_1 && words.chunked;
  parsed.keep_alive = !words.close && (http_1_1 || words.keep_alive);
  // A coding that is not understood, or two opinions on the length: the next answer could begin anywhere.
  if (words.coded && (!chunked || headers.contains("content-length"))) parsed.keep_alive = false;
  if (status < 200 || status == 204 || status == 304 || to_head_request) {
    parsed.body = {Framing::kNone, 0};
    return {};
  }
  if (chunked) {
    parsed.body = {Framing::kChunked, 0};
    return {};
  }
  const auto length = agreed_length(headers);
  if (!length) return fail(length);
  parsed.body = *length ? BodyFraming{Framing::kLength, **length} : BodyFraming{Framing::kUntilClose, 0};
  if (status == 205) parsed.body = {Framing::kLength, length->value_or(0)};
  if (!*length) parsed.keep_alive = false;
  return {};
}

Result<> read_head(std::string_view head, bool to_head_request, ParsedResponse& parsed) {
  if (head.contains('\0')) return fail(Code::kProtocol, "The device's response head holds a NUL byte.");
  const std::string_view first_line = head.substr(0, head.find_first_of("\r\n"));
  StatusLine line = read_status_line(first_line);
  if (line.status < 100 || line.status > 999)
    return fail(Code::kProtocol, "The device's response has an impossible status.");
  if (auto fields = read_fields(head.substr(first_line.size()), parsed.head.headers); !fields) return fields;
  parsed.head.status = static_cast<int>(line.status);
  parsed.head.reason = std::move(line.reason);
  return read_framing(parsed, line.http_1_1, to_head_request);
}

std::optional<ParsedResponse> whole_answer_as_body() {
  ParsedResponse parsed;
  parsed.body = {Framing::kUntilClose, 0};
  parsed.http_0_9 = true;
  return parsed;
}

}  // namespace

ResponseParser::ResponseParser(std::string_view request_method) : to_head_request_(request_method == "HEAD") {}

Result<std::optional<ParsedResponse>> ResponseParser::parse(std::span<const std::byte> received, bool closed) {
  const std::string_view text = text_of(received);
  while (true) {
    const std::string_view open = text.substr(start_);
    if (!status_line_found_) {
      const auto at = find_status_line(open);
      if (!at) {
        if (open.size() < kMostJunk + 4 && !closed) return std::nullopt;
        if (open.empty()) return fail(Code::kClosed, "The device closed the connection without an answer.");
        if (any_interim_) return fail(Code::kProtocol, "What follows the device's interim response is not HTTP.");
        return whole_answer_as_body();
      }
      start_ += *at;
      status_line_found_ = true;
      scanned_ = start_;
    }
    auto end = find_end(text, start_, scanned_);
    scanned_ = text.size();
    if (end.value_or(text.size()) > limits::kResponseHead) {
      return fail(Code::kExhausted, "The device's response head is larger than {} bytes.", limits::kResponseHead);
    }
    const bool truncated = !end && closed;
    if (truncated) end = text.size();
    if (!end) return std::nullopt;

    std::optional<ParsedResponse> parsed(std::in_place);
    const auto read = read_head(text.substr(start_, *end - start_), to_head_request_, *parsed);
    if (!read) return fail(read);
    if (parsed->head.status >= 200 || parsed->head.status == 101) {
      parsed->consumed = *end;
      parsed->truncated = truncated;
      if (truncated) parsed->keep_alive = false;
      return parsed;
    }
    if (truncated) return fail(Code::kClosed, "The device closed the connection after an interim response.");
    start_ = scanned_ = *end;
    status_line_found_ = false;
    any_interim_ = true;
  }
}

}  // namespace callout::wire
