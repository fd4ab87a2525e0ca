// SPDX-License-Identifier: Apache-2.0
// One mutex guards all live jobs, also while the store writes: there is one writer anyway, and an order must not
// overtake the state that it belongs to. What the listener and the event sink hear is collected and told after the
// mutex is released.
#include "jobs/service.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "model/text.h"
#include "store/devices.h"
#include "store/installs.h"
#include "store/teams.h"

namespace callout::jobs {

using model::Failure;
using model::FailureCode;
using model::Hop;
using model::JobKind;
using model::JobState;

namespace {

Failure failure(Hop hop, FailureCode code, std::string detail) {
  return {hop, code, std::move(detail), std::string(model::remedy_for(code))};
}

/// Told when it is destroyed: declare it before the lock, so that it goes after it.
class Aftermath {
 public:
  ~Aftermath() {
    for (auto& tell : tell_) tell();
  }
  void add(std::function<void()> tell) { tell_.push_back(std::move(tell)); }

 private:
  std::vector<std::function<void()>> tell_;
};

JobOrder check_order(const model::Job& job, const model::Device& device) {
  JobOrder order;
  order.job = job.id;
  order.install = job.install;
  order.kind = job.kind;
  order.device = device.id;
  order.device_name = device.name;
  order.address = device.address;
  order.mac = device.mac;
  for (const auto& endpoint : device.endpoints)
    order.endpoints.push_back({endpoint.id, endpoint.scheme, endpoint.port});
  return order;
}

model::Job new_job(JobKind kind, const model::Device& device, const model::Technician& technician, WallMs now) {
  model::Job job;
  job.id = model::JobId::make();
  job.team = device.team;
  job.kind = kind;
  job.install = *device.install;
  job.install_name = device.install_name;
  job.device = device.id;
  job.device_name = device.name;
  job.technician = technician.id;
  job.technician_name = technician.name;
  job.created_at = now;
  job.steps = {{model::StepName::kQueued, std::chrono::milliseconds(0), {}}};
  return job;
}

}  // namespace

class Service::State {
 public:
  State(store::Store& store, model::EventSink& events, const Clock& clock, Log& log)
      : store_(store), events_(events), clock_(clock), log_(log) {}

  struct Live {
    model::Job job;
    JobOrder order;
    Steady made;
    Steady due;                                ///< When it expires.
    bool saved = true;                         ///< False while the end of the job could not be written yet.
    std::optional<model::CheckReport> report;  ///< Written with the end.
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

  void publish(Aftermath& after, const model::TeamId& team, model::EventKind kind, std::string id) {
    after.add([this, team, event = model::Event{kind, std::move(id)}] { events_.publish(team, event); });
  }

  /// Tells of a job that moved.
  void changed(Aftermath& after, const model::Job& job) {
    publish(after, job.team, model::EventKind::kJob, job.id.str());
    if (job.kind == JobKind::kOpenDeviceWebpage && listener_ != nullptr) {
      after.add([listener = listener_, job] { listener->page_job_changed(job); });
    }
  }

  std::chrono::milliseconds age(const Live& live) const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - live.made);
  }

  Live& add(model::Job job, JobOrder order, Steady made, Steady due) {
    installs_[job.install].jobs.push_back(job.id);
    const auto id = job.id;
    return live_.emplace(id, Live{std::move(job), std::move(order), made, due, true, {}}).first->second;
  }

  /// Writes the end of a job; false when that failed and has to be tried again.
  bool save(Live& live) {
    const auto saved = [&]() -> Result<> {
      auto transaction = store_.write();
      if (!transaction) return fail(transaction);
      const store::TeamScope scope(*transaction, live.job.team);
      if (auto updated = store::Jobs(scope).update(live.job); !updated) return updated;
      if (live.report) {
        store::Devices devices(scope);
        auto applied = live.job.kind == JobKind::kCheckDevice
                           ? devices.apply_check(live.job.device, *live.report, clock_.wall())
                       : live.report->mac ? devices.learn_mac(live.job.device, *live.report->mac)
                                          : Result<>();
        // The device may have been removed meanwhile: there is nothing left to note.
        if (!applied && applied.error().code != Code::kNotFound) return applied;
      }
      return transaction->commit();
    }();
    if (!saved)
      log_.error("the end of a job could not be saved yet",
                 {{"job", live.job.id.str()}, {"error", saved.error().message}});
    return saved.has_value();
  }

