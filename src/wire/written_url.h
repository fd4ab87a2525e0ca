// SPDX-License-Identifier: Apache-2.0
// The grammar of a device's own URL as it stands in a page, a script or JSON: what body_translator.h replaces. Pure
// functions, any thread.
//
//   http://192.168.1.5:8080/x      https:\/\/192.168.1.5\/x      ws://[fd00::5]/      //printer.local/x
//   "192.168.1.5:8080"             '192.168.1.5:8080/x'
//
// Slashes and the colon of the scheme may be escaped as JSON, JavaScript and HTML do (`\/`, `\\/`, `\u002f`, `\x2f`,
// `&#47;`, `&#x2f;`). It begins and ends at the border of a token, so that neither `http://192.168.1.50` nor
// `rtsp://192.168.1.5` nor `http://192.168.1.5@elsewhere` is taken for it; and never without a scheme or a port, as
// `value="192.168.1.5"` is a setting. Percent-encoded URLs are none of ours: they are parameters that a server reads,
// mostly the device itself, which knows nothing of session hosts.
//
// The grammar sees bytes. That is right for every charset that keeps ASCII (UTF-8, Latin-1, Shift-JIS, GBK ...): a
// quote, a slash, a digit or a dot is never half of a character there where this grammar needs it, and a second half
// that looks like a backslash or a letter only makes it see a border where there is none, or none where there is one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace callout::wire {

/// Both bounds hold for every text: nothing before or behind them is looked at.
inline constexpr std::size_t kLongestWrittenUrl = 384;  ///< With what follows it as its border.
inline constexpr std::size_t kLookBehind = 64;
/// Longer names are no host names (RFC 1035).
inline constexpr std::size_t kLongestHost = 253;
/// That escape one character: JSON in a JavaScript string in JSON.
inline constexpr std::size_t kMostBackslashes = 4;

struct WrittenUrl {
  enum class Verdict : std::uint8_t {
    kNo,
    kMore,  ///< The text ends before it is decided.
    kYes,
  };
  enum class Form : std::uint8_t {
    kAbsolute,          ///< With scheme.
    kProtocolRelative,  ///< `//host`
    kAuthority,         ///< A quoted `host:port`
  };
  Verdict verdict = Verdict::kNo;
  Form form = Form::kAbsolute;
  std::string_view scheme;       ///< As written, with kAbsolute.
  std::size_t authority_at = 0;  ///< Where it begins in the text.
  std::string_view authority;    ///< As written: host and port.
  std::string_view host;         ///< The known host that it names.
  std::uint16_t port = 0;        ///< 0: none is written.
};

/// Whether one begins at `text[at]`. `hosts`: lower case, IPv6 without brackets. `whole`: nothing follows the text.
/// What stands before `at` is looked at: the caller keeps kLookBehind bytes there, or all since the body's beginning.
WrittenUrl match_written_url(std::string_view text, std::size_t at, std::span<const std::string> hosts, bool whole);

/// Whether what begins at `text[at]` will come back to the device as text: the parameter of another URL
/// (`?next=http:`), or, in markup, the value of a form's field (`value="http:`, but not an <option>'s, by which old
/// pages navigate). The device must then read its own address.
bool comes_back_as_text(std::string_view text, std::size_t at, bool markup);

}  // namespace callout::wire
