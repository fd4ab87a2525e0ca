// SPDX-License-Identifier: Apache-2.0
#include "wire/written_url.h"

#include <array>
#include <optional>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

using Verdict = WrittenUrl::Verdict;
using Form = WrittenUrl::Form;

constexpr std::size_t kMostNameCharacters = 32;

constexpr bool is_name_character(char c) {
  return is_alpha(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

/// What may stand behind an authority. Not `:`, `@`, `%`, `$`, `{`: with these the authority goes on.
constexpr bool ends_authority(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || std::string_view("/\\\"'`?#<>);,&]}|").contains(c);
}

/// What may stand before a URL without scheme.
constexpr bool opens_reference(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || std::string_view("\"'`(=,>[{;").contains(c);
}

/// Reads on from a place. take_*() moves over what it names or stays; when the text ended first, ran_out() stays true.
class Reader {
 public:
  Reader(std::string_view text, std::size_t at, bool whole) : text_(text), at_(at), whole_(whole) {}

  std::size_t at() const { return at_; }
  bool ran_out() const { return ran_out_; }

  /// `words` is in lower case.
  bool take(std::string_view words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (at_ + i == text_.size()) return run_out();
      if (lower(text_[at_ + i]) != words[i]) return false;
    }
    at_ += words.size();
    return true;
  }

  std::size_t take_backslashes() {
    std::size_t count = 0;
    while (count < kMostBackslashes && at_ < text_.size() && text_[at_] == '\\') ++at_, ++count;
    return count;
  }

  bool take_slash() {
    const std::size_t start = at_;
    if (take_backslashes() > 0) {
      if (take("/") || take("u002f") || take("x2f")) return true;
      at_ = start;
      return false;
    }
    return take("/") || take("&#47;") || take("&#x2f;");
  }

  bool take_colon() {
    if (take(":")) return true;
    const std::size_t start = at_;
    if (take_backslashes() > 0) {
      if (take("u003a") || take("x3a")) return true;
      at_ = start;
      return false;
    }
    return take("&#58;") || take("&#x3a;");
  }

  /// The known host that stands here.
  std::string_view take_host(std::span<const std::string> hosts) {
    const std::size_t start = at_;
    for (const std::string& host : hosts) {
      const bool bracketed = host.contains(':');
      if ((!bracketed || take("[")) && take(host) && (bracketed ? take("]") : !goes_on_as_name())) return host;
      at_ = start;
    }
    return {};
  }

  /// 0 when no port is written, nullopt when what follows the colon is none.
  std::optional<std::uint16_t> take_port() {
    if (at_ == text_.size()) {
      run_out();
      return 0;
    }
    if (text_[at_] != ':') return 0;
    std::uint32_t port = 0;
    for (std::size_t digits = 0;; ++digits) {
      ++at_;
      if (at_ == text_.size()) {
        if (!run_out_unless_whole() || digits == 0) return std::nullopt;
        break;
      }
      const char c = text_[at_];
      if (!is_digit(c)) {
        if (digits == 0) return std::nullopt;
        break;
      }
      if (digits == 5 || (digits == 0 && c == '0')) return std::nullopt;
      port = port * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (port == 0 || port > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(port);
  }

  /// Whether the authority ends here. Doesn't move.
  bool at_border() {
    const std::size_t start = at_;
    const bool ends = read_border();
    at_ = start;
    return ends;
  }

 private:
  bool run_out() {
    ran_out_ = ran_out_ || !whole_;
    return false;
  }
  /// True when the end of the text is the end of all.
  bool run_out_unless_whole() { return whole_ || run_out(); }

  /// A name of the device may be the beginning of a longer one: printer and printer.local.
  bool goes_on_as_name() {
    if (at_ < text_.size()) return is_name_character(text_[at_]);
    return !run_out_unless_whole();
  }

  bool read_border() {
    if (at_ == text_.size()) return run_out_unless_whole();
    const char c = text_[at_];
    if (c == '&') return !take("&#") ? !ran_out_ : ends_with_number();
    if (c != '\\') return ends_authority(c);
    take_backslashes();
    if (at_ == text_.size()) return run_out_unless_whole();
    if (take("u")) return ends_with_hex(4);
    if (take("x")) return ends_with_hex(2);
    return true;
  }

  bool ends_with_hex(std::size_t digits) {
    int value = 0;
    for (; digits > 0; --digits, ++at_) {
      if (at_ == text_.size()) return run_out();
      const int digit = hex_value(text_[at_]);
      if (digit < 0) return false;
      value = value * 16 + digit;
    }
    return value < 0x80 && ends_authority(static_cast<char>(value));
  }

  /// A numeric character reference of HTML, behind its `&#`.
  bool ends_with_number() {
    const bool hex = take("x");
    int value = 0;
    for (std::size_t digits = 0; digits < 6; ++digits, ++at_) {
      if (at_ == text_.size()) return run_out();
      const int digit = hex ? hex_value(text_[at_]) : is_digit(text_[at_]) ? text_[at_] - '0' : -1;
      if (digit < 0) break;
      value = value * (hex ? 16 : 10) + digit;
    }
    return value > 0 && value < 0x80 && ends_authority(static_cast<char>(value));
  }

  const std::string_view text_;
  std::size_t at_;
  const bool whole_;
  bool ran_out_ = false;
};

/// Whether the text before `at` ends with an escape such as `\n` or `\u0022`, whose letters are not part of a word.
bool ends_with_escape(std::string_view before) {
  if (before.size() >= 2 && before[before.size() - 2] == '\\')
    return std::string_view("nrtbfv").contains(before.back());
  for (const std::size_t digits : {2U, 4U}) {
    if (before.size() < digits + 2) continue;
    const std::string_view escape = before.substr(before.size() - digits - 2);
    if (escape[0] != '\\' || escape[1] != (digits == 2 ? 'x' : 'u')) continue;
    int value = 0;
    for (const char c : escape.substr(2)) value = hex_value(c) < 0 || value < 0 ? -1 : value * 16 + hex_value(c);
    return value >= 0 && value < 0x80 && !is_name_character(static_cast<char>(value));
  }
  return false;
}

bool may_begin(Form form, std::string_view before) {
  if (before.empty()) return form != Form::kAuthority;
  const char c = before.back();
  switch (form) {
    case Form::kAbsolute: return !(is_name_character(c) || c == '+') || ends_with_escape(before);
    case Form::kProtocolRelative: return opens_reference(c) || ends_with_escape(before);
    case Form::kAuthority: return c == '"' || c == '\'' || c == '`';
  }
  return false;
}

WrittenUrl found_at(const Reader& reader, std::string_view text, Form form, std::size_t authority_at) {
  WrittenUrl url;
  url.verdict = Verdict::kYes;
  url.form = form;
  url.authority_at = authority_at;
  url.authority = text.substr(authority_at, reader.at() - authority_at);
  return url;
}

WrittenUrl undecided(bool more) {
  WrittenUrl url;
  url.verdict = more ? Verdict::kMore : Verdict::kNo;
  return url;
}

WrittenUrl match_with_slashes(std::string_view text, std::size_t at, std::span<const std::string> hosts, bool whole) {
  constexpr std::array<std::string_view, 4> kSchemes = {"https", "http", "wss", "ws"};
  Reader reader(text, at, whole);
  std::string_view scheme;
  for (const std::string_view name : kSchemes) {
    if (!reader.take(name)) continue;
    if (reader.take_colon()) {
      scheme = text.substr(at, name.size());
      break;
    }
    // `https` is no `http` with another colon.
    return undecided(reader.ran_out() && may_begin(Form::kAbsolute, text.substr(0, at)));
  }
  const Form form = scheme.empty() && !reader.ran_out() ? Form::kProtocolRelative : Form::kAbsolute;
  if (!may_begin(form, text.substr(0, at))) return {};
  if (scheme.empty() && reader.ran_out()) return undecided(true);
  if (!reader.take_slash() || !reader.take_slash()) return undecided(reader.ran_out());
  const std::size_t authority_at = reader.at();
  const std::string_view host = reader.take_host(hosts);
  if (host.empty()) return undecided(reader.ran_out());
  const auto port = reader.take_port();
  if (!port || !reader.at_border()) return undecided(reader.ran_out());
  WrittenUrl url = found_at(reader, text, form, authority_at);
  url.scheme = scheme;
  url.host = host;
  url.port = *port;
  return url;
}

/// `host:port` between quotes, or behind a quote and with a path.
WrittenUrl match_bare(std::string_view text, std::size_t at, std::span<const std::string> hosts, bool whole) {
  Reader reader(text, at, whole);
  const std::string_view host = reader.take_host(hosts);
  if (host.empty()) return undecided(reader.ran_out());
  const auto port = reader.take_port();
  if (!port || *port == 0) return undecided(reader.ran_out());
  WrittenUrl url = found_at(reader, text, Form::kAuthority, at);
  url.host = host;
  url.port = *port;
  if (reader.take_slash()) return url;
  reader.take_backslashes();
  return reader.take(text.substr(at - 1, 1)) ? url : undecided(reader.ran_out());
}

}  // namespace

WrittenUrl match_written_url(std::string_view text, std::size_t at, std::span<const std::string> hosts, bool whole) {
  const WrittenUrl url = match_with_slashes(text, at, hosts, whole);
  if (url.verdict == Verdict::kYes || !may_begin(Form::kAuthority, text.substr(0, at))) return url;
  const WrittenUrl bare = match_bare(text, at, hosts, whole);
  return bare.verdict == Verdict::kNo ? url : bare;
}

bool comes_back_as_text(std::string_view text, std::size_t at, bool markup) {
  std::string_view before = text.substr(0, at);
  if (before.size() > kLookBehind) before.remove_prefix(before.size() - kLookBehind);
  const auto drop_spaces = [&before] {
    while (!before.empty() && static_cast<unsigned char>(before.back()) <= 0x20) before.remove_suffix(1);
  };
  const bool quoted = before.ends_with('"') || before.ends_with('\'');
  if (!quoted && before.ends_with('=')) {
    std::string_view name = before.substr(0, before.size() - 1);
    std::size_t length = 0;
    while (!name.empty() && is_name_character(name.back()) && length++ < kMostNameCharacters) name.remove_suffix(1);
    if (length > 0 && (name.ends_with('?') || name.ends_with('&') || name.ends_with("&amp;"))) return true;
  }
  if (!markup) return false;
  if (quoted) before.remove_suffix(1);
  while (quoted && before.ends_with('\\')) before.remove_suffix(1);
  drop_spaces();
  if (!before.ends_with('=')) return false;
  before.remove_suffix(1);
  drop_spaces();
  constexpr std::string_view kValue = "value";
  if (before.size() < kValue.size() || !equal_ignoring_case(before.substr(before.size() - kValue.size()), kValue)) {
    return false;
  }
  before.remove_suffix(kValue.size());
  if (!before.empty() && is_name_character(before.back()) && before.back() != '.') return false;
  drop_spaces();
  constexpr std::string_view kOption = "<option";
  return before.size() < kOption.size() || !equal_ignoring_case(before.substr(before.size() - kOption.size()), kOption);
}

}  // namespace callout::wire