  void forget(const model::JobId& id) {
    const auto found = live_.find(id);
    auto& jobs = installs_[found->second.job.install].jobs;
    std::erase(jobs, id);
    live_.erase(found);
  }

  /// Ends a live job and answers it: after this, the reference may be gone.
  model::Job finish(Aftermath& after, Live& live, JobState state, std::optional<Failure> why) {
    const bool was_sent = live.job.state != JobState::kQueued;
    check(move(live.job, state, age(live), why ? why->detail : std::string()).has_value());
    live.job.failure = std::move(why);
    live.job.finished_at = clock_.wall();
    if (was_sent && (state == JobState::kCancelled || state == JobState::kExpired) && link_ != nullptr)
      link_->cancel(live.job.install, live.job.id);
    if (!live.report && live.job.kind == JobKind::kCheckDevice && live.job.failure)
      live.report = report_of(*live.job.failure);
    live.saved = save(live);
    changed(after, live.job);
    if (live.job.kind == JobKind::kCheckDevice || live.report)
      publish(after, live.job.team, model::EventKind::kDevice, live.job.device.str());
    model::Job ended = live.job;
    if (live.saved) forget(ended.id);
    pump(after, ended.install);
    return ended;
  }

  /// Sends what may run now: page jobs up to their bound, one check.
  void pump(Aftermath& after, const model::InstallId& id) {
    auto& install = installs_[id];
    if (!install.online || link_ == nullptr) return;
    std::size_t pages = 0, checks = 0;
    for (const auto& job : install.jobs) {
      const auto& live = live_.at(job).job;
      if (live.state == JobState::kQueued || is_finished(live.state)) continue;
      ++(live.kind == JobKind::kOpenDeviceWebpage ? pages : checks);
    }
    for (const auto& job : install.jobs) {
      Live& live = live_.at(job);
      if (live.job.state != JobState::kQueued) continue;
      const bool page = live.job.kind == JobKind::kOpenDeviceWebpage;
      if (page ? pages >= kPageJobsAtOnce : checks >= 1) continue;
      ++(page ? pages : checks);
      if (!move(live.job, JobState::kSent, age(live))) continue;
      if (!page) live.due = clock_.steady() + kCheckRunTime;
      link_->send(live.order);
      changed(after, live.job);
    }
  }

  void expire(Aftermath& after, Live& live) {
    const bool page = live.job.kind == JobKind::kOpenDeviceWebpage;
    switch (live.job.state) {
      case JobState::kQueued:
        finish(after, live, JobState::kExpired,
               failure(Hop::kInstall, FailureCode::kExpired,
                       page ? "The install was busy with other sessions for too long."
                            : "The install did not come back within 10 minutes."));
        return;
      case JobState::kSent:
        finish(
            after, live, JobState::kExpired,
            failure(Hop::kInstall, FailureCode::kInstallSilent, "The install did not answer, though it is connected."));
        return;
      default:
        finish(after, live, JobState::kExpired,
               failure(Hop::kDevice, FailureCode::kExpired,
                       "The install was still waiting for the device when the time for it was over."));
    }
  }

  /// The live job of this id that belongs to this install.
  Result<Live*> of_install(const model::InstallId& install, const model::JobId& id) {
    const auto found = live_.find(id);
    if (found == live_.end() || found->second.job.install != install)
      return fail(Code::kProtocol, "The install has no such job.");
    return &found->second;
  }

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
  void lose_connection(Aftermath& after, const model::InstallId& install) {
    std::erase_if(reopening_, [&](const auto& item) { return item.second.install == install; });
    each_unfinished(
        [&](const auto& live) { return live.job.install == install && live.job.state != JobState::kQueued; },
        [&](auto& live) {
          if (live.job.kind == JobKind::kCheckDevice &&
              move(live.job, JobState::kQueued, age(live), "The install went offline.")) {
            live.due = clock_.steady() + kCheckQueueTime;
            return changed(after, live.job);
          }
          finish(after, live, JobState::kFailed,
                 failure(Hop::kInstall, FailureCode::kInstallOffline, "The install went offline meanwhile."));
        });
  }

