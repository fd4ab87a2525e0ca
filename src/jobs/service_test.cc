// SPDX-License-Identifier: Apache-2.0
#include "jobs/service.h"

#include <gtest/gtest.h>

#include "audit/audit_testing.h"
#include "base/limits.h"
#include "jobs/jobs_testing.h"
#include "store/store_testing.h"

namespace callout::jobs {
namespace {

using model::DeviceStatus;
using model::FailureCode;
using model::JobState;
using model::StepName;
using namespace std::chrono_literals;

class Jobs : public testing::Test, public Listener {
 protected:
  void SetUp() override { start(); }

  void start() {
    service_ = std::make_unique<Service>(*store_, *journal_, events_, clock_, store_.log());
    service_->set_link(&link_);
    service_->set_listener(this);
    store::must(service_->start());
  }
  void restart() {
    service_.reset();
    store_.reopen();
    start();
  }

  void page_job_changed(const model::Job& job) override { changes_.push_back(job); }
  void reopened(const model::SessionId& session, const JobOutcome& outcome) override {
    reopened_.emplace_back(session, outcome);
  }
  void install_online(const model::InstallId&) override {}
  void install_offline(const model::InstallId&) override {}

  void online() { service_->install_online(team_.id, install_.id, {"1.0", "host", "linux", "198.51.100.7"}); }
  model::Job check() { return store::must(service_->check_device(team_.id, device_.id, technician_.id, by_)); }
  model::Job get(const model::JobId& id) { return store::must(service_->get(team_.id, id)); }
  model::Device device() {
    return store_.read([&](store::Transaction& t) {
      return store::must(store::Devices(store::TeamScope(t, team_.id)).get(device_.id));
    });
  }
  Result<> say(const model::JobId& id, StepName step) { return service_->progress(install_.id, id, {step, {}}); }

  model::Job page_job(const model::SessionId& session = model::SessionId::make()) {
    auto job = store_.write([&](store::Transaction& t) {
      return store::must(
          service_->add_page_job(t, model::JobKind::kOpenDeviceWebpage, device_, technician_, session, by_));
    });
    service_->dispatch(job, order_of(job));
    return job;
  }
  JobOrder order_of(const model::Job& job) {
    JobOrder order;
    order.job = job.id;
    order.install = install_.id;
    order.kind = job.kind;
    order.device = device_.id;
    order.session = job.session;
    return order;
  }

