// SPDX-License-Identifier: Apache-2.0
// Longer than most files because it is the whole of one interface; the state behind it is live_jobs.cc.
#include "jobs/service.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/limits.h"
#include "jobs/live_jobs.h"
#include "jobs/making.h"
#include "store/devices.h"
#include "store/installs.h"
#include "store/teams.h"

namespace callout::jobs {

using model::Failure;
using model::FailureCode;
using model::Hop;
using model::JobKind;
using model::JobState;

Service::Service(store::Store& store, audit::Journal& journal, model::EventSink& events, const Clock& clock, Log& log)
    : state_(std::make_unique<LiveJobs>(store, journal, events, clock, log)) {}
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
    auto order = check ? order_for(job.id, job.kind, job.install, device->second) : JobOrder{};
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
                                         const model::TechnicianId& technician_id, const model::AuditActor& by) {
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
  if (auto inserted = s.insert(*transaction, job, by); !inserted) return fail(inserted);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  const Steady now = s.clock_.steady();
  const auto& live = s.add(job, order_for(job.id, job.kind, job.install, *device), now, now + kCheckQueueTime);
  s.changed(after, live.job);
  s.publish(after, team, model::EventKind::kDevice, device_id.str());
  s.pump(after, job.install);
  return live.job;
}

void Service::ask_for_check(const model::TeamId& team, const model::DeviceId& device,
                            const model::TechnicianId& technician, const model::AuditActor& by) {
  if (auto job = check_device(team, device, technician, by); !job) {
    state_->log_.info("a device is not checked now", {{"device", device.str()}, {"why", job.error().message}});
  }
}

Result<model::Job> Service::cancel(const model::TeamId& team, const model::JobId& id, const model::AuditActor& by) {
  auto& s = *state_;
  {
    Aftermath after;
    std::scoped_lock lock(s.mutex_);
    const auto found = s.live_.find(id);
    if (found != s.live_.end() && found->second.job.team == team && !is_finished(found->second.job.state)) {
      return s.finish(after, found->second, JobState::kCancelled,
                      failure(Hop::kServer, FailureCode::kCancelled, "It was cancelled."), by);
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

Result<model::Job> Service::add_page_job(store::Transaction& transaction, model::JobKind kind,
                                         const model::Device& device, const model::Technician& technician,
                                         const model::SessionId& session, const model::AuditActor& by) {
  auto job = new_job(kind, device, technician, state_->clock_.wall());
  job.session = session;
  if (auto inserted = state_->insert(transaction, job, by); !inserted) return fail(inserted);
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

void Service::cancel_for_device(const model::DeviceId& device, const model::AuditActor& by) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each_unfinished(
      [&](const auto& live) { return live.job.device == device; },
      [&](auto& live) {
        s.finish(after, live, JobState::kCancelled,
                 failure(Hop::kServer, FailureCode::kCancelled, "The device was changed or removed meanwhile."), by);
      });
}

void Service::cancel_for_install(const model::InstallId& install, const model::AuditActor& by) {
  auto& s = *state_;
  Aftermath after;
  std::scoped_lock lock(s.mutex_);
  s.each_unfinished([&](const auto& live) { return live.job.install == install; },
                    [&](auto& live) {
                      s.finish(after, live, JobState::kCancelled,
                               failure(Hop::kServer, FailureCode::kCancelled, "The install was removed meanwhile."),
                               by);
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
  const model::AuditActor agent{
      .kind = model::AuditActorKind::kAgent, .name = live.job.install_name, .via = model::AuditVia::kTunnel};
  s.finish(after, live, to, failed ? std::optional(std::get<Failure>(std::move(cleaned))) : std::nullopt, agent);
  return {};
}

}  // namespace callout::jobs