  store::Store& store_;
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

Service::Service(store::Store& store, model::EventSink& events, const Clock& clock, Log& log)
    : state_(std::make_unique<State>(store, events, clock, log)) {}
Service::~Service() = default;

Result<> Service::start() {
  auto& s = *state_;
  std::vector<model::Job> jobs;
  std::unordered_map<model::DeviceId, model::Device> devices;
  {
    auto transaction = s.store_.read();
    if (!transaction) return fail(transaction);
    auto unfinished = store::unfinished_jobs(*transaction);
    if (!unfinished) return fail(unfinished);
    jobs = std::move(*unfinished);
    for (const auto& job : jobs) {
      auto device = store::Devices(store::TeamScope(*transaction, job.team)).get(job.device);
      if (device) devices[job.device] = std::move(*device);
    }
  }
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  for (auto& job : jobs) {
    const auto age = std::max(std::chrono::milliseconds(0), s.clock_.wall() - job.created_at);
    const auto device = devices.find(job.device);
    const bool check =
        job.kind == JobKind::kCheckDevice && device != devices.end() && device->second.install == job.install;
    auto order = check ? check_order(job, device->second) : JobOrder{};
    auto& live = s.add(std::move(job), std::move(order), s.clock_.steady() - age, s.clock_.steady() + kCheckQueueTime);
    if (!check)
      s.finish(after, live, JobState::kFailed,
               failure(Hop::kServer, FailureCode::kInternal, "The server restarted meanwhile."));
  }
  return {};
}

void Service::set_link(AgentLink* link) {
  std::scoped_lock lock(state_->mutex_);
  state_->link_ = link;
}

void Service::set_listener(Listener* listener) {
  std::scoped_lock lock(state_->mutex_);
  state_->listener_ = listener;
}

void Service::tick() {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  const Steady now = s.clock_.steady();
  s.each_unfinished([&](const auto& live) { return now >= live.due; }, [&](auto& live) { s.expire(after, live); });
  std::vector<model::JobId> unsaved;
  for (auto& [id, live] : s.live_) {
    if (!live.saved && s.save(live)) unsaved.push_back(id);
  }
  for (const auto& id : unsaved) s.forget(id);
  std::erase_if(s.reopening_, [&](const auto& entry) {
    if (now < entry.second.due) return false;
    if (s.listener_ != nullptr) {
      after.add([listener = s.listener_, session = entry.second.session] {
        listener->reopened(
            session, failure(Hop::kInstall, FailureCode::kInstallSilent, "The install did not open the device again."));
      });
    }
    return true;
  });
}

Result<model::Job> Service::get(const model::TeamId& team, const model::JobId& id) {
  auto& s = *state_;
  {
    std::scoped_lock lock(s.mutex_);
    if (const auto found = s.live_.find(id); found != s.live_.end() && found->second.job.team == team)
      return found->second.job;
  }
  auto transaction = s.store_.read();
  if (!transaction) return fail(transaction);
  return store::Jobs(store::TeamScope(*transaction, team)).get(id);
}

Result<store::Page<model::Job>> Service::list(const model::TeamId& team, const store::PageRequest& page,
                                              const store::JobFilter& filter) {
  auto& s = *state_;
  auto transaction = s.store_.read();
  if (!transaction) return fail(transaction);
  auto jobs = store::Jobs(store::TeamScope(*transaction, team)).list(page, filter);
  if (!jobs) return fail(jobs);
  std::scoped_lock lock(s.mutex_);
  for (auto& job : jobs->items) {
    if (const auto found = s.live_.find(job.id); found != s.live_.end()) job = found->second.job;
  }
  return jobs;
}

Result<model::Job> Service::check_device(const model::TeamId& team, const model::DeviceId& device_id,
                                         const model::TechnicianId& technician_id) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  auto transaction = s.store_.write();
  if (!transaction) return fail(transaction);
  const store::TeamScope scope(*transaction, team);
  auto device = store::Devices(scope).get(device_id);
  if (!device) return fail(device);
  auto technician = store::Technicians(scope).get(technician_id);
  if (!technician) return fail(technician);
  if (!device->install) return fail(Code::kConflict, "The device has no install: give it one first.");
  for (const auto& [id, live] : s.live_) {
    if (live.job.device == device_id && live.job.kind == JobKind::kCheckDevice && !is_finished(live.job.state)) {
      return fail(Code::kConflict, "The device is being checked already.");
    }
  }
  if (s.installs_[*device->install].jobs.size() >= kLiveJobsPerInstall)
    return fail(Code::kExhausted, "The install has too many jobs: try again later.");
  auto job = new_job(JobKind::kCheckDevice, *device, *technician, s.clock_.wall());
  if (auto inserted = store::Jobs(scope).insert(job); !inserted) return fail(inserted);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  const Steady now = s.clock_.steady();
  const auto& live = s.add(job, check_order(job, *device), now, now + kCheckQueueTime);
  s.changed(after, live.job);
  s.publish(after, team, model::EventKind::kDevice, device_id.str());
  s.pump(after, job.install);
  return live.job;
}

