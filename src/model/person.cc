// SPDX-License-Identifier: Apache-2.0
#include "model/person.h"

#include "model/text.h"
#include "model/time_zone.h"

namespace callout::model {
namespace {

constexpr std::size_t kPhoneLeast = 7, kPhoneMost = 15;  // Digits: E.164 section 6.
constexpr std::size_t kPhoneTextMost = 40;
constexpr std::size_t kCommentMost = 1000;
constexpr std::size_t kZoneMost = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

Result<Person> changed(Person person, const PersonChange& change) {
  person.first_name = change.first_name.value_or(person.first_name);
  person.last_name = change.last_name.value_or(person.last_name);
  person.phone = change.phone.value_or(person.phone);
  person.language = change.language.value_or(person.language);
  person.time_zone = change.time_zone.value_or(person.time_zone);
  person.comment = change.comment.value_or(person.comment);
  if (const auto name = name_from(person.name(), "The technician's name"); !name) return fail(name);
  return person;
}

Result<Person> person_of_name(std::string_view name) {
  const auto clean = name_from(name, "The technician's name");
  if (!clean) return fail(clean);
  Person person;
  const auto space = clean->find(' ');
  person.first_name = clean->substr(0, space);
  if (space != std::string::npos) person.last_name = clean->substr(clean->find_first_not_of(' ', space));
  return person;
}

Result<std::string> last_name_from(std::string_view text) {
  if (text.find_first_not_of(' ') == std::string_view::npos) return std::string();
  return name_from(text, "The last name");
}

Result<std::string> phone_from(std::string_view text) {
  if (text.empty()) return std::string();
  const auto bad = [] {
    return fail(Code::kInvalid, "The phone number is not international: give it like +55 11 98765-4321.");
  };
  if (text.size() > kPhoneTextMost || text.front() != '+') return bad();
  std::string phone = "+";
  for (const char c : text.substr(1)) {
    if (is_digit(c)) {
      phone += c;
    } else if (std::string_view(" .-()/").find(c) == std::string_view::npos) {
      return bad();
    }
  }
  const std::size_t digits = phone.size() - 1;
  if (digits < kPhoneLeast || digits > kPhoneMost || phone[1] == '0') return bad();
  return phone;
}

Result<std::string> time_zone_from(std::string_view text) {
  if (text.empty() || (text.size() <= kZoneMost && TimeZone::find(text) != nullptr)) return std::string(text);
  return fail(Code::kInvalid, "The time zone is not known: give one like America/Sao_Paulo.");
}

Result<std::string> comment_from(std::string_view text) {
  if (text.size() > kCommentMost)
    return fail(Code::kInvalid, "The comment is too long: give at most {} bytes.", kCommentMost);
  if (clean_text(text, kCommentMost) != text)
    return fail(Code::kInvalid, "The comment has control characters or is not valid UTF-8: remove them.");
  return std::string(text);
}

}  // namespace callout::model
