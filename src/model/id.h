// SPDX-License-Identifier: Apache-2.0
// Strong ids: a DeviceId can't be passed where an InstallId is asked for. Ids are opaque, random and never reused.
// Plain values: any thread.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "base/random.h"

namespace callout::model {

template <class Tag>
class Id {
 public:
  Id() = default;
  /// Takes text from the database or a request; whether such a thing exists is the repository's answer.
  explicit Id(std::string text) : text_(std::move(text)) {}
  static Id make() { return Id(random_id()); }

  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

using TeamId = Id<struct TeamTag>;
using TechnicianId = Id<struct TechnicianTag>;
using EntityId = Id<struct EntityTag>;
using InstallId = Id<struct InstallTag>;
using DeviceId = Id<struct DeviceTag>;
using EndpointId = Id<struct EndpointTag>;
using JobId = Id<struct JobTag>;
using SessionId = Id<struct SessionTag>;
using SignInId = Id<struct SignInTag>;
using ProfileId = Id<struct ProfileTag>;
using RoleId = Id<struct RoleTag>;
using DepartmentId = Id<struct DepartmentTag>;
using GroupId = Id<struct GroupTag>;
using AccessRightId = Id<struct AccessRightTag>;
using MailId = Id<struct MailTag>;
using ContactId = Id<struct ContactTag>;
using JournalLinkId = Id<struct JournalLinkTag>;

}  // namespace callout::model

template <class Tag>
struct std::hash<callout::model::Id<Tag>> {
  std::size_t operator()(const callout::model::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};