Result<model::Job> Service::cancel(const model::TeamId& team, const model::JobId& id) {
  auto& s = *state_;
  {
    Aftermath after;
    std::scoped_lock lock(s.mutex_);
    const auto found = s.live_.find(id);
    if (found != s.live_.end() && found->second.job.team == team && !is_finished(found->second.job.state)) {
      return s.finish(after, found->second, JobState::kCancelled,
                      failure(Hop::kServer, FailureCode::kCancelled, "It was cancelled."));
    }
  }
  auto job = get(team, id);
  if (!job) return job;
  return fail(Code::kConflict, "The job has finished already.");
}

bool Service::online(const model::InstallId& install) const {
  std::scoped_lock lock(state_->mutex_);
  const auto found = state_->installs_.find(install);
  return found != state_->installs_.end() && found->second.online;
}

std::size_t Service::live_count() const {
  std::scoped_lock lock(state_->mutex_);
  return state_->live_.size();
}

std::size_t Service::online_count() const {
  std::scoped_lock lock(state_->mutex_);
  return static_cast<std::size_t>(
      std::ranges::count_if(state_->installs_, [](const auto& entry) { return entry.second.online; }));
}

Result<> Service::room_for(const model::InstallId& install) const {
  std::scoped_lock lock(state_->mutex_);
  const auto found = state_->installs_.find(install);
  if (found == state_->installs_.end() || found->second.jobs.size() < kLiveJobsPerInstall) return {};
  return fail(Code::kExhausted, "The install has too many jobs: try again later.");
}

Result<model::Job> Service::add_page_job(store::Transaction& transaction, const model::Device& device,
                                         const model::Technician& technician, const model::SessionId& session) {
  auto job = new_job(JobKind::kOpenDeviceWebpage, device, technician, state_->clock_.wall());
  job.session = session;
  if (auto inserted = store::Jobs(store::TeamScope(transaction, device.team)).insert(job); !inserted)
    return fail(inserted);
  return job;
}

void Service::dispatch(const model::Job& job, JobOrder order) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  const Steady now = s.clock_.steady();
  auto& live = s.add(job, std::move(order), now, now + limits::kJobAnswerTime);
  s.changed(after, live.job);
  if (!s.installs_[job.install].online) {
    s.finish(after, live, JobState::kFailed,
             failure(Hop::kInstall, FailureCode::kInstallOffline, "The install is offline."));
    return;
  }
  s.pump(after, job.install);
}

void Service::reopen(JobOrder order) {
  auto& s = *state_;
  std::scoped_lock lock(s.mutex_);
  if (s.link_ == nullptr || !s.installs_[order.install].online) return;
  order.reopen = true;
  s.reopening_[order.job] = {order.install, *order.session, s.clock_.steady() + limits::kJobAnswerTime};
  s.link_->send(order);
}

void Service::extend_session(const model::InstallId& install, const model::SessionId& session,
                             std::chrono::milliseconds session_time) {
  std::scoped_lock lock(state_->mutex_);
  if (state_->link_ != nullptr) state_->link_->extend_session(install, session, session_time);
}

void Service::end_session(const model::InstallId& install, const model::SessionId& session) {
  std::scoped_lock lock(state_->mutex_);
  std::erase_if(state_->reopening_, [&](const auto& entry) { return entry.second.session == session; });
  if (state_->link_ != nullptr) state_->link_->end_session(install, session);
}

