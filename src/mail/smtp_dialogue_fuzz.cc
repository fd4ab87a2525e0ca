// SPDX-License-Identifier: Apache-2.0
// Replies of a hostile mail server, cut into lines and commands at will: what is kept is clean and bounded.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "mail/smtp_dialogue.h"
#include "model/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  mail::SmtpDialogue dialogue;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    if (line.starts_with("C:")) {
      dialogue.command(line.substr(2));
    } else if (line == ".") {
      dialogue.message();
    } else {
      dialogue.reply(line);
    }
    check(dialogue.text().size() <= 300);
    check(model::clean_text(dialogue.text(), 300) == dialogue.text());
    check(dialogue.code() >= 0 && dialogue.code() <= 999);
  }
  return 0;
}
