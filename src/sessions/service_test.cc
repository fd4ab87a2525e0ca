// SPDX-License-Identifier: Apache-2.0
#include "sessions/service.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "jobs/making.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using model::SessionState;
using model::StepName;
using namespace std::chrono_literals;

class Sessions : public testing::Test, protected TestServer {
 protected:
  void SetUp() override { online(); }
  void expect_closed(const model::Session& session, ClosedReason reason) {
    const auto now = get(session);
    EXPECT_EQ(now.state, SessionState::kClosed);
    EXPECT_EQ(now.closed_reason, reason) << (now.closed_reason ? model::to_string(*now.closed_reason) : "none");
    EXPECT_TRUE(now.closed_at);
    EXPECT_FALSE(lease(session));
    EXPECT_EQ(closed_label(session), reason);
    EXPECT_EQ(sessions->live_count(), 0u);
  }
};

TEST_F(Sessions, FollowTheirJobToActive) {
  const auto session = open(member, device.id);
  EXPECT_EQ(session.state, SessionState::kRequested);
  ASSERT_EQ(link.orders().size(), 1u);
  const auto order = link.orders()[0];
  EXPECT_EQ(order.session, session.id);
  EXPECT_EQ(order.endpoint, device.endpoints[0].id);
  EXPECT_EQ(order.lease, limits::kLeaseTime);
  EXPECT_EQ(order.session_time, 30min);
  EXPECT_FALSE(lease(session)) << "no stream before the agent has the device";
  store::must(jobs->progress(install.id, session.job, {StepName::kReceived, {}}));
  EXPECT_EQ(get(session).state, SessionState::kConnecting);
  store::must(jobs->finished(install.id, session.job, jobs::Completed{}));
  const auto active = get(session);
  EXPECT_EQ(active.state, SessionState::kActive);
  EXPECT_EQ(active.remaining, 30min);
  EXPECT_TRUE(active.extendable);
  ASSERT_TRUE(lease(session));
  EXPECT_EQ(lease(session)->terms().address, "10.0.0.9");
  EXPECT_EQ(lease(session)->terms().technician, member.id);
  EXPECT_GE(events.count(team.id, model::EventKind::kSession, session.id.str()), 3);
}

TEST_F(Sessions, EveryOneHasALabelOfItsOwn) {
  const auto a = open(member, device.id), b = open(member, device.id);
  EXPECT_NE(a.label, b.label);
  EXPECT_EQ(a.label.size(), 26u);
}

TEST_F(Sessions, ADeviceThatIsAnotherThanWasKnownIsCheckedSoThatItsPageShowsIt) {
  using model::FailureCode;
  for (const auto& [code, checked] : {std::pair(FailureCode::kTlsKeyChanged, true),
                                      {FailureCode::kIdentityChanged, true},
                                      {FailureCode::kDeviceUnreachable, false}}) {
    const auto session = open(member, device.id);
    const auto before = link.orders().size();
    store::must(jobs->progress(install.id, session.job, {StepName::kReceived, {}}));
    store::must(jobs->finished(install.id, session.job, jobs::failure(model::Hop::kDevice, code, "x")));
    ASSERT_EQ(link.orders().size(), before + (checked ? 1 : 0)) << model::to_string(code);
    if (!checked) continue;
    const auto check = link.orders().back();
    EXPECT_EQ(check.kind, model::JobKind::kCheckDevice);
    store::must(jobs->progress(install.id, check.job, {StepName::kReceived, {}}));
    store::must(jobs->finished(install.id, check.job, jobs::Completed{model::CheckReport{}}));
  }
}

TEST_F(Sessions, AFailedJobClosesItWithTheFailure) {
  const auto session = open(member, device.id);
  store::must(jobs->progress(install.id, session.job, {StepName::kReceived, {}}));
  store::must(
      jobs->finished(install.id, session.job,
                     model::Failure{model::Hop::kDevice, model::FailureCode::kIdentityChanged, "another MAC", {}}));
  expect_closed(session, ClosedReason::kFailed);
  EXPECT_EQ(get(session).failure->code, model::FailureCode::kIdentityChanged);
}