void Service::cancel_for_device(const model::DeviceId& device) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each_unfinished(
      [&](const auto& live) { return live.job.device == device; },
      [&](auto& live) {
        s.finish(after, live, JobState::kCancelled,
                 failure(Hop::kServer, FailureCode::kCancelled, "The device was changed or removed meanwhile."));
      });
}

void Service::cancel_for_install(const model::InstallId& install) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each_unfinished([&](const auto& live) { return live.job.install == install; },
                    [&](auto& live) {
                      s.finish(after, live, JobState::kCancelled,
                               failure(Hop::kServer, FailureCode::kCancelled, "The install was removed meanwhile."));
                    });
}

void Service::disconnect(const model::InstallId& install) {
  std::scoped_lock lock(state_->mutex_);
  if (state_->link_ != nullptr) state_->link_->disconnect(install);
}

void Service::install_online(const model::TeamId& team, const model::InstallId& install,
                             const model::AgentInfo& agent) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  const auto noted = [&]() -> Result<> {
    auto transaction = s.store_.write();
    if (!transaction) return fail(transaction);
    if (auto seen = store::Installs(store::TeamScope(*transaction, team)).seen(install, agent, s.clock_.wall()); !seen)
      return seen;
    return transaction->commit();
  }();
  if (!noted)
    s.log_.error("an install that connected could not be noted",
                 {{"install", install.str()}, {"error", noted.error().message}});
  auto& entry = s.installs_[install];
  if (entry.online)
    s.lose_connection(after, install);  // A new connection took the place of one that was not seen to end.
  entry.online = true;
  entry.team = team;
  s.publish(after, team, model::EventKind::kInstall, install.str());
  if (s.listener_ != nullptr) after.add([listener = s.listener_, install] { listener->install_online(install); });
  s.pump(after, install);
}

void Service::install_offline(const model::InstallId& install) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  auto& entry = s.installs_[install];
  if (!entry.online) return;
  entry.online = false;
  const auto noted = [&]() -> Result<> {
    auto transaction = s.store_.write();
    if (!transaction) return fail(transaction);
    if (auto touched = store::Installs(store::TeamScope(*transaction, entry.team)).touch(install, s.clock_.wall());
        !touched)
      return touched;
    return transaction->commit();
  }();
  // An install that was removed is gone from the database before its connection is.
  if (!noted && noted.error().code != Code::kNotFound) {
    s.log_.error("an install that went away could not be noted",
                 {{"install", install.str()}, {"error", noted.error().message}});
  }
  s.lose_connection(after, install);
  s.publish(after, entry.team, model::EventKind::kInstall, install.str());
  if (s.listener_ != nullptr) after.add([listener = s.listener_, install] { listener->install_offline(install); });
}

Result<> Service::progress(const model::InstallId& install, const model::JobId& job, const ProgressEvent& event) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  if (const auto again = s.reopening_.find(job); again != s.reopening_.end() && again->second.install == install)
    return {};
  auto live = s.of_install(install, job);
  if (!live) return fail(live);
  if (auto advanced = advance((*live)->job, event, s.age(**live)); !advanced) return advanced;
  s.changed(after, (*live)->job);
  return {};
}

Result<> Service::finished(const model::InstallId& install, const model::JobId& job, const JobOutcome& outcome) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  auto cleaned = clean(outcome);
  if (const auto again = s.reopening_.find(job); again != s.reopening_.end() && again->second.install == install) {
    if (s.listener_ != nullptr) {
      after.add(
          [listener = s.listener_, session = again->second.session, cleaned] { listener->reopened(session, cleaned); });
    }
    s.reopening_.erase(again);
    return {};
  }
  auto found = s.of_install(install, job);
  if (!found) return fail(found);
  auto& live = **found;
  const bool failed = std::holds_alternative<Failure>(cleaned);
  const auto to = failed ? JobState::kFailed : JobState::kCompleted;
  if (live.job.state == JobState::kQueued || !may_become(live.job.kind, live.job.state, to)) {
    return fail(Code::kProtocol, "A job that is {} can't be {}.", model::to_string(live.job.state),
                model::to_string(to));
  }
  if (!failed) live.report = std::move(std::get<Completed>(cleaned).report);
  s.finish(after, live, to, failed ? std::optional(std::get<Failure>(std::move(cleaned))) : std::nullopt);
  return {};
}

}  // namespace callout::jobs
