// SPDX-License-Identifier: Apache-2.0
#include "wire/session_url.h"

#include <algorithm>
#include <array>

#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/written_url.h"

namespace callout::wire {
namespace {

constexpr int kMostEncodings = 3;            // `%3A`, `%253A`, `%25253A`
constexpr std::size_t kLongestEndpoint = 7;  // `-65535s`
constexpr std::size_t kLongestColon = 9;     // `\\\\u003a`
constexpr std::size_t kLongestPort = 5;
constexpr std::array<std::string_view, 4> kWebSchemes = {"https", "http", "wss", "ws"};

constexpr bool is_word(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
}

bool is_secure(std::string_view scheme) {
  return default_port(scheme) == 443;
}

/// Reads what stands before a place, from right to left. take_*() moves over what it names or stays.
class BackwardReader {
 public:
  BackwardReader(std::string_view text, std::size_t floor, std::size_t at) : text_(text), floor_(floor), at_(at) {}

  std::size_t at() const { return at_; }

  /// `word` is in lower case.
  bool take(std::string_view word) {
    if (!ends_with(word)) return false;
    at_ -= word.size();
    return true;
  }

  /// A character as `%2F`, `%252F` ...; `digits` are its hexadecimal digits in lower case.
  bool take_encoded(std::string_view digits) {
    const std::size_t start = at_;
    for (int level = 0; level < kMostEncodings && take(level == 0 ? digits : "25"); ++level) {
      if (take("%")) return true;
    }
    at_ = start;
    return false;
  }

  bool take_slash() {
    const std::size_t start = at_;
    if (take("/") || take_encoded("2f")) {
      take_backslashes();
      return true;
    }
    if ((take("u002f") || take("x2f")) && take_backslashes()) return true;
    at_ = start;
    return take("&#47;") || take("&#x2f;");
  }

  bool take_colon() {
    const std::size_t start = at_;
    if (take(":") || take_encoded("3a")) return true;
    if ((take("u003a") || take("x3a")) && take_backslashes()) return true;
    at_ = start;
    return take("&#58;") || take("&#x3a;");
  }

 private:
  bool ends_with(std::string_view word) const {
    return at_ - floor_ >= word.size() && equal_ignoring_case(text_.substr(at_ - word.size(), word.size()), word);
  }
  bool take_backslashes() {
    std::size_t count = 0;
    while (count < kMostBackslashes && (take("\\") || take_encoded("5c"))) ++count;
    return count > 0;
  }