TEST_F(Sessions, AnOfflineInstallFailsItAtOnce) {
  jobs->install_offline(install.id);
  const auto session = open(member, device.id);
  EXPECT_EQ(session.state, SessionState::kClosed);
  EXPECT_EQ(session.failure->code, model::FailureCode::kInstallOffline);
}

TEST_F(Sessions, ASilentInstallFailsItInTime) {
  const auto session = open(member, device.id);
  clock.advance(limits::kJobAnswerTime);
  tick();
  expect_closed(session, ClosedReason::kFailed);
  EXPECT_EQ(get(session).failure->code, model::FailureCode::kInstallSilent);
}

TEST_F(Sessions, CancellingTheJobClosesIt) {
  const auto session = open(member, device.id);
  store::must(jobs->cancel(team.id, session.job, as(member).audited()));
  expect_closed(session, ClosedReason::kFailed);
  EXPECT_EQ(get(session).failure->code, model::FailureCode::kCancelled);
}

TEST_F(Sessions, EndBeforeActiveCancelsTheJobAndALateAnswerOpensNothing) {
  const auto session = open(member, device.id);
  store::must(sessions->end(as(member), session.id));
  expect_closed(session, ClosedReason::kEndedByTechnician);
  EXPECT_EQ(store::must(jobs->get(team.id, session.job)).state, model::JobState::kCancelled);
  EXPECT_FALSE(jobs->finished(install.id, session.job, jobs::Completed{}));
  EXPECT_FALSE(lease(session));
}

TEST_F(Sessions, ExpireAtTheirTimeAndNotBefore) {
  const auto session = open_active();
  const auto held = lease(session);
  int cuts = 0;
  std::stop_callback cut(held->cut_token(), [&] { ++cuts; });
  clock.advance(30min - 1ms);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
  EXPECT_TRUE(held->live(clock.steady()));
  clock.advance(1ms);
  EXPECT_FALSE(held->live(clock.steady())) << "the deadline holds even before the tick";
  tick();
  expect_closed(session, ClosedReason::kExpired);
  EXPECT_EQ(held->revoked(), ClosedReason::kExpired);
  EXPECT_EQ(cuts, 1);
  EXPECT_EQ(link.ended(), std::vector{session.id});
}

TEST_F(Sessions, AnUploadUnderWayIsNotCutByTheEndOfTime) {
  const auto session = open_active();
  const auto held = lease(session);
  int cuts = 0, finishes = 0;
  std::stop_callback cut(held->cut_token(), [&] { ++cuts; });
  std::stop_callback finish(held->finishing_token(), [&] { ++finishes; });
  std::optional<Lease::Upload> upload(std::in_place, *held);
  clock.advance(30min - 4s);
  tick();
  EXPECT_EQ(link.extended(), std::vector{session.id}) << "the agent hears of it before its own lease ends";
  EXPECT_FALSE(held->finishing());
  EXPECT_EQ(get(session).remaining, 4s) << "for everybody else the time is what it was";
  for (int second = 0; second < 120; ++second) {
    clock.advance(1s);
    tick();
    ASSERT_TRUE(held->live(clock.steady()));
  }
  EXPECT_TRUE(held->finishing());
  EXPECT_EQ(finishes, 1) << "what else is open is cut, once";
  EXPECT_EQ(cuts, 0);
  EXPECT_EQ(get(session).state, SessionState::kActive);
  upload.reset();
  tick();
  expect_closed(session, ClosedReason::kExpired);
  EXPECT_EQ(cuts, 1);
}

TEST_F(Sessions, AnUploadHoldsASessionForHalfAnHourAtMost) {
  const auto session = open_active();
  const auto held = lease(session);
  const Lease::Upload upload(*held);
  clock.advance(30min);
  tick();
  clock.advance(30min - 1ms);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
  clock.advance(1ms);
  tick();
  expect_closed(session, ClosedReason::kExpired);
}

TEST_F(Sessions, AnUploadHoldsNothingElse) {
  const auto session = open_active();
  const auto held = lease(session);
  const Lease::Upload upload(*held);
  store::must(sessions->end(as(member), session.id));
  expect_closed(session, ClosedReason::kEndedByTechnician);
}

