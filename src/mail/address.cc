// SPDX-License-Identifier: Apache-2.0
#include "mail/address.h"

#include <algorithm>

#include "model/text.h"

namespace callout::mail {
namespace {

constexpr std::size_t kLocalMost = 64;  // Octets before the @ (RFC 5321 section 4.5.3.1.1).

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_local_character(char c) {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

}  // namespace

Result<std::string> address_from(std::string_view text) {
  auto address = model::email_from(text);
  if (!address) return address;
  const std::size_t at = address->find('@');
  const std::string_view local = std::string_view(*address).substr(0, at);
  const std::string_view host = std::string_view(*address).substr(at + 1);
  if (local.size() > kLocalMost || !std::ranges::all_of(local, is_local_character)) {
    return fail(Code::kInvalid,
                "Mail can't be sent to this address: before the @ there may be at most {} letters, digits and signs "
                "such as . - _ +.",
                kLocalMost);
  }
  if (!std::ranges::all_of(host, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; })) {
    return fail(Code::kInvalid,
                "Mail can't be sent to this address: write the name after the @ in its ASCII form (xn--...).");
  }
  return address;
}

std::string_view Mailbox::domain() const {
  return std::string_view(address).substr(address.find('@') + 1);
}

Result<Mailbox> mailbox_from(std::string_view text) {
  Mailbox box;
  std::string_view address = text;
  if (text.ends_with('>')) {
    const std::size_t open = text.rfind('<');
    if (open == std::string_view::npos)
      return fail(Code::kInvalid, "Give the sender as \"Callout <callout@example.com>\".");
    address = text.substr(open + 1, text.size() - open - 2);
    std::string_view name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    if (!name.empty()) {
      auto clean = model::name_from(name, "The sender's name");
      if (!clean) return fail(clean);
      box.name = std::move(*clean);
    }
  }
  auto clean = address_from(address);
  if (!clean) return fail(clean);
  box.address = std::move(*clean);
  return box;
}

}  // namespace callout::mail