  const std::string_view text_;
  const std::size_t floor_;
  std::size_t at_;
};

/// The length of the colon that begins the text, in any of its spellings; 0: none.
std::size_t colon_size(std::string_view text) {
  if (text.starts_with(':')) return 1;
  if (text.starts_with('%')) {
    std::size_t at = 1;
    for (int level = 1; level < kMostEncodings && text.substr(at, 2) == "25"; ++level) at += 2;
    return begins_ignoring_case(text.substr(at), "3a") ? at + 2 : 0;
  }
  if (begins_ignoring_case(text, "&#58;")) return 5;
  if (begins_ignoring_case(text, "&#x3a;")) return 6;
  std::size_t backslashes = 0;
  while (backslashes < kMostBackslashes && text.substr(backslashes).starts_with('\\')) ++backslashes;
  const std::string_view rest = text.substr(backslashes);
  if (backslashes == 0) return 0;
  if (begins_ignoring_case(rest, "u003a")) return backslashes + 5;
  return begins_ignoring_case(rest, "x3a") ? backslashes + 3 : 0;
}

/// `%253A` for a slash `%252F`; empty for one that is not written so.
std::string colon_beside(std::string_view slash) {
  const std::size_t percent = slash.rfind('%');
  if (percent == std::string_view::npos) return {};
  std::string colon(slash.substr(percent, slash.size() - percent - std::min<std::size_t>(slash.size() - percent, 2)));
  colon += "3A";
  return colon_size(colon) == colon.size() ? colon : std::string();
}

/// What leads to the host.
struct Lead {
  bool slashes = false;
  bool other_scheme = false;  ///< `rtsp:` and the like.
  std::string_view scheme;    ///< As written, of kWebSchemes; else empty.
  std::size_t at = 0;         ///< Where the scheme begins.
  std::string colon;          ///< How this URL writes a colon, if it shows.
};
Lead lead_before(std::string_view text, std::size_t floor, std::size_t label_at) {
  Lead lead;
  BackwardReader reader(text, floor, label_at);
  const bool first = reader.take_slash();
  const std::size_t after_first = reader.at();
  if (!first || !reader.take_slash()) return lead;
  lead.slashes = true;
  lead.colon = colon_beside(text.substr(after_first, label_at - after_first));
  const std::size_t after_colon = reader.at();
  if (!reader.take_colon()) return lead;
  lead.colon = text.substr(reader.at(), after_colon - reader.at());
  lead.other_scheme = true;
  const std::size_t scheme_end = reader.at();
  for (const std::string_view scheme : kWebSchemes) {
    if (!reader.take(scheme)) continue;
    lead.other_scheme = false;
    lead.at = reader.at();
    lead.scheme = text.substr(lead.at, scheme_end - lead.at);
    break;
  }
  return lead;
}

struct WrittenPort {
  std::uint16_t port = 0;
  std::size_t colon = 0;  ///< Length of its colon.
  std::size_t size = 0;   ///< Colon and digits.
};
std::optional<WrittenPort> port_at(std::string_view text) {
  WrittenPort written;
  written.colon = colon_size(text);
  if (written.colon == 0) return std::nullopt;
  const std::string_view rest = text.substr(written.colon);
  std::size_t digits = 0;
  while (digits < rest.size() && digits <= kLongestPort && is_digit(rest[digits])) ++digits;
  const auto port = parse_port(rest.substr(0, digits));
  if (!port || (digits < rest.size() && is_word(rest[digits]))) return std::nullopt;
  written.port = *port;
  written.size = written.colon + digits;
  return written;
}

/// The device's origin behind a session host that has this between its label and the domain: `-8443s` or nothing.
std::optional<Origin> device_behind(const SessionMap& map, std::string_view text) {
  if (text.empty()) return map.device();
  const std::string name = "x" + to_lower(text);  // Any label.
  const auto parsed = parse_session_host_name(name);
  const auto hosts = parsed && parsed->endpoint ? map.hosts_of(*parsed->endpoint) : std::nullopt;
  return hosts ? std::optional(hosts->device) : std::nullopt;
}

/// Whether a host's name ends before this text.
bool ends_name(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == '.') return text.size() == 1 || !is_word(text[1]);
  return !is_word(text.front());
}

/// `[fd00::5]:80` with colons and brackets as the text around it writes them.
std::string spelled(std::string_view authority, std::string_view colon) {
  const std::string_view percent = colon.starts_with('%') ? colon.substr(0, colon.size() - 2) : std::string_view();
  std::string result;
  for (const char c : authority) {
    if (c == ':') {
      result += colon;
    } else if ((c == '[' || c == ']') && !percent.empty()) {
      result += percent;
      result += c == '[' ? "5B" : "5D";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

SessionUrls::SessionUrls(const SessionMap& map, const Origin& page, bool form)
    : map_(map), page_scheme_(page.scheme), form_(form), anchor_(map.label()) {}

std::size_t SessionUrls::most_after() const {
  return anchor_.size() + kLongestEndpoint + map_.domain().size() + kLongestColon + kLongestPort + 2;
}

std::optional<SessionUrls::Found> SessionUrls::match(std::string_view text, std::size_t floor,
                                                     std::size_t label_at) const {
  // The name: label, perhaps an endpoint, session domain.
  const std::string_view from_label = text.substr(label_at);
  const std::size_t dot = from_label.substr(0, label_size() + kLongestEndpoint + 1).find('.', label_size());
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view domain = from_label.substr(dot, map_.domain().size());
  if (!same_name(domain, map_.domain())) return std::nullopt;
  const auto device = device_behind(map_, from_label.substr(label_size(), dot - label_size()));
  if (!device) return std::nullopt;
  const std::size_t name_size = dot + domain.size();
  const std::string_view behind = from_label.substr(name_size);
  const auto written = port_at(behind);
  if (!written && !ends_name(behind)) return std::nullopt;

  // Whether it means the web server (location.origin and location.host), or, with a port or scheme of another kind,
  // only the machine (location.hostname).
  floor = std::max(floor, label_at - std::min(label_at, kMostBefore));
  const Lead lead = lead_before(text, floor, label_at);
  const Origin& session = map_.session();  // The others have its scheme and port.
  const bool web = !lead.scheme.empty();
  const bool same_security = web && is_secure(lead.scheme) == (session.scheme == "https");
  const bool host_shows_port = session.port != default_port(session.scheme);
  const bool is_origin = same_security && (written ? written->port : default_port(lead.scheme)) == session.port;
  const bool is_host = written ? written->port == session.port : !host_shows_port && !lead.other_scheme;

  std::string authority = host_field({}, device->host, 0);
  if (is_origin || is_host) {
    const bool other_than_page = lead.slashes && !web && !lead.other_scheme && device->scheme != page_scheme_;
    authority = other_than_page ? host_field({}, device->host, device->port) : device->authority();
  }
  Found found;
  found.at = is_origin ? lead.at : label_at;
  found.size = label_at + name_size + (written && (is_origin || is_host) ? written->size : 0) - found.at;
  if (is_origin) {
    const bool socket = lower(lead.scheme.front()) == 'w';
    const bool secure = device->scheme == "https";
    found.replacement = socket ? (secure ? "wss" : "ws") : (secure ? "https" : "http");
    found.replacement += text.substr(lead.at + lead.scheme.size(), label_at - lead.at - lead.scheme.size());
  }
  std::string colon = lead.colon.empty() ? (form_ ? "%3A" : ":") : lead.colon;
  if (written) colon = behind.substr(0, written->colon);
  found.replacement += spelled(authority, colon);
  return found;
}

void SessionUrls::translate(std::string& text) const {
  std::string result;
  std::size_t done = 0;
  for (std::size_t label = find_label(text, 0); label != TextAnchor::kNone;) {
    if (const auto found = match(text, done, label)) {
      result.append(text, done, found->at - done);
      result += found->replacement;
      done = found->at + found->size;
    }
    label = find_label(text, std::max(done, label + 1));
  }
  if (done == 0) return;
  result.append(text, done);
  text = std::move(result);
}

}  // namespace callout::wire