  store::TestStore store_;
  FakeClock clock_;
  audit::TestJournal journal_{store_};
  FakeEvents events_;
  FakeLink link_;
  std::unique_ptr<Service> service_;
  std::vector<model::Job> changes_;
  std::vector<std::pair<model::SessionId, JobOutcome>> reopened_;
  model::Team team_ = store_.add_team();
  model::Technician technician_ = store_.add_technician(team_, "ann@example.com");
  const model::AuditActor by_{.kind = model::AuditActorKind::kTechnician,
                              .technician = technician_.id,
                              .name = technician_.name,
                              .address = "198.51.100.9",
                              .via = model::AuditVia::kBrowser};
  model::Install install_ = store_.add_install(team_);
  model::Device device_ = store_.add_device(team_, install_);
};

TEST_F(Jobs, ACheckRunsAndItsReportIsKept) {
  online();
  const auto job = check();
  ASSERT_EQ(link_.orders().size(), 1u);
  EXPECT_EQ(link_.orders()[0].address, "10.0.0.9");
  EXPECT_EQ(link_.orders()[0].endpoints.size(), 2u);
  EXPECT_EQ(device().status, DeviceStatus::kChecking);
  store::must(say(job.id, StepName::kReceived));
  EXPECT_EQ(get(job.id).state, JobState::kReceived);
  model::CheckReport report{
      .mac = "00:11:22:AA:BB:CC", .status = DeviceStatus::kReachable, .detail = {}, .endpoints = {}};
  report.endpoints.emplace_back(device_.endpoints[0].id, model::EndpointCheck{.reachable = true,
                                                                              .status = 999,
                                                                              .title = "Pr\x1binter",
                                                                              .server = {},
                                                                              .auth = model::AuthKind::kDigest,
                                                                              .tls = {},
                                                                              .detail = {}});
  store::must(service_->finished(install_.id, job.id, Completed{report}));
  const auto checked = device();
  EXPECT_EQ(checked.status, DeviceStatus::kReachable);
  EXPECT_EQ(checked.mac, "00:11:22:aa:bb:cc");
  ASSERT_TRUE(checked.endpoints[0].check);
  EXPECT_EQ(checked.endpoints[0].check->title, "Printer");
  EXPECT_FALSE(checked.endpoints[0].check->status) << "999 is no HTTP status";
  EXPECT_EQ(get(job.id).state, JobState::kCompleted);
  EXPECT_EQ(service_->live_count(), 0u);
  EXPECT_GE(events_.count(team_.id, model::EventKind::kJob, job.id.str()), 3);
  EXPECT_GE(events_.count(team_.id, model::EventKind::kDevice, device_.id.str()), 2);
}

TEST_F(Jobs, AnotherMacIsShownAndNeverTakenAsTheIdentity) {
  online();
  for (const auto& [mac, status] : {std::pair("00:11:22:aa:bb:cc", DeviceStatus::kReachable),
                                    {"00:11:22:aa:bb:dd", DeviceStatus::kIdentityChanged}}) {
    const auto job = check();
    store::must(say(job.id, StepName::kReceived));
    store::must(service_->finished(
        install_.id, job.id,
        Completed{model::CheckReport{.mac = mac, .status = DeviceStatus::kReachable, .detail = {}, .endpoints = {}}}));
    EXPECT_EQ(device().status, status);
  }
  EXPECT_EQ(device().mac, "00:11:22:aa:bb:cc");
  EXPECT_EQ(device().seen_mac, "00:11:22:aa:bb:dd");
}

TEST_F(Jobs, AnEndpointsKeyIsGivenToTheAgentToFindAgain) {
  online();
  const std::string key(43, 'k');
  for (const auto& [told, known] : {std::pair<std::string, std::optional<std::string>>("no key", std::nullopt),
                                    {key, std::nullopt},
                                    {std::string(43, 'x'), key}}) {
    const auto job = check();
    EXPECT_EQ(link_.orders().back().endpoints[1].tls_key, known);
    store::must(say(job.id, StepName::kReceived));
    model::CheckReport report{.mac = {}, .status = DeviceStatus::kReachable, .detail = {}, .endpoints = {}};
    report.endpoints.emplace_back(
        device_.endpoints[1].id,
        model::EndpointCheck{.reachable = true, .tls = model::TlsFacts{"TLSv1\x1b.2", "c", "RSA-1024", told, true}});
    store::must(service_->finished(install_.id, job.id, Completed{report}));
  }
  const auto tls = *device().endpoints[1].tls;
  EXPECT_EQ(tls.known_key, key);
  EXPECT_TRUE(tls.key_changed());
  EXPECT_EQ(tls.last.version, "TLSv1.2") << "an agent's text is cleaned";
}

TEST_F(Jobs, ACheckThatWaitedIsSentWithWhatIsKnownByThen) {
  check();
  store_.write([&](store::Transaction& t) {
    store::must(store::Devices(store::TeamScope(t, team_.id))
                    .apply_visit(device_.id, {.mac = "00:11:22:aa:bb:cc"}, clock_.wall()));
  });
  online();
  ASSERT_EQ(link_.orders().size(), 1u);
  EXPECT_EQ(link_.orders()[0].mac, "00:11:22:aa:bb:cc");
}

TEST_F(Jobs, AFailedCheckSaysWhatItMeansForTheDevice) {
  online();
  const auto job = check();
  store::must(say(job.id, StepName::kReceived));
  store::must(service_->finished(
      install_.id, job.id,
      model::Failure{model::Hop::kInstall, FailureCode::kAgentRefused, "loopback is not allowed", {}}));
  EXPECT_EQ(device().status, DeviceStatus::kRefused);
  EXPECT_EQ(get(job.id).failure->detail, "loopback is not allowed");
  EXPECT_FALSE(get(job.id).failure->remedy.empty());
}

TEST_F(Jobs, ADeviceIsCheckedOnceAtATime) {
  check();
  EXPECT_EQ(service_->check_device(team_.id, device_.id, technician_.id, by_).error().code, Code::kConflict);
}

TEST_F(Jobs, OneCheckOfAnInstallRunsAtATime) {
  online();
  check();
  const auto other = store_.add_device(team_, install_, "Camera");
  const auto waiting = store::must(service_->check_device(team_.id, other.id, technician_.id, by_));
  EXPECT_EQ(get(waiting.id).state, JobState::kQueued);
  EXPECT_EQ(link_.orders().size(), 1u);
  const auto running = link_.orders()[0].job;
  store::must(say(running, StepName::kReceived));
  store::must(service_->finished(install_.id, running, Completed{}));
  EXPECT_EQ(get(waiting.id).state, JobState::kSent);
}

TEST_F(Jobs, APageJobNeverWaitsBehindChecks) {
  online();
  check();
  const auto page = page_job();
  EXPECT_EQ(get(page.id).state, JobState::kSent);
}

TEST_F(Jobs, PageJobsOfAnInstallAreBoundedAndMoveUp) {
  online();
  std::vector<model::JobId> ids;
  for (std::size_t i = 0; i < kPageJobsAtOnce + 1; ++i) ids.push_back(page_job().id);
  EXPECT_EQ(get(ids.back()).state, JobState::kQueued);
  store::must(say(ids[0], StepName::kReceived));
  store::must(service_->finished(install_.id, ids[0], Completed{}));
  EXPECT_EQ(get(ids.back()).state, JobState::kSent);
}

TEST_F(Jobs, APageJobForAnOfflineInstallFailsAtOnce) {
  const auto job = page_job();
  EXPECT_EQ(get(job.id).state, JobState::kFailed);
  EXPECT_EQ(get(job.id).failure->code, FailureCode::kInstallOffline);
  EXPECT_EQ(changes_.back().state, JobState::kFailed);
}

TEST_F(Jobs, APageJobThatNobodyReceivesMeansASilentInstall) {
  online();
  const auto job = page_job();
  clock_.advance(limits::kJobAnswerTime - 1ms);
  service_->tick();
  EXPECT_EQ(get(job.id).state, JobState::kSent);
  clock_.advance(1ms);
  service_->tick();
  EXPECT_EQ(get(job.id).state, JobState::kExpired);
  EXPECT_EQ(get(job.id).failure->code, FailureCode::kInstallSilent);
  EXPECT_EQ(link_.cancelled(), std::vector{job.id});
}

TEST_F(Jobs, ACheckWaitsForItsInstallForTenMinutes) {
  const auto job = check();
  clock_.advance(kCheckQueueTime - 1s);
  service_->tick();
  EXPECT_EQ(get(job.id).state, JobState::kQueued);
  clock_.advance(1s);
  service_->tick();
  EXPECT_EQ(get(job.id).state, JobState::kExpired);
  EXPECT_NE(device().status, DeviceStatus::kChecking);
}

TEST_F(Jobs, AnInstallThatGoesAwayFailsPageJobsAndQueuesChecksAgain) {
  online();
  const auto waiting = check();
  const auto page = page_job();
  service_->install_offline(install_.id);
  EXPECT_FALSE(service_->online(install_.id));
  EXPECT_EQ(get(page.id).failure->code, FailureCode::kInstallOffline);
  EXPECT_EQ(get(waiting.id).state, JobState::kQueued);
  online();
  EXPECT_EQ(get(waiting.id).state, JobState::kSent);
}

TEST_F(Jobs, ANewConnectionTakesTheOldOnesWorkWithIt) {
  online();
  const auto waiting = check();
  const auto page = page_job();
  online();
  EXPECT_EQ(get(page.id).state, JobState::kFailed);
  EXPECT_EQ(get(waiting.id).state, JobState::kSent);
  EXPECT_EQ(link_.orders().size(), 3u);
}

TEST_F(Jobs, AnInstallSpeaksOnlyForItsOwnJobs) {
  online();
  const auto job = check();
  const auto other = store_.add_install(team_, "Other");
  EXPECT_EQ(service_->progress(other.id, job.id, {StepName::kReceived, {}}).error().code, Code::kProtocol);
  EXPECT_EQ(service_->finished(other.id, job.id, Completed{}).error().code, Code::kProtocol);
  EXPECT_EQ(get(job.id).state, JobState::kSent);
}

TEST_F(Jobs, AnEndBeforeTheJobWasReceivedIsRefused) {
  online();
  const auto job = check();
  EXPECT_EQ(service_->finished(install_.id, job.id, Completed{}).error().code, Code::kProtocol);
}

TEST_F(Jobs, CancelEndsItAndTellsTheAgentOnce) {
  online();
  const auto job = check();
  EXPECT_EQ(store::must(service_->cancel(team_.id, job.id, by_)).state, JobState::kCancelled);
  EXPECT_EQ(link_.cancelled(), std::vector{job.id});
  EXPECT_EQ(service_->cancel(team_.id, job.id, by_).error().code, Code::kConflict);
  EXPECT_EQ(service_->finished(install_.id, job.id, Completed{}).error().code, Code::kProtocol)
      << "a late answer changes nothing";
}

TEST_F(Jobs, AForeignTeamSeesAndCancelsNothing) {
  const auto job = check();
  const auto other = store_.add_team("Other");
  EXPECT_EQ(service_->get(other.id, job.id).error().code, Code::kNotFound);
  EXPECT_EQ(service_->cancel(other.id, job.id, by_).error().code, Code::kNotFound);
  EXPECT_EQ(service_->check_device(other.id, device_.id, technician_.id, by_).error().code, Code::kNotFound);
  EXPECT_TRUE(store::must(service_->list(other.id, {}, {})).items.empty());
}

TEST_F(Jobs, TheListShowsLiveStatesNewestFirst) {
  online();
  const auto first = check();
  clock_.advance(1s);
  const auto second = page_job();
  store::must(say(second.id, StepName::kReceived));
  const auto jobs = store::must(service_->list(team_.id, {}, {})).items;
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0].id, second.id);
  EXPECT_EQ(jobs[0].state, JobState::kReceived);
  EXPECT_EQ(jobs[1].id, first.id);
  EXPECT_TRUE(
      store::must(service_->list(team_.id, {}, {.reach = {.technician = model::TechnicianId("other"), .own = true}}))
          .items.empty());
}