TEST_F(Sessions, AJumpOfTheDateChangesNothing) {
  const auto session = open_active();
  clock.jump_wall(24h);
  tick();
  EXPECT_EQ(get(session).remaining, 30min);
  clock.jump_wall(-72h);
  clock.advance(30min);
  tick();
  expect_closed(session, ClosedReason::kExpired);
}

TEST_F(Sessions, TheTeamsLengthHolds) {
  team.session_length = 1min;
  store_.write([&](store::Transaction& t) { store::must(store::Teams(store::TeamScope(t, team.id)).update(team)); });
  const auto session = open_active();
  EXPECT_EQ(session.remaining, 1min);
}

TEST_F(Sessions, ExtendSetsTheTimeAgain) {
  const auto session = open_active();
  clock.advance(20min);
  EXPECT_EQ(store::must(sessions->extend(as(member), session.id)).remaining, 30min);
  EXPECT_EQ(link.extended(), std::vector{session.id});
  EXPECT_EQ(lease(session)->deadline(), clock.steady() + 30min);
  clock.advance(25min);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

TEST_F(Sessions, ExtendingNeverReachesBeyondEightHours) {
  const auto session = open_active();
  const auto end = clock.boot() + limits::kSessionMost;
  while (true) {
    clock.advance(29min);
    const auto extended = sessions->extend(as(member), session.id);
    if (!extended) {
      EXPECT_EQ(extended.error().code, Code::kConflict);
      break;
    }
    EXPECT_LE(clock.boot() + *extended->remaining, end);
  }
  EXPECT_FALSE(get(session).extendable);
  clock.advance(29min);
  tick();
  expect_closed(session, ClosedReason::kExpired);
}

TEST_F(Sessions, OnlyItsTechnicianExtendsIt) {
  const auto session = open_active();
  EXPECT_EQ(sessions->extend(as(owner), session.id).error().code, Code::kNotFound);
  EXPECT_EQ(sessions->extend({{store_.add_team("Other").id, member.id}}, session.id).error().code, Code::kNotFound);
  const auto waiting = open(member, device.id);
  EXPECT_EQ(sessions->extend(as(member), waiting.id).error().code, Code::kConflict);
}

TEST_F(Sessions, EndSaysWhoEndedIt) {
  const auto own = open_active();
  EXPECT_EQ(store::must(sessions->end(as(member), own.id)).closed_reason, ClosedReason::kEndedByTechnician);
  expect_closed(own, ClosedReason::kEndedByTechnician);
  const auto others = open_active();
  EXPECT_EQ(store::must(sessions->end(as(owner), others.id)).closed_reason, ClosedReason::kEndedByAdministrator);
  EXPECT_EQ(store::must(sessions->end(as(owner), own.id)).closed_reason, ClosedReason::kEndedByTechnician)
      << "the first reason stays";
}

TEST_F(Sessions, AForeignTeamSeesAndEndsNothing) {
  const auto session = open_active();
  const auto foreign = store_.add_team("Other");
  const auto stranger = store_.add_technician(foreign, "stranger@example.com", true);
  EXPECT_EQ(sessions->get(foreign.id, session.id).error().code, Code::kNotFound);
  EXPECT_EQ(sessions->end(as(stranger), session.id).error().code, Code::kNotFound);
  EXPECT_TRUE(store::must(sessions->list(foreign.id, {}, {})).items.empty());
  EXPECT_EQ(try_open(stranger, device.id).error().code, Code::kNotFound);
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

TEST_F(Sessions, ADisabledTechnicianLosesTheirSessionsAndNoOneElse) {
  const auto mine = open_active(member), others = open_active(other);
  set_status(member, model::TechnicianStatus::kDisabled);
  EXPECT_EQ(get(mine).closed_reason, ClosedReason::kAccessLost);
  EXPECT_FALSE(lease(mine));
  EXPECT_EQ(get(others).state, SessionState::kActive);
  EXPECT_EQ(try_open(member, device.id).error().code, Code::kNotFound);
}

TEST_F(Sessions, AGrantFromBeforeTheChangeOpensNothing) {
  const auto grant = authority->grant_webpage(as(member), device.id);
  set_status(member, model::TechnicianStatus::kDisabled);
  EXPECT_EQ(sessions->open(*grant, as(member), signed_in.at(member.id), std::nullopt).error().code, Code::kDenied);
}

TEST_F(Sessions, ATechnicianHasABoundedNumber) {
  for (std::size_t i = 0; i < limits::kSessionsPerTechnician; ++i) open(member, device.id);
  EXPECT_EQ(try_open(member, device.id).error().code, Code::kExhausted);
  EXPECT_TRUE(try_open(other, device.id));
}

TEST_F(Sessions, AnEndpointOfAnotherDeviceIsRefused) {
  const auto camera = store_.add_device(team, install, "Camera");
  const auto grant = authority->grant_webpage(as(member), device.id);
  EXPECT_EQ(sessions->open(*grant, as(member), signed_in.at(member.id), camera.endpoints[0].id).error().code,
            Code::kInvalid);
  EXPECT_EQ(store::must(sessions->open(*grant, as(member), signed_in.at(member.id), device.endpoints[1].id)).endpoint,
            device.endpoints[1].id);
}

TEST_F(Sessions, ALostInstallEndsThemAfterItsLease) {
  const auto session = open_active();
  jobs->install_offline(install.id);
  clock.advance(limits::kLeaseTime);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
  clock.advance(1ms);
  tick();
  expect_closed(session, ClosedReason::kInstallLost);
}

TEST_F(Sessions, AnInstallThatIsBackInTimeOpensAgainWithoutANewJob) {
  const auto session = open_active();
  jobs->install_offline(install.id);
  clock.advance(20s);
  online();
  ASSERT_EQ(link.orders().size(), 2u);
  EXPECT_TRUE(link.orders()[1].reopen);
  EXPECT_EQ(link.orders()[1].job, session.job);
  EXPECT_EQ(link.orders()[1].session_time, 30min - 20s);
  store::must(jobs->finished(install.id, session.job, jobs::Completed{}));
  clock.advance(limits::kLeaseTime * 2);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
  EXPECT_EQ(store::must(jobs->list(team.id, {}, {})).items.size(), 1u);
}

TEST_F(Sessions, AReopenThatFailsClosesIt) {
  const auto session = open_active();
  jobs->install_offline(install.id);
  online();
  store::must(
      jobs->finished(install.id, session.job,
                     model::Failure{model::Hop::kDevice, model::FailureCode::kIdentityChanged, "another MAC", {}}));
  expect_closed(session, ClosedReason::kFailed);
  EXPECT_EQ(get(session).failure->code, model::FailureCode::kIdentityChanged);
}

TEST_F(Sessions, ARestartKeepsLabelCookiesAndTime) {
  const auto session = open_active();
  store::must(sessions->add_cookie(session.id, signed_in.at(member.id), "the cookie's secret"));
  clock.advance(10min);
  clock.jump_wall(-72h);
  restart();
  const auto kept = get(session);
  EXPECT_EQ(kept.state, SessionState::kActive);
  EXPECT_EQ(kept.remaining, 20min);
  ASSERT_TRUE(lease(session));
  EXPECT_TRUE(lease(session)->knows_cookie("the cookie's secret"));
  EXPECT_FALSE(lease(session)->knows_cookie("another"));
  online();
  ASSERT_EQ(link.orders().size(), 2u);
  EXPECT_TRUE(link.orders()[1].reopen);
  store::must(jobs->finished(install.id, session.job, jobs::Completed{}));
  clock.advance(20min);
  tick();
  expect_closed(session, ClosedReason::kExpired);
}

TEST_F(Sessions, ARebootCountsTheTimeInBetween) {
  const auto session = open_active();
  clock.reboot();
  clock.advance(10min);
  restart();
  EXPECT_EQ(get(session).remaining, 20min);
}

TEST_F(Sessions, ARestartClosesWhatExpiredMeanwhile) {
  const auto session = open_active();
  clock.advance(31min);
  restart();
  expect_closed(session, ClosedReason::kExpired);
}

TEST_F(Sessions, ARestartClosesWhatWasNotActiveYet) {
  const auto session = open(member, device.id);
  restart();
  expect_closed(session, ClosedReason::kFailed);
}

TEST_F(Sessions, ARestartChecksDeviceAndAccessAnew) {
  struct Case {
    ClosedReason reason;
    std::function<void(store::Transaction&)> change;
  };
  const Case cases[] = {
      {ClosedReason::kDeviceChanged,
       [&](store::Transaction& t) {
         auto changed = store::must(store::Devices(store::TeamScope(t, team.id)).get(device.id));
         changed.address = "10.0.0.10";
         store::must(store::Devices(store::TeamScope(t, team.id)).update(changed));
       }},
      {ClosedReason::kAccessLost,
       [&](store::Transaction& t) {
         store::must(store::Technicians(store::TeamScope(t, team.id))
                         .set_status(member.id, model::TechnicianStatus::kDisabled));
       }},
  };
  for (const auto& [reason, change] : cases) {
    const auto session = open_active();
    store_.write([&](store::Transaction& t) { change(t); });
    restart();
    EXPECT_EQ(get(session).closed_reason, reason);
    online();
  }
}

TEST_F(Sessions, ARestartRemembersWhyLabelsClosed) {
  const auto session = open_active();
  store::must(sessions->end(as(owner), session.id));
  restart();
  EXPECT_EQ(closed_label(session), ClosedReason::kEndedByAdministrator);
  EXPECT_EQ(leases->find(session.label).closed->session, session.id);
}

TEST_F(Sessions, OnlyTheLastFourCookiesHold) {
  const auto session = open_active();
  for (int i = 0; i < 5; ++i) store::must(sessions->add_cookie(session.id, signed_in.at(member.id), std::to_string(i)));
  EXPECT_FALSE(lease(session)->knows_cookie("0"));
  for (int i = 1; i < 5; ++i) EXPECT_TRUE(lease(session)->knows_cookie(std::to_string(i)));
  restart();
  EXPECT_FALSE(lease(session)->knows_cookie("0"));
  EXPECT_TRUE(lease(session)->knows_cookie("1"));
}

TEST_F(Sessions, ACookieThatIsInUseIsForgottenTooOnceFourNewerOnesCame) {
  const auto session = open_active();
  store::must(sessions->add_cookie(session.id, signed_in.at(member.id), "in use"));
  EXPECT_TRUE(lease(session)->knows_cookie("in use"));
  for (int i = 0; i < 4; ++i) store::must(sessions->add_cookie(session.id, signed_in.at(member.id), std::to_string(i)));
  EXPECT_FALSE(lease(session)->knows_cookie("in use"));
}

TEST_F(Sessions, BytesAreShownAndKept) {
  const auto session = open_active();
  lease(session)->add_up(100);
  lease(session)->add_down(2000);
  EXPECT_EQ(get(session).bytes_up, 100u);
  clock.advance(30s);
  tick();
  restart();
  EXPECT_EQ(get(session).bytes_down, 2000u);
  lease(session)->add_down(1);
  store::must(sessions->end(as(member), session.id));
  EXPECT_EQ(get(session).bytes_down, 2001u);
}

TEST_F(Sessions, TheListIsNewestFirstAndShowsWhatIsLive) {
  const auto first = open_active(member);
  clock.advance(1s);
  const auto second = open_active(other);
  store::must(sessions->end(as(other), second.id));
  auto all = store::must(sessions->list(team.id, {}, {})).items;
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].id, second.id);
  EXPECT_EQ(all[1].remaining, 30min - 1s);
  EXPECT_EQ(store::must(sessions->list(team.id, {}, {.technician = {}, .device = {}, .live = true})).items.size(), 1u);
  EXPECT_EQ(
      store::must(sessions->list(team.id, {}, {.technician = other.id, .device = {}, .live = false})).items.size(), 1u);
}

TEST_F(Sessions, APageThatTriesManyPortsIsRefusedAndFillsNoJournal) {
  const auto session = open_active();
  const auto use = [&](std::size_t port) {
    return sessions->device_port_used(session.id, {.port = static_cast<std::uint16_t>(port)});
  };
  for (std::size_t port = 1; port <= kPortsPerSession; ++port) EXPECT_TRUE(use(port)) << port;
  EXPECT_EQ(use(kPortsPerSession + 1).error().code, Code::kExhausted);
  EXPECT_TRUE(use(1)) << "what it uses already goes on";
  EXPECT_EQ(recorded(model::AuditKind::kSessionEndpointUsed).size(), kPortsPerSession);
}

}  // namespace
}  // namespace callout::sessions
