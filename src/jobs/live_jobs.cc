// SPDX-License-Identifier: Apache-2.0
#include "jobs/live_jobs.h"

#include <fmt/format.h>

#include "base/check.h"
#include "jobs/making.h"
#include "store/devices.h"

namespace callout::jobs {

using model::Failure;
using model::FailureCode;
using model::Hop;
using model::JobKind;
using model::JobState;

namespace {

/// What the journal says of a job, to be given its actor.
model::AuditRecord record_of(store::Transaction& transaction, model::AuditKind kind, const model::Job& job) {
  model::AuditRecord record{.team = job.team,
                            .kind = kind,
                            .technician = {job.technician, job.technician_name},
                            .device = {job.device, job.device_name},
                            .install = {job.install, job.install_name},
                            .session = job.session.value_or(model::SessionId()),
                            .job = job.id};
  record.detail = model::to_string(job.kind);
  // Where the device stands now: records are found by it. It may have been removed meanwhile.
  if (const auto device = store::Devices(store::TeamScope(transaction, job.team)).get(job.device))
    record.entity = {device->entity, device->entity_path};
  return record;
}

model::AuditRecord end_of(store::Transaction& transaction, const LiveJobs::Live& live) {
  auto record = record_of(transaction, model::AuditKind::kJobFinished, live.job);
  record.actor = live.ended_by;
  // Who cancels gets what they want.
  const bool failed = live.job.state == JobState::kFailed || live.job.state == JobState::kExpired;
  record.outcome = failed ? model::AuditOutcome::kFailed : model::AuditOutcome::kDone;
  record.detail += fmt::format(" {}", model::to_string(live.job.state));
  if (live.job.failure) {
    const auto& why = *live.job.failure;
    record.detail += fmt::format(": {} ({}): {}", model::to_string(why.code), model::to_string(why.hop), why.detail);
  }
  return record;
}

}  // namespace

void LiveJobs::publish(Aftermath& after, const model::TeamId& team, model::EventKind kind, std::string id) {
  after.add([this, team, event = model::Event{kind, std::move(id)}] { events_.publish(team, event); });
}

void LiveJobs::changed(Aftermath& after, const model::Job& job) {
  publish(after, job.team, model::EventKind::kJob, job.id.str());
  if (opens_session(job.kind) && listener_ != nullptr) {
    after.add([listener = listener_, job] { listener->page_job_changed(job); });
  }
}

std::chrono::milliseconds LiveJobs::age(const Live& live) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - live.made);
}

LiveJobs::Live& LiveJobs::add(model::Job job, JobOrder order, Steady made, Steady due) {
  installs_[job.install].jobs.push_back(job.id);
  const auto id = job.id;
  return live_.emplace(id, Live{std::move(job), std::move(order), made, due, true, {}, model::AuditActor::system()})
      .first->second;
}

Result<> LiveJobs::insert(store::Transaction& transaction, const model::Job& job, const model::AuditActor& by) {
  if (auto inserted = store::Jobs(store::TeamScope(transaction, job.team)).insert(job); !inserted) return inserted;
  auto record = record_of(transaction, model::AuditKind::kJobMade, job);
  record.actor = by;
  return journal_.append(transaction, std::move(record));
}

bool LiveJobs::save(Live& live) {
  const auto saved = [&]() -> Result<> {
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    const store::TeamScope scope(*transaction, live.job.team);
    if (auto updated = store::Jobs(scope).update(live.job); !updated) return updated;
    if (auto kept = journal_.append(*transaction, end_of(*transaction, live)); !kept) return kept;
    if (live.report) {
      store::Devices devices(scope);
      auto applied = live.job.kind == JobKind::kCheckDevice
                         ? devices.apply_check(live.job.device, *live.report, clock_.wall())
                         : devices.apply_visit(live.job.device, *live.report, clock_.wall());
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

void LiveJobs::forget(const model::JobId& id) {
  const auto found = live_.find(id);
  auto& jobs = installs_[found->second.job.install].jobs;
  std::erase(jobs, id);
  live_.erase(found);
}

model::Job LiveJobs::finish(Aftermath& after, Live& live, JobState state, std::optional<Failure> why,
                            const model::AuditActor& by) {
  const bool was_sent = live.job.state != JobState::kQueued;
  check(move(live.job, state, age(live), why ? why->detail : std::string()).has_value());
  live.job.failure = std::move(why);
  live.job.finished_at = clock_.wall();
  live.ended_by = by;
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

/// A check may have waited in line while the device changed or its identity and keys became known.
void LiveJobs::refresh(Live& live) {
  auto transaction = store_.read();
  if (!transaction) return;
  const auto device = store::Devices(store::TeamScope(*transaction, live.job.team)).get(live.job.device);
  if (device) live.order = order_for(live.job.id, live.job.kind, live.job.install, *device);
}

void LiveJobs::pump(Aftermath& after, const model::InstallId& id) {
  auto& install = installs_[id];
  if (!install.online || link_ == nullptr) return;
  std::size_t pages = 0, checks = 0;
  for (const auto& job : install.jobs) {
    const auto& live = live_.at(job).job;
    if (live.state == JobState::kQueued || is_finished(live.state)) continue;
    ++(opens_session(live.kind) ? pages : checks);
  }
  for (const auto& job : install.jobs) {
    Live& live = live_.at(job);
    if (live.job.state != JobState::kQueued) continue;
    const bool page = opens_session(live.job.kind);
    if (page ? pages >= kPageJobsAtOnce : checks >= 1) continue;
    ++(page ? pages : checks);
    if (!move(live.job, JobState::kSent, age(live))) continue;
    if (!page) live.due = clock_.steady() + kCheckRunTime;
    if (!page) refresh(live);
    link_->send(live.order);
    changed(after, live.job);
  }
}

void LiveJobs::expire(Aftermath& after, Live& live) {
  const bool page = opens_session(live.job.kind);
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

Result<LiveJobs::Live*> LiveJobs::of_install(const model::InstallId& install, const model::JobId& id) {
  const auto found = live_.find(id);
  if (found == live_.end() || found->second.job.install != install)
    return fail(Code::kProtocol, "The install has no such job.");
  return &found->second;
}

void LiveJobs::lose_connection(Aftermath& after, const model::InstallId& install) {
  std::erase_if(reopening_, [&](const auto& item) { return item.second.install == install; });
  each_unfinished([&](const auto& live) { return live.job.install == install && live.job.state != JobState::kQueued; },
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

}  // namespace callout::jobs