TEST_F(Jobs, ARestartGivesPageJobsUpAndTakesChecksUp) {
  online();
  const auto waiting = check();
  const auto page = page_job();
  restart();
  EXPECT_EQ(get(page.id).state, JobState::kFailed);
  EXPECT_EQ(get(waiting.id).state, JobState::kQueued);
  online();
  EXPECT_EQ(get(waiting.id).state, JobState::kSent);
  EXPECT_EQ(link_.orders().back().address, "10.0.0.9");
}

TEST_F(Jobs, AnInstallWithTooManyJobsGetsNoMore) {
  for (std::size_t i = 0; i < kLiveJobsPerInstall; ++i) {
    const auto other = store_.add_device(team_, install_, "Device");
    store::must(service_->check_device(team_.id, other.id, technician_.id, by_));
  }
  EXPECT_EQ(service_->check_device(team_.id, device_.id, technician_.id, by_).error().code, Code::kExhausted);
  EXPECT_EQ(service_->room_for(install_.id).error().code, Code::kExhausted);
}

TEST_F(Jobs, AReopenedSessionIsAnsweredWithoutANewJob) {
  online();
  const auto session = model::SessionId::make();
  const auto job = page_job(session);
  store::must(say(job.id, StepName::kReceived));
  store::must(service_->finished(install_.id, job.id, Completed{}));
  service_->reopen(order_of(job));
  EXPECT_TRUE(link_.orders().back().reopen);
  store::must(say(job.id, StepName::kReceived));
  store::must(service_->finished(install_.id, job.id, Completed{}));
  ASSERT_EQ(reopened_.size(), 1u);
  EXPECT_EQ(reopened_[0].first, session);
  EXPECT_EQ(store::must(service_->list(team_.id, {}, {})).items.size(), 1u);
  service_->reopen(order_of(job));
  clock_.advance(limits::kJobAnswerTime);
  service_->tick();
  ASSERT_EQ(reopened_.size(), 2u);
  EXPECT_EQ(std::get<model::Failure>(reopened_[1].second).code, FailureCode::kInstallSilent);
}

