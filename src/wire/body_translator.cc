// SPDX-License-Identifier: Apache-2.0
#include "wire/body_translator.h"

#include <algorithm>

#include "wire/ascii.h"
#include "wire/authority.h"

namespace callout::wire {
namespace {

using Verdict = WrittenUrl::Verdict;

constexpr std::string_view kIntegrity = "integrity";
/// Browsers ignore attributes of such names.
constexpr std::string_view kDisarmed = "data-callout-";
/// A scheme, its colon and two slashes with all their escapes: how far before the host a URL can begin.
constexpr std::size_t kMostBeforeHost = 48;
constexpr std::size_t kMostSpaces = 8;

constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// Whether an `integrity="sha...` attribute stands at `at`.
Verdict match_integrity(std::string_view text, std::size_t at, bool whole) {
  if (at == 0 || !(is_space(text[at - 1]) || std::string_view("\"'/").contains(text[at - 1]))) return Verdict::kNo;
  const Verdict at_end = whole ? Verdict::kNo : Verdict::kMore;
  std::string_view rest = text.substr(at);
  const auto skip = [&rest](auto is, std::size_t most) {
    for (; most > 0 && !rest.empty() && is(rest.front()); --most) rest.remove_prefix(1);
  };
  const auto take = [&rest](std::string_view word) {
    const std::string_view here = rest.substr(0, word.size());
    if (!equal_ignoring_case(here, word.substr(0, here.size()))) return false;
    rest.remove_prefix(here.size());
    return true;
  };
  if (!take(kIntegrity)) return Verdict::kNo;
  skip(is_space, kMostSpaces);
  if (!take("=")) return Verdict::kNo;
  skip(is_space, kMostSpaces);
  skip([](char c) { return c == '"' || c == '\'' || c == '\\'; }, 3);
  if (!take("sha")) return Verdict::kNo;
  if (rest.empty()) return at_end;
  return is_digit(rest.front()) ? Verdict::kYes : Verdict::kNo;
}

/// What stands before a host in a URL of the device, as far as one look tells.
constexpr bool may_stand_before_host(char c) {
  return c == '/' || c == 'f' || c == 'F' || c == ';' || c == '"' || c == '\'' || c == '`';
}

}  // namespace

BodyTranslator::BodyTranslator(Options options, OriginMap& origins) : options_(std::move(options)), origins_(origins) {
  auto& hosts = options_.hosts;
  std::erase_if(hosts, [](const std::string& host) { return host.empty() || host.size() > kLongestHost; });
  if (hosts.size() > kMostHosts) hosts.resize(kMostHosts);
  for (const std::string& host : hosts) anchors_.emplace_back(host);
  if (options_.markup) anchors_.emplace_back(kIntegrity);

  std::string first = "hw/\\&[";
  if (options_.markup) first += kIntegrity.front();
  for (const std::string& host : hosts) first += host.front();
  for (const char c : first) {
    may_begin_[static_cast<unsigned char>(lower(c))] = true;
    if (is_alpha(c)) may_begin_[static_cast<unsigned char>(c & ~0x20)] = true;
  }
}

std::string_view BodyTranslator::feed(std::string_view bytes) {
  if (done_ > kLookBehind) {
    buffer_.erase(0, done_ - kLookBehind);
    done_ = kLookBehind;
  }
  buffer_ += bytes;
  return translate(false);
}

std::string_view BodyTranslator::finish() {
  return translate(true);
}

std::string_view BodyTranslator::translate(bool whole) {
  const std::size_t start = done_;
  written_.clear();
  rewriting_ = false;

  std::array<std::size_t, kMostHosts + 1> next{};
  for (std::size_t i = 0; i < anchors_.size(); ++i) next[i] = anchors_[i].find(buffer_, start);
  for (;;) {
    const auto nearest = std::min_element(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(anchors_.size()));
    const auto anchor = static_cast<std::size_t>(nearest - next.begin());
    if (anchor == anchors_.size() || *nearest == TextAnchor::kNone) break;
    if (*nearest < done_) {  // In what was replaced just now.
      *nearest = anchors_[anchor].find(buffer_, done_);
      continue;
    }
    if (anchor < options_.hosts.size()) {
      replace_url_around(*nearest, whole);
    } else {
      disarm_integrity(*nearest, whole);
    }
    *nearest = anchors_[anchor].find(buffer_, *nearest + 1);
  }

  const std::size_t end = first_undecided(whole);
  std::string_view ready = std::string_view(buffer_).substr(start, end - start);
  if (rewriting_) {
    copy_until(end);
    ready = written_;
  }
  done_ = end;
  return ready;
}

void BodyTranslator::replace_url_around(std::size_t host_at, bool whole) {
  const std::string_view text = buffer_;
  std::size_t last = host_at;
  if (last > 0 && text[last - 1] == '[') --last;
  if (last == 0 || !may_stand_before_host(text[last - 1])) return;
  for (std::size_t at = std::max(done_, last - std::min(last, kMostBeforeHost)); at <= last; ++at) {
    if (!may_begin_[static_cast<unsigned char>(text[at])]) continue;
    const WrittenUrl url = match_written_url(text, at, options_.hosts, whole);
    if (url.verdict != Verdict::kYes || url.authority_at != last) continue;
    if (comes_back_as_text(text, at, options_.markup)) return;
    if (const auto origin = origin_for(url)) replace(url, at, *origin);
    return;
  }
}

std::optional<Origin> BodyTranslator::origin_for(const WrittenUrl& url) {
  if (url.form == WrittenUrl::Form::kAuthority) return origins_.known_origin(url.host, url.port);
  std::string_view scheme = options_.page_scheme;
  if (url.form == WrittenUrl::Form::kAbsolute) scheme = default_port(url.scheme) == 443 ? "https" : "http";
  return origins_.session_origin(scheme, url.host, url.port != 0 ? url.port : default_port(scheme));
}

void BodyTranslator::replace(const WrittenUrl& url, std::size_t at, const Origin& origin) {
  const std::size_t after_scheme = at + url.scheme.size();
  copy_until(at);
  if (url.form == WrittenUrl::Form::kAbsolute) {
    const bool socket = lower(url.scheme.front()) == 'w';
    const bool secure = origin.scheme == "https";
    written_ += socket ? (secure ? "wss" : "ws") : (secure ? "https" : "http");
    done_ = after_scheme;
  }
  copy_until(url.authority_at);
  written_ += origin.authority();
  done_ = url.authority_at + url.authority.size();
  changed_ = true;
}

void BodyTranslator::disarm_integrity(std::size_t at, bool whole) {
  if (match_integrity(buffer_, at, whole) != Verdict::kYes) return;
  copy_until(at);
  written_ += kDisarmed;
  changed_ = true;
}

/// Where the text begins that the next piece may make a match of.
std::size_t BodyTranslator::first_undecided(bool whole) const {
  const std::string_view text = buffer_;
  if (whole) return text.size();
  for (std::size_t at = std::max(done_, text.size() - std::min(text.size(), kLongestWrittenUrl)); at < text.size();
       ++at) {
    if (!may_begin_[static_cast<unsigned char>(text[at])]) continue;
    if (match_written_url(text, at, options_.hosts, false).verdict == Verdict::kMore) return at;
    if (options_.markup && match_integrity(text, at, false) == Verdict::kMore) return at;
  }
  return text.size();
}

/// Moves the text as it is into what was written, beginning with what this call has passed over so far.
void BodyTranslator::copy_until(std::size_t end) {
  rewriting_ = true;
  written_.append(buffer_, done_, end - done_);
  done_ = end;
}

}  // namespace callout::wire
