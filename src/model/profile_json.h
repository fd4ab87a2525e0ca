// SPDX-License-Identifier: Apache-2.0
// A device profile as a document: the form of the shipped files, of the API and of the database.
// docs/operators/profiles.md describes each member. Any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "model/profile.h"

namespace callout::model {

/// What is wrong with a document: an RFC 6901 pointer to the member and a sentence that says what to do.
struct ProfileMistake {
  std::string pointer{};
  std::string detail{};
};

/// Reads all but id and shipped, which are no part of the document. A member that is not known is a mistake.
std::expected<DeviceProfile, ProfileMistake> profile_from(const boost::json::object& document);
boost::json::object to_json(const DeviceProfile& profile);

/// The treatment alone, as text for the database. kInvalid for what is none.
std::string to_text(const Treatment& treatment);
Result<Treatment> treatment_from_text(std::string_view text);
/// A whole document as text. kInvalid for what is none.
Result<DeviceProfile> profile_from_text(std::string_view text);
/// The members of the treatment, each written out.
boost::json::object to_json(const Treatment& treatment);

}  // namespace callout::model
