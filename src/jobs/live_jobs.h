// SPDX-License-Identifier: Apache-2.0
// The jobs that are not finished, and what is done to them under jobs::Service's mutex, which guards all of it: also
// while the store writes, for there is one writer anyway, and an order must not overtake the state that it belongs to.
// Inside jobs/ only. What the listener and the event sink hear is added to an Aftermath and told after the mutex is
// released.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "jobs/aftermath.h"
#include "jobs/service.h"

namespace callout::jobs {

class LiveJobs {
 public:
  LiveJobs(store::Store& store, audit::Journal& journal, model::EventSink& events, const Clock& clock, Log& log)
      : store_(store), journal_(journal), events_(events), clock_(clock), log_(log) {}

  struct Live {
    model::Job job;
    JobOrder order;
    Steady made;
    Steady due;                                ///< When it expires.
    bool saved = true;                         ///< False while the end of the job could not be written yet.
    std::optional<model::CheckReport> report;  ///< Written with the end.
    model::AuditActor ended_by = model::AuditActor::system();
  };
  struct Reopening {
    model::InstallId install;
    model::SessionId session;
    Steady due;
  };
  struct Install {
    bool online = false;
    model::TeamId team;
    std::vector<model::JobId> jobs;  ///< Live ones, oldest first.
  };

  void publish(Aftermath& after, const model::TeamId& team, model::EventKind kind, std::string id);

  /// Tells of a job that moved.
  void changed(Aftermath& after, const model::Job& job);

  std::chrono::milliseconds age(const Live& live) const;

  Live& add(model::Job job, JobOrder order, Steady made, Steady due);

  /// Writes the row of a new job, and who asked for it into the journal.
  Result<> insert(store::Transaction& transaction, const model::Job& job, const model::AuditActor& by);

  /// Writes the end of a job; false when that failed and has to be tried again.
  bool save(Live& live);

  void forget(const model::JobId& id);

  /// Ends a live job and answers it: after this, the reference may be gone.
  model::Job finish(Aftermath& after, Live& live, model::JobState state, std::optional<model::Failure> why,
                    const model::AuditActor& by = model::AuditActor::system());

  void refresh(Live& live);
  /// Sends what may run now: page jobs up to their bound, one check.
  void pump(Aftermath& after, const model::InstallId& id);

  void expire(Aftermath& after, Live& live);

  /// The live job of this id that belongs to this install.
  Result<Live*> of_install(const model::InstallId& install, const model::JobId& id);

  /// Calls f(Live&) for the unfinished jobs that match; f may end them.
  template <class Match, class F>
  void each_unfinished(Match match, F f) {
    std::vector<model::JobId> ids;
    for (const auto& [id, live] : live_) {
      if (!is_finished(live.job.state) && match(live)) ids.push_back(id);
    }
    for (const auto& id : ids) {
      if (const auto found = live_.find(id); found != live_.end()) f(found->second);
    }
  }

  /// What was sent over the connection is lost with it: checks wait again, page jobs have failed.
  void lose_connection(Aftermath& after, const model::InstallId& install);

  store::Store& store_;
  audit::Journal& journal_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
  mutable std::mutex mutex_;
  AgentLink* link_ = nullptr;
  Listener* listener_ = nullptr;
  std::map<model::JobId, Live> live_;
  std::unordered_map<model::InstallId, Install> installs_;
  std::map<model::JobId, Reopening> reopening_;
};

}  // namespace callout::jobs