TEST_F(Jobs, TheAgentsInfoIsKeptAsData) {
  service_->install_online(team_.id, install_.id, {std::string(500, 'v'), "ho\nst", "<b>", "198.51.100.7"});
  const auto install = store_.read([&](store::Transaction& t) {
    return store::must(store::Installs(store::TeamScope(t, team_.id)).get(install_.id));
  });
  EXPECT_EQ(install.agent.agent_version.size(), 200u);
  EXPECT_EQ(install.agent.hostname, "host");
  EXPECT_EQ(install.agent.os, "<b>");
  EXPECT_EQ(install.last_seen_at, clock_.wall());
}

TEST_F(Jobs, OneIsRecordedWhenItIsMadeAndWhenItHasFinished) {
  online();
  const auto check_job = check();
  store::must(say(check_job.id, StepName::kReceived));
  store::must(service_->finished(install_.id, check_job.id, Completed{model::CheckReport{}}));
  const auto session = model::SessionId::make();
  const auto page = page_job(session);
  store::must(service_->finished(
      install_.id, page.id,
      model::Failure{model::Hop::kDevice, FailureCode::kDeviceUnreachable, "Nothing answers.", "Look at the cable."}));
  const auto records = journal_.records(team_.id);
  ASSERT_EQ(records.size(), 4u);
  for (const auto& record : records) {
    EXPECT_EQ(record.technician.id, technician_.id);
    EXPECT_EQ(record.device, (model::AuditThing<model::DeviceId>{device_.id, device_.name}));
    EXPECT_EQ(record.install, (model::AuditThing<model::InstallId>{install_.id, install_.name}));
    EXPECT_EQ(record.entity.id, team_.root_entity);
  }
  EXPECT_EQ(records[0].kind, model::AuditKind::kJobMade);
  EXPECT_EQ(records[0].actor, by_);
  EXPECT_EQ(records[0].job, check_job.id);
  EXPECT_EQ(records[0].detail, "check_device");
  EXPECT_EQ(records[1].kind, model::AuditKind::kJobFinished);
  EXPECT_EQ(records[1].actor.kind, model::AuditActorKind::kAgent);
  EXPECT_EQ(records[1].actor.via, model::AuditVia::kTunnel);
  EXPECT_EQ(records[1].outcome, model::AuditOutcome::kDone);
  EXPECT_EQ(records[1].detail, "check_device completed");
  EXPECT_EQ(records[2].kind, model::AuditKind::kJobMade);
  EXPECT_EQ(records[2].session, session);
  EXPECT_EQ(records[3].session, session);
  EXPECT_EQ(records[3].job, page.id);
  EXPECT_EQ(records[3].outcome, model::AuditOutcome::kFailed);
  EXPECT_EQ(records[3].detail, "open_device_webpage failed: device_unreachable (device): Nothing answers.");
}

