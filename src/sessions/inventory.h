// SPDX-License-Identifier: Apache-2.0
// Changes of devices, installs and profiles that reach further than their row: they end sessions, cancel jobs and ask
// for checks. The API's handlers call these instead of the repositories, so that none of it can be forgotten. Each asks
// whether `by` may, for the very thing: kDenied when not. Any thread; blocks.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "jobs/service.h"
#include "model/device.h"
#include "model/events.h"
#include "model/install.h"
#include "model/profile.h"
#include "rights/authority.h"
#include "sessions/service.h"
#include "store/profiles.h"
#include "store/store.h"

namespace callout::sessions {

struct NewEndpoint {
  model::Scheme scheme = model::Scheme::kHttp;
  std::uint16_t port = 80;
};

/// Which profile a device is treated by, and whether its own URLs in texts are translated.
struct ProfileChoice {
  std::optional<model::ProfileId> profile{};  ///< Absent: the one that fits what its last check saw.
};
struct TranslationChoice {
  std::optional<bool> on{};  ///< Absent: as the profile says.
};

struct NewDevice {
  std::string name;
  model::InstallId install;
  std::optional<model::EntityId> entity;  ///< The install's unless given.
  std::string address;
  std::vector<NewEndpoint> endpoints;  ///< Empty: those of the chosen profile.
  std::vector<std::uint16_t> raw_ports{};
  ProfileChoice profile{};
  TranslationChoice translation{};
  std::vector<model::InstallId> other_installs{};
  std::optional<bool> group_rights{};  ///< As the team does with new devices, unless given.
  bool hidden = false;                 ///< From everyone but who adds it.
};

/// A key that an endpoint showed instead of the known one, named in full: a third one is not accepted by mistake.
struct AcceptedKey {
  model::EndpointId endpoint;
  std::string key_sha256;
};

struct DeviceChange {
  std::optional<std::string> name{};
  std::optional<model::InstallId> install{};
  std::optional<model::EntityId> entity{};
  std::optional<std::string> address{};
  std::optional<std::vector<NewEndpoint>> endpoints{};
  std::optional<std::vector<std::uint16_t>> raw_ports{};
  std::optional<ProfileChoice> profile{};
  std::optional<TranslationChoice> translation{};
  std::optional<std::vector<model::InstallId>> other_installs{};
  std::optional<bool> group_rights{};
  std::optional<bool> hidden{};  ///< From everyone but who says so.
  bool accept_identity = false;  ///< Takes seen_mac as the device's identity, and its TLS keys as first ones.
  std::optional<AcceptedKey> accept_key{};
};

class Inventory {
 public:
  Inventory(store::Store& store, rights::Authority& authority, jobs::Service& jobs, Service& sessions,
            model::EventSink& events, const Clock& clock, Log& log);

  /// Adds the device, to the groups whose rule it meets too, and asks its install to check it.
  Result<model::Device> add_device(const rights::Actor& by, const NewDevice& device);
  /// A change of address, install or endpoints, or an accepted identity or key, ends the device's sessions and has it
  /// checked again; a change of raw ports ends those to them, one of how the device is treated ends its sessions.
  /// kConflict when there is no seen identity or no such key to accept.
  Result<model::Device> change_device(const rights::Actor& by, const model::DeviceId& id, const DeviceChange& change);
  Result<> remove_device(const rights::Actor& by, const model::DeviceId& id);

  /// The document without its id.
  Result<model::DeviceProfile> add_profile(const rights::Actor& by, model::DeviceProfile profile);
  /// Ends the sessions to devices that are treated in another way then.
  Result<model::DeviceProfile> change_profile(const rights::Actor& by, model::DeviceProfile profile);
  Result<> remove_profile(const rights::Actor& by, const model::ProfileId& id);

  Result<model::Install> add_install(const rights::Actor& by, std::string_view name, const model::EntityId& entity);
  Result<model::Install> change_install(const rights::Actor& by, const model::InstallId& id,
                                        const std::optional<std::string>& name,
                                        const std::optional<model::EntityId>& entity);
  /// Ends its sessions, cancels its jobs, cuts its connection, forgets its key. Its devices stay.
  Result<> remove_install(const rights::Actor& by, const model::InstallId& id);

 private:
  Result<model::Device> read(const rights::Actor& by, const model::DeviceId& id);
  Result<> profiles_changed(const rights::Actor& by, model::AuditKind kind, const model::DeviceProfile& profile,
                            const std::function<Result<>(store::Profiles&)>& edit);
  Result<model::Device> check(const rights::Actor& by, const model::DeviceId& id);
  store::Store& store_;
  rights::Authority& authority_;
  jobs::Service& jobs_;
  Service& sessions_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace callout::sessions
