// SPDX-License-Identifier: Apache-2.0
// Hostile names, addresses and links in every kind of message and language: whatever comes out has one subject line, no
// markup of theirs, and header fields that end only where folding ends them.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "mail/address.h"
#include "mail/header_text.h"
#include "mail/language.h"
#include "mail/message.h"

namespace {

using namespace callout;

std::string_view next(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\x1f'), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return field;
}

void check_field(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    check(byte < 0x7F);
    if (byte < 0x20) check(text.substr(i, 3) == "\r\n " || (byte == '\n' && i > 0 && text[i - 1] == '\r'));
  }
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string to(next(rest)), a(next(rest)), b(next(rest)), c(next(rest)), link(next(rest));
  if (const auto box = mail::mailbox_from(a)) check_field(mail::header_mailbox(*box));
  check_field(mail::header_text(b));
  if (const auto address = mail::address_from(to)) check_field(*address);
  const auto plain = [](std::string_view from) {
    return mail::Invitation{"T", "I", std::string(from), {}, "https://e.com"};
  };
  for (const auto& language : mail::languages()) {
    const auto ordinary = mail::compose("a@example.com", language.tag, plain("r"));
    const auto hostile = mail::compose(to, language.tag, mail::Invitation{a, b, c, {}, link});
    if (!hostile) continue;
    check_field(mail::header_text(hostile->text.subject));
    check(hostile->text.subject.find_first_of("\r\n") == std::string::npos);
    // The tags are those of our own, less the row of an empty value.
    const std::size_t tags = count(ordinary->text.html, "<");
    check(count(hostile->text.html, "<") <= tags);
    check(count(hostile->text.plain, "\n") <= count(ordinary->text.plain, "\n"));
  }
  return 0;
}