TEST_F(Jobs, WhoCancelsIsRecordedAndWhatExpiresIsTheServers) {
  online();
  const auto cancelled = page_job();
  store::must(service_->cancel(team_.id, cancelled.id, by_));
  page_job();
  clock_.advance(limits::kJobAnswerTime);
  service_->tick();
  const auto ends = journal_.records(team_.id, model::AuditKind::kJobFinished);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].actor, by_);
  EXPECT_EQ(ends[0].outcome, model::AuditOutcome::kDone);
  EXPECT_EQ(ends[1].actor, model::AuditActor::system());
  EXPECT_EQ(ends[1].outcome, model::AuditOutcome::kFailed);
}

TEST_F(Jobs, WhatCannotBeRecordedIsNotMadeAndItsEndIsWrittenAgain) {
  online();
  const auto job = check();
  store::must(say(job.id, StepName::kReceived));
  const auto head = store_.read(
      [&](store::Transaction& t) { return *store::must(store::Audit(store::TeamScope(t, team_.id)).head()); });
  journal_.damage(team_.id);
  store::must(service_->finished(install_.id, job.id, Completed{model::CheckReport{}}));
  EXPECT_EQ(service_->live_count(), 1u) << "its end is not written yet";
  const auto other = store_.add_device(team_, install_, "Other", "10.0.0.10");
  EXPECT_FALSE(service_->check_device(team_.id, other.id, technician_.id, by_));
  EXPECT_EQ(service_->live_count(), 1u);
  store_.write([&](store::Transaction& t) {
    store::Audit audit(store::TeamScope(t, team_.id));
    store::must(audit.head());
    store::must(audit.set_head(head));
  });
  service_->tick();
  EXPECT_EQ(service_->live_count(), 0u);
  EXPECT_EQ(journal_.records(team_.id, model::AuditKind::kJobFinished).size(), 1u);
}

}  // namespace
}  // namespace callout::jobs
