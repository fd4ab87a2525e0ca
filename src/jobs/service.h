// SPDX-License-Identifier: Apache-2.0
// The queue of work for installs. The API asks for checks, cancels and reads; sessions adds page jobs; the agent
// gateway reports.
//
// Lanes: what opens a session (a page job) never waits behind check_device; an install runs at most kPageJobsAtOnce of
// the first kind and one check. Live jobs are held in memory (what the API reads) and written when made and when
// finished: steps in between are not worth a disk flush each, and a restart gives page jobs up and takes checks up
// again. Both are recorded in the audit journal in the same transaction: what can't be recorded is not made, and its
// end is written again until it can be. Threads: any; calls block on the store. Listener calls come without the
// service's lock, so they may call back.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "audit/journal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "jobs/agent_link.h"
#include "jobs/outcome.h"
#include "jobs/states.h"
#include "model/audit.h"
#include "model/events.h"
#include "model/install.h"
#include "model/job.h"
#include "model/team.h"
#include "store/jobs.h"
#include "store/store.h"

namespace callout::jobs {

inline constexpr std::size_t kPageJobsAtOnce = 32;       ///< Per install; more wait in their lane.
inline constexpr std::size_t kLiveJobsPerInstall = 256;  ///< Refuses further jobs for the install.
inline constexpr auto kCheckQueueTime =
    std::chrono::minutes(10);  ///< A check waits this long for its install to be back.
inline constexpr auto kCheckRunTime = std::chrono::seconds(120);  ///< 16 endpoints of a silent device take 8 s each.

/// What sessions hears.
class Listener {
 public:
  virtual ~Listener() = default;
  /// A page job moved (also to an end).
  virtual void page_job_changed(const model::Job& job) = 0;
  /// An order with `reopen` was answered.
  virtual void reopened(const model::SessionId& session, const JobOutcome& outcome) = 0;
  virtual void install_online(const model::InstallId& install) = 0;
  virtual void install_offline(const model::InstallId& install) = 0;
};

class LiveJobs;

class Service {
 public:
  Service(store::Store& store, audit::Journal& journal, model::EventSink& events, const Clock& clock, Log& log);
  ~Service();

  /// Takes up what a restart left. Once, before anything else.
  Result<> start();
  /// Where orders go and who hears of page jobs: set by main() before traffic, cleared (nullptr) before those are
  /// destroyed.
  void set_link(AgentLink* link);
  void set_listener(Listener* listener);
  /// Expires what is due and sends what waits. Called by main() several times a second on a pool thread.
  void tick();

  // For the API.
  Result<model::Job> get(const model::TeamId& team, const model::JobId& id);
  Result<store::Page<model::Job>> list(const model::TeamId& team, const store::PageRequest& page,
                                       const store::JobFilter& filter);
  /// kConflict while a check of the device is not finished, or when it has no install. `by` asks for it, on behalf of
  /// the technician.
  Result<model::Job> check_device(const model::TeamId& team, const model::DeviceId& device,
                                  const model::TechnicianId& technician, const model::AuditActor& by);
  /// The same, where it does not matter much: a refusal is only logged.
  void ask_for_check(const model::TeamId& team, const model::DeviceId& device, const model::TechnicianId& technician,
                     const model::AuditActor& by);
  /// kConflict when it has finished.
  Result<model::Job> cancel(const model::TeamId& team, const model::JobId& id, const model::AuditActor& by);
  bool online(const model::InstallId& install) const;
  std::size_t live_count() const;
  std::size_t online_count() const;

  // For sessions.
  /// kExhausted when the install has as many jobs as it may have.
  Result<> room_for(const model::InstallId& install) const;
  /// Writes a queued page job in the caller's transaction; call dispatch() after the commit. Takes no lock: the
  /// transaction is one.
  Result<model::Job> add_page_job(store::Transaction& transaction, model::JobKind kind, const model::Device& device,
                                  const model::Technician& technician, const model::SessionId& session,
                                  const model::AuditActor& by);
  /// Sends the job, or fails it at once when the install is offline.
  void dispatch(const model::Job& job, JobOrder order);
  void reopen(JobOrder order);
  void extend_session(const model::InstallId& install, const model::SessionId& session,
                      std::chrono::milliseconds session_time);
  void end_session(const model::InstallId& install, const model::SessionId& session);
  /// Cancels the unfinished jobs of a device or an install that is about to be gone.
  void cancel_for_device(const model::DeviceId& device, const model::AuditActor& by);
  void cancel_for_install(const model::InstallId& install, const model::AuditActor& by);
  /// Cuts the install's connection.
  void disconnect(const model::InstallId& install);

  // For the agent gateway. `install` is whose connection it came from: what is not that install's is refused with
  // kProtocol.
  // One connection an install: when a new one takes the place of an old one, the old one's end is not told.
  void install_online(const model::TeamId& team, const model::InstallId& install, const model::AgentInfo& agent);
  void install_offline(const model::InstallId& install);
  Result<> progress(const model::InstallId& install, const model::JobId& job, const ProgressEvent& event);
  Result<> finished(const model::InstallId& install, const model::JobId& job, const JobOutcome& outcome);

 private:
  std::unique_ptr<LiveJobs> state_;
};

}  // namespace callout::jobs
