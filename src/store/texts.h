// SPDX-License-Identifier: Apache-2.0
// Small values that are one column of text because no query looks into them: deadlines, a job's steps, cookie hashes,
// ids, ports.
// Inside store/ only. Any thread. What does not parse (a damaged row) reads as passed, or as empty: never as more time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/deadline.h"
#include "model/job.h"
#include "model/permission.h"
#include "model/weekly_hours.h"

namespace callout::store {

/// `boot id:boot ms:written ms:remaining ms`
std::string text_of_deadline(const model::Deadline& deadline);
model::Deadline deadline_of_text(std::string_view text);

/// A line `name TAB ms TAB detail` for each step.
std::string text_of_steps(const std::vector<model::Step>& steps);
std::vector<model::Step> steps_of_text(std::string_view text);

/// Joined by commas, which base64url does not have.
std::string text_of_hashes(const std::vector<std::string>& hashes);
std::vector<std::string> hashes_of_text(std::string_view text);

/// Joined by commas, which ids do not have.
template <class Id>
std::string text_of_ids(const std::vector<Id>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ",") + id.str();
  return text;
}
template <class Id>
std::vector<Id> ids_of_text(std::string_view text) {
  std::vector<Id> ids;
  for (auto& id : hashes_of_text(text)) ids.emplace_back(std::move(id));
  return ids;
}

/// Joined by commas.
std::string text_of_ports(const std::vector<std::uint16_t>& ports);
std::vector<std::uint16_t> ports_of_text(std::string_view text);

/// Names joined by commas. A name that this program does not know is dropped: unknown is deny.
std::string text_of_permissions(model::Permissions permissions);
model::Permissions permissions_of_text(std::string_view text);

/// `days:from:to:zone`, days as a number; empty for none.
std::string text_of_hours(const std::optional<model::WeeklyHours>& hours);
std::optional<model::WeeklyHours> hours_of_text(std::string_view text);

}  // namespace callout::store
