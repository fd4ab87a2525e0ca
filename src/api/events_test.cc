// SPDX-License-Identifier: Apache-2.0
#include "api/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/event_text.h"
#include "api/world_testing.h"
#include "net/task.h"

namespace callout::api {
namespace {

using model::Event;
using model::EventKind;
using testing::HasSubstr;
using testing::Not;

const model::TeamId kTeam("team");
const model::TechnicianId kTechnician("technician");
const model::SignInId kSignIn("sign-in");

// Subscriptions belong to a worker: each test runs on one.
void on_worker(void (*body)(EventHub&)) {
  struct Run {
    static net::Task<> task(void (*f)(EventHub&), EventHub& hub) {
      f(hub);
      co_return;
    }
  };
  EventHub hub;
  net::WorkerPool workers(1);
  net::run_to_end(workers[0], Run::task(body, hub));
}

TEST(Events, ReachTheTeamAndNoOther) {
  on_worker([](EventHub& hub) {
    const auto ours = hub.subscribe(kTeam, kTechnician, kSignIn);
    const auto theirs = hub.subscribe(model::TeamId("other"), kTechnician, kSignIn);
    hub.publish(kTeam, {EventKind::kDevice, "d1"});
    EXPECT_EQ(ours->next()->id, "d1");
    EXPECT_FALSE(ours->next());
    EXPECT_FALSE(theirs->next());
  });
}

TEST(Events, ManyChangesOfOneThingWaitOnce) {
  on_worker([](EventHub& hub) {
    const auto subscription = hub.subscribe(kTeam, kTechnician, kSignIn);
    for (int i = 0; i < 1000; ++i) hub.publish(kTeam, {EventKind::kJob, "j1"});
    hub.publish(kTeam, {EventKind::kJob, "j1", true});
    EXPECT_EQ(subscription->next()->removed, false);
    EXPECT_EQ(subscription->next()->removed, true);
    EXPECT_FALSE(subscription->next());
    EXPECT_FALSE(subscription->ended());
  });
}

TEST(Events, AReaderTooFarBehindIsEnded) {
  on_worker([](EventHub& hub) {
    const auto subscription = hub.subscribe(kTeam, kTechnician, kSignIn);
    for (std::size_t i = 0; i < kEventsQueued; ++i) hub.publish(kTeam, {EventKind::kJob, std::to_string(i)});
    EXPECT_FALSE(subscription->ended());
    hub.publish(kTeam, {EventKind::kJob, "one more"});
    EXPECT_TRUE(subscription->ended());
    EXPECT_FALSE(subscription->next()) << "what it held is let go";
  });
}

TEST(Events, AStreamEndsWithItsSignInOrTechnician) {
  on_worker([](EventHub& hub) {
    const auto one = hub.subscribe(kTeam, kTechnician, kSignIn);
    const auto two = hub.subscribe(kTeam, kTechnician, model::SignInId("second"));
    const auto other = hub.subscribe(kTeam, model::TechnicianId("other"), model::SignInId("third"));
    hub.sign_in_ended(kSignIn);
    EXPECT_TRUE(one->ended());
    EXPECT_FALSE(two->ended());
    hub.technician_changed(kTechnician);
    EXPECT_TRUE(two->ended());
    EXPECT_FALSE(other->ended());
    hub.close();
    EXPECT_TRUE(other->ended());
    EXPECT_FALSE(hub.subscribe(kTeam, kTechnician, kSignIn)) << "a closed hub takes nobody";
  });
}

TEST(Events, StreamsOfOneTechnicianAreBounded) {
  on_worker([](EventHub& hub) {
    std::vector<std::shared_ptr<Subscription>> held;
    for (std::size_t i = 0; i < kStreamsPerTechnician; ++i) held.push_back(hub.subscribe(kTeam, kTechnician, kSignIn));
    EXPECT_TRUE(held.back());
    EXPECT_FALSE(hub.subscribe(kTeam, kTechnician, kSignIn));
    EXPECT_TRUE(hub.subscribe(kTeam, model::TechnicianId("other"), kSignIn));
    hub.unsubscribe(held.front());
    EXPECT_TRUE(hub.subscribe(kTeam, kTechnician, kSignIn));
  });
}

class EventText : public testing::Test {
 protected:
  std::string text_for(const Browser& browser, const Event& event) {
    const auto me = World::object(world_.send(browser, "GET", "/api/v1/team"));
    return event_text(world_.context, {model::TeamId(std::string(me.at("id").as_string())), browser.technician}, event);
  }
  World world_;
};

TEST_F(EventText, IsWhatGetAnswers) {
  const std::string install = world_.make_install(world_.owner, "Main street");
  const std::string device = world_.make_device(world_.owner, install, "Printer");
  EXPECT_EQ(text_for(world_.member, {EventKind::kInstall, install}),
            "event: install\ndata: " + world_.send(world_.member, "GET", "/api/v1/installs/" + install).body + "\n\n");
  EXPECT_EQ(text_for(world_.member, {EventKind::kDevice, device}),
            "event: device\ndata: " + world_.send(world_.member, "GET", "/api/v1/devices/" + device).body + "\n\n");
}

TEST_F(EventText, IsEmptyForWhatTheReaderMayNotSee) {
  const std::string install = world_.make_install(world_.owner, "Main street");
  const std::string device = world_.make_device(world_.owner, install, "Printer");
  const auto jobs = World::object(world_.send(world_.owner, "GET", "/api/v1/jobs"));
  const Event job{EventKind::kJob, std::string(jobs.at("items").at(0).at("id").as_string())};
  EXPECT_THAT(text_for(world_.owner, job), testing::StartsWith("event: job\n"));
  EXPECT_EQ(text_for(world_.member, job), "") << "another technician's job";
  EXPECT_EQ(text_for(world_.foreign, {EventKind::kInstall, install}), "");
  EXPECT_EQ(text_for(world_.foreign, {EventKind::kDevice, device}), "");
}

TEST_F(EventText, AChangeOfAccessSaysNoMoreThanThat) {
  EXPECT_EQ(text_for(world_.member, {EventKind::kAccess, "team"}), "event: access\ndata: {}\n\n");
}

TEST_F(EventText, ARemovedThingIsNamed) {
  EXPECT_EQ(text_for(world_.member, {EventKind::kDevice, "d1", true}),
            "event: removed\ndata: {\"kind\":\"device\",\"id\":\"d1\"}\n\n");
}

}  // namespace
}  // namespace callout::api
