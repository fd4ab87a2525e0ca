// SPDX-License-Identifier: Apache-2.0
// Device profiles. Their document has a reader of its own (model/profile_json.h), which shipped files and the database
// use, too.
#include <boost/json/array.hpp>

#include "api/handlers.h"
#include "api/parameters.h"
#include "api/present.h"
#include "model/profile_json.h"
#include "store/profiles.h"

namespace callout::api {
namespace {

Answer<model::DeviceProfile> profile_in(const Call& call) {
  auto profile = model::profile_from(call.body);
  if (!profile) return refuse(invalid(std::move(profile.error().detail), std::move(profile.error().pointer)));
  return std::move(*profile);
}

}  // namespace

/// All at once: they are few (model::kProfilesPerTeam), and the console chooses among them.
Answer<Response> list_profiles(Context& context, const Call& call) {
  Parameters in(call.query);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto own = store::Profiles(store::TeamScope(*transaction, call.team())).list();
  if (!own) return refuse(own);
  boost::json::array items;
  for (const auto& profile : *own) items.push_back(present(profile));
  for (const auto& profile : model::shipped_profiles()) items.push_back(present(profile));
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> get_profile(Context& context, const Call& call) {
  const model::ProfileId id{std::string(call.id)};
  if (const auto* shipped = model::find_profile(model::shipped_profiles(), id))
    return json_response(200, present(*shipped));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto own = store::Profiles(store::TeamScope(*transaction, call.team())).get(id);
  if (!own) return refuse(own);
  return json_response(200, present(*own));
}

Answer<Response> create_profile(Context& context, const Call& call) {
  auto profile = profile_in(call);
  if (!profile) return refuse(std::move(profile.error()));
  const auto made = context.inventory.add_profile(call.actor(), std::move(*profile));
  if (!made) return refuse(made);
  return json_response(201, present(*made));
}

Answer<Response> replace_profile(Context& context, const Call& call) {
  auto profile = profile_in(call);
  if (!profile) return refuse(std::move(profile.error()));
  profile->id = model::ProfileId{std::string(call.id)};
  if (model::find_profile(model::shipped_profiles(), profile->id) != nullptr)
    return refuse(conflict("A shipped profile can't be changed: make one of your own that is like it."));
  const auto changed = context.inventory.change_profile(call.actor(), std::move(*profile));
  if (!changed) return refuse(changed);
  return json_response(200, present(*changed));
}

Answer<Response> delete_profile(Context& context, const Call& call) {
  const model::ProfileId id{std::string(call.id)};
  if (model::find_profile(model::shipped_profiles(), id) != nullptr)
    return refuse(conflict("A shipped profile can't be removed: a device that it does not suit can have another."));
  const auto removed = context.inventory.remove_profile(call.actor(), id);
  if (!removed) return refuse(removed);
  return empty_response(204);
}

}  // namespace callout::api
