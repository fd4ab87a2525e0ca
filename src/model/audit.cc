// SPDX-License-Identifier: Apache-2.0
#include "model/audit.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "model/text.h"

namespace callout::model {

namespace {

constexpr std::size_t kFieldNameMost = 100;  // Bytes.
constexpr std::size_t kChangesTextMost =
    256 * 1024;  // Bytes; 51 fields of the longest values, each byte escaped, are less.

std::string_view secret_change(std::string_view before, std::string_view after) {
  if (before.empty()) return "set";
  return after.empty() ? "removed" : "changed";
}

Result<std::string> change_field(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return fail(Code::kInvalid, "A change of an audit record has no {}.", name);
  return std::string(value->get_string());
}

}  // namespace

AuditChanges& AuditChanges::add(std::string_view field, FieldClass field_class, std::string_view before,
                                std::string_view after) {
  if (before == after) return *this;
  if (list_.size() >= kAuditChangesMost) {
    if (list_.size() == kAuditChangesMost) list_.push_back({"...", "", "more fields than a record holds"});
    return *this;
  }
  auto name = clean_text(field, kFieldNameMost);
  if (field_class == FieldClass::kSecret) {
    list_.push_back({std::move(name), "", std::string(secret_change(before, after))});
  } else {
    list_.push_back({std::move(name), clean_text(before, kAuditValueMost), clean_text(after, kAuditValueMost)});
  }
  return *this;
}

std::string AuditChanges::text() const {
  if (list_.empty()) return {};
  boost::json::array array;
  for (const auto& change : list_)
    array.push_back({{"field", change.field}, {"before", change.before}, {"after", change.after}});
  return boost::json::serialize(array);
}

Result<AuditChanges> AuditChanges::from_text(std::string_view text) {
  AuditChanges changes;
  if (text.empty()) return changes;
  const auto bad = [] { return fail(Code::kInvalid, "The changes of an audit record can't be read."); };
  if (text.size() > kChangesTextMost) return bad();
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  if (error || !value.is_array() || value.get_array().size() > kAuditChangesMost + 1) return bad();
  for (const auto& each : value.get_array()) {
    if (!each.is_object()) return bad();
    auto field = change_field(each.get_object(), "field"), before = change_field(each.get_object(), "before"),
         after = change_field(each.get_object(), "after");
    if (!field || !before || !after) return bad();
    changes.list_.push_back({std::move(*field), std::move(*before), std::move(*after)});
  }
  return changes;
}

}  // namespace callout::model
