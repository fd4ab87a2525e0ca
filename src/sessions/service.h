// SPDX-License-Identifier: Apache-2.0
// The life of every session: requested, connecting, active, closing, closed(reason). Opened by the API with a Grant;
// moved by jobs; ended by its technician, an administrator, a removal or change, the loss of its install or access, the
// end of a sign-in that can use it, or time.
//
// Time is monotonic: a wall clock that jumps changes nothing; over a restart model::Deadline says what is left
// (docs/adr/0011). Threads: any; calls block on the store. The lease is revoked first and the database written after,
// so that a slow disk never keeps a session alive; a write that failed is tried again by tick().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "access/decide.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "jobs/service.h"
#include "model/events.h"
#include "model/session.h"
#include "rights/authority.h"
#include "sessions/lease_table.h"
#include "sessions/observer.h"
#include "store/sessions.h"
#include "store/store.h"

namespace callout::sessions {

class LiveSessions;

inline constexpr std::size_t kPortsPerSession = 64;  ///< Parts of its device, beside the one that it was opened to.

class Service final : public jobs::Listener, public rights::Listener {
 public:
  /// Registers itself as the listener of `jobs` and `authority`.
  Service(store::Store& store, jobs::Service& jobs, rights::Authority& authority, LeaseTable& leases,
          model::EventSink& events, const Clock& clock, Log& log);
  ~Service() override;
  /// Not owned; before start().
  void set_observer(Observer* observer);

  /// Takes up the sessions that a restart left: active ones go on with their label, cookies and time, others are
  /// closed. Once, after jobs::Service::start().
  Result<> start();
  /// Ends what has expired or lost its install. Called by main() several times a second on a pool thread.
  void tick();

  // For the API.
  /// Makes the session and its job and sends it; `by` is who the grant is for, as the audit journal keeps them; it ends
  /// with `sign_in`. kDenied when that has ended already, kNotFound for the device, kInvalid for an endpoint that is
  /// not the device's, kConflict without an install, kExhausted beyond limits::kSessionsPerTechnician. `endpoint`
  /// absent: the device's first.
  Result<model::Session> open(const access::Grant& grant, const rights::Actor& by, const model::SignInId& sign_in,
                              const std::optional<model::EndpointId>& endpoint);
  /// The same for one of the device's raw ports; kInvalid for another.
  Result<model::Session> open_port(const access::PortsGrant& grant, const rights::Actor& by,
                                   const model::SignInId& sign_in, std::uint16_t port);
  Result<model::Session> get(const model::TeamId& team, const model::SessionId& id);
  Result<store::Page<model::Session>> list(const model::TeamId& team, const store::PageRequest& page,
                                           const store::SessionFilter& filter);
  /// Sets the time left to the team's session length again; kNotFound unless it is the technician's own, kConflict
  /// unless active.
  Result<model::Session> extend(const rights::Actor& subject, const model::SessionId& id);
  /// Ends it; the reason says whether its own technician or an administrator did. Whether `by` may is the caller's
  /// decision. A session that is closed already is answered as it is.
  Result<model::Session> end(const rights::Actor& by, const model::SessionId& id);
  /// A new secret with which the client opens raw connections of the session, kept durably as its hash; the oldest goes
  /// beyond kClientKeysPerSession. kNotFound unless it is the technician's own session, kConflict unless active,
  /// kDenied when the sign-in has ended.
  Result<std::string> make_client_key(const access::Subject& subject, const model::SignInId& sign_in,
                                      const model::SessionId& id);
  /// The session uses a part of its device that it was not opened to: the journal says so, once. An error when it
  /// can't, when the session is not active, or beyond kPortsPerSession, since a hostile page chooses the ports: nothing
  /// may go there then. For the relay.
  Result<> device_port_used(const model::SessionId& id, const model::DevicePort& port);
  /// Ends the sessions that this sign-in opened or has a cookie or client key of: its browser may be somebody else's
  /// next. After it
  /// was removed, whatever the cause.
  void sign_in_ended(const model::SignInId& sign_in);
  /// The same for all sign-ins of a technician.
  void sign_ins_ended(const model::TechnicianId& technician);
  /// Ends the sessions whose sign-ins an operator's command has ended beside this process. After one has written.
  void look_at_sign_ins();

  // For Inventory: call after the change was committed.
  void device_removed(const model::DeviceId& device);
  void device_changed(const model::DeviceId& device);
  /// A profile of the team was changed or removed: sessions to devices that are treated in another way now end.
  void profiles_changed(const model::TeamId& team);
  /// Only sessions to raw ports end.
  void raw_ports_changed(const model::DeviceId& device);
  void install_removed(const model::InstallId& install);

  // For Tickets.
  /// The active session of this label, if it is this technician's.
  std::optional<model::SessionId> active_session_of(const model::TechnicianId& technician,
                                                    std::string_view label) const;
  /// Keeps one more cookie of the session, durably, for the browser of `sign_in`; kClosed when the session is not
  /// active or the sign-in has ended.
  Result<> add_cookie(const model::SessionId& id, const model::SignInId& sign_in, std::string_view cookie_secret);
  void ticket_reused(const model::SessionId& id);

  std::size_t live_count() const;

  // jobs::Listener
  void page_job_changed(const model::Job& job) override;
  void reopened(const model::SessionId& session, const jobs::JobOutcome& outcome) override;
  void install_online(const model::InstallId& install) override;
  void install_offline(const model::InstallId& install) override;

  // rights::Listener
  /// Decides anew for all live sessions of the team and ends what is no longer allowed.
  void access_changed(const model::TeamId& team) override;

 private:
  std::unique_ptr<LiveSessions> state_;
};

}  // namespace callout::sessions
