// SPDX-License-Identifier: Apache-2.0
#include "store/profiles.h"

#include <boost/json/serialize.hpp>

#include "model/profile_json.h"
#include "model/text.h"
#include "store/connection.h"

namespace callout::store {
namespace {

auto no_profile() {
  return fail(Code::kNotFound, "There is no such profile.");
}

Result<model::DeviceProfile> profile_of(const std::string& id, const std::string& document) {
  auto profile = model::profile_from_text(document);
  // Devices would be treated as without it, and some profiles are there to forbid.
  if (!profile) return fail(Code::kInternal, "The profile {} is damaged: {}", id, profile.error().message);
  profile->id = model::ProfileId(id);
  return profile;
}

}  // namespace

Result<std::vector<model::DeviceProfile>> Profiles::list() {
  return guarded("list profiles", [&]() -> Result<std::vector<model::DeviceProfile>> {
    std::string id, document;
    Query query(scope_.connection(), "SELECT id, document FROM profiles WHERE team_id = :team ORDER BY sort_name, id");
    query.use(scope_.team()).into(id).into(document);
    std::vector<model::DeviceProfile> profiles;
    while (query.next()) {
      auto profile = profile_of(id, document);
      if (!profile) return fail(profile);
      profiles.push_back(std::move(*profile));
    }
    return profiles;
  });
}

Result<model::DeviceProfile> Profiles::get(const model::ProfileId& id) {
  return guarded("read the profile", [&]() -> Result<model::DeviceProfile> {
    std::string document;
    Query query(scope_.connection(), "SELECT document FROM profiles WHERE team_id = :team AND id = :id");
    if (!query.use(scope_.team()).use(id.str()).into(document).next()) return no_profile();
    return profile_of(id.str(), document);
  });
}

Result<> Profiles::insert(const model::DeviceProfile& profile, WallMs now) {
  return guarded("add the profile", [&]() -> Result<> {
    std::int64_t there = 0;
    Query(scope_.connection(), "SELECT COUNT(*) FROM profiles WHERE team_id = :team")
        .use(scope_.team())
        .into(there)
        .next();
    if (static_cast<std::size_t>(there) >= model::kProfilesPerTeam)
      return fail(Code::kExhausted, "A team has at most {} profiles: remove one first.", model::kProfilesPerTeam);
    Query(scope_.connection(),
          "INSERT INTO profiles (id, team_id, sort_name, document, created_ms) VALUES (:id, :team, :sort, :document, "
          ":created)")
        .use(profile.id.str())
        .use(scope_.team())
        .use(model::lower_ascii(profile.name))
        .use(boost::json::serialize(model::to_json(profile)))
        .use(ms_of(now))
        .run();
    return {};
  });
}

Result<> Profiles::update(const model::DeviceProfile& profile) {
  return guarded("change the profile", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE profiles SET sort_name = :sort, document = :document WHERE team_id = :team AND id = :id");
    query.use(model::lower_ascii(profile.name))
        .use(boost::json::serialize(model::to_json(profile)))
        .use(scope_.team())
        .use(profile.id.str());
    if (query.run() == 0) return no_profile();
    return {};
  });
}

Result<> Profiles::remove(const model::ProfileId& id) {
  return guarded("remove the profile", [&]() -> Result<> {
    std::int64_t users = 0;
    Query(scope_.connection(), "SELECT COUNT(*) FROM devices WHERE team_id = :team AND profile_id = :id")
        .use(scope_.team())
        .use(id.str())
        .into(users)
        .next();
    if (users > 0)
      return fail(Code::kConflict, "The profile is chosen for {} device{}: give {} another one first.", users,
                  users == 1 ? "" : "s", users == 1 ? "it" : "them");
    Query query(scope_.connection(), "DELETE FROM profiles WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_profile();
    return {};
  });
}

}  // namespace callout::store
