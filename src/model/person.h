// SPDX-License-Identifier: Apache-2.0
// What technicians say about themselves, taken in: each function answers the clean value or kInvalid with the sentence
// to show. Called by identity and by the API's handlers. Pure functions (a time zone is looked up in the system's
// database); any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/team.h"

namespace callout::model {

/// The fields to change, clean.
struct PersonChange {
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  std::optional<std::string> phone{};
  std::optional<std::string> language{};
  std::optional<std::string> time_zone{};
  std::optional<std::string> comment{};
};

/// kInvalid when both names together are too long to be shown.
Result<Person> changed(Person person, const PersonChange& change);
/// The first word is the first name, what follows the last.
Result<Person> person_of_name(std::string_view name);

/// As name_from(); may be empty.
Result<std::string> last_name_from(std::string_view text);
/// "+" and 7 to 15 digits (ITU-T E.164), between which spaces, dots, dashes and brackets are dropped; may be empty.
Result<std::string> phone_from(std::string_view text);
/// A zone of the tz database; may be empty.
Result<std::string> time_zone_from(std::string_view text);
/// At most 1000 bytes of UTF-8, on one line; may be empty.
Result<std::string> comment_from(std::string_view text);

}  // namespace callout::model
