// SPDX-License-Identifier: Apache-2.0
#include "wire/body_translator_testing.h"

#include <algorithm>
#include <regex>

#include "base/check.h"
#include "wire/authority.h"

namespace callout::wire {

std::optional<Origin> TestOrigins::session_origin(std::string_view scheme, std::string_view, std::uint16_t port) {
  static const Origin kPage{"https", "page.sessions.example", 443};
  static const Origin kApi{"https", "api.sessions.example", 8440};
  static const Origin kPlain{"http", "plain.sessions.example", 8000};
  if (scheme == "http" && port == 80) return kPage;
  if (scheme == "https" && (port == 443 || port == 8443)) return kApi;
  if (scheme == "http" && port == 8080) return kPlain;
  return std::nullopt;
}

std::optional<Origin> TestOrigins::known_origin(std::string_view host, std::uint16_t port) {
  const auto plain = session_origin("http", host, port);
  return plain ? plain : session_origin("https", host, port);
}

BodyTranslator::Options test_options(bool markup) {
  return {{"192.168.1.5", "printer.local", "printer", "fd00::5"}, "http", markup};
}

std::string translated(std::string_view text, bool markup, const std::function<std::size_t(std::size_t)>& next_piece) {
  TestOrigins origins;
  BodyTranslator translator(test_options(markup), origins);
  std::string result;
  while (!text.empty()) {
    const std::size_t size = std::clamp<std::size_t>(next_piece(text.size()), 1, text.size());
    result += translator.feed(text.substr(0, size));
    check(translator.held() <= kLongestWrittenUrl);
    text.remove_prefix(size);
  }
  result += translator.finish();
  check(translator.held() == 0);
  return result;
}

std::string translated(std::string_view text, bool markup) {
  return translated(text, markup, [](std::size_t left) { return left; });
}

std::string translated_simply(std::string_view text, bool markup) {
  TestOrigins origins;
  const auto options = test_options(markup);
  static const std::regex kIntegrity(R"(^integrity[ \t\n\r\f]{0,8}=[ \t\n\r\f]{0,8}["'\\]{0,3}sha[0-9])",
                                     std::regex::icase);
  std::string result;
  std::optional<std::size_t> left_alone;  // The leftmost reading of an authority decides: `https&#58;//a` is no `//a`.
  for (std::size_t at = 0; at < text.size();) {
    if (markup && at > 0 && std::string_view(" \t\n\r\f\"'/").contains(text[at - 1]) &&
        std::regex_search(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), kIntegrity,
                          std::regex_constants::match_continuous)) {
      result += "data-callout-";
    }
    const WrittenUrl url = match_written_url(text, at, options.hosts, true);
    check(url.verdict != WrittenUrl::Verdict::kMore);
    std::optional<Origin> origin;
    const bool reads = url.verdict == WrittenUrl::Verdict::kYes && url.authority_at != left_alone;
    if (reads && !comes_back_as_text(text, at, markup)) {
      const bool secure = url.scheme.size() == 5 || url.scheme.size() == 3;
      origin = url.form == WrittenUrl::Form::kAuthority ? origins.known_origin(url.host, url.port)
                                                        : origins.session_origin(secure ? "https" : "http", url.host,
                                                                                 url.port != 0 ? url.port
                                                                                 : secure      ? 443
                                                                                               : 80);
    }
    if (!origin) {
      if (reads) left_alone = url.authority_at;
      result += text[at++];
      continue;
    }
    if (!url.scheme.empty()) {
      const bool socket = url.scheme.size() < 4;
      result += origin->scheme == "https" ? (socket ? "wss" : "https") : (socket ? "ws" : "http");
    }
    result += text.substr(at + url.scheme.size(), url.authority_at - at - url.scheme.size());
    result += origin->authority();
    at = url.authority_at + url.authority.size();
  }
  return result;
}

}  // namespace callout::wire
