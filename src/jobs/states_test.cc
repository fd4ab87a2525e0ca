// SPDX-License-Identifier: Apache-2.0
#include "jobs/states.h"

#include <set>
#include <tuple>

#include <gtest/gtest.h>

namespace callout::jobs {
namespace {

using model::JobKind;
using model::JobState;
using model::StepName;
using std::chrono::milliseconds;

std::vector<JobState> all_states() {
  std::vector<JobState> all;
  for (const auto& [state, name] : model::Names<JobState>::kTable) all.push_back(state);
  return all;
}

TEST(JobStates, OnlyTheTransitionsOfTheTableAreLegal) {
  using Move = std::pair<JobState, JobState>;
  std::set<Move> legal = {{JobState::kQueued, JobState::kSent},
                          {JobState::kSent, JobState::kReceived},
                          {JobState::kReceived, JobState::kRunning},
                          {JobState::kReceived, JobState::kCompleted},
                          {JobState::kRunning, JobState::kCompleted}};
  for (const JobState from : {JobState::kQueued, JobState::kSent, JobState::kReceived, JobState::kRunning}) {
    for (const JobState to : {JobState::kFailed, JobState::kExpired, JobState::kCancelled}) legal.insert({from, to});
  }
  const std::set<Move> again = {{JobState::kSent, JobState::kQueued},
                                {JobState::kReceived, JobState::kQueued},
                                {JobState::kRunning, JobState::kQueued}};
  for (const JobState from : all_states()) {
    for (const JobState to : all_states()) {
      const bool page = legal.contains({from, to});
      const bool check = page || again.contains({from, to});
      EXPECT_EQ(may_become(JobKind::kOpenDeviceWebpage, from, to), page) << to_string(from) << " to " << to_string(to);
      EXPECT_EQ(may_become(JobKind::kCheckDevice, from, to), check) << to_string(from) << " to " << to_string(to);
    }
  }
}

model::Job sent_job(JobKind kind = JobKind::kOpenDeviceWebpage) {
  model::Job job;
  job.kind = kind;
  job.steps = {{StepName::kQueued, milliseconds(0), {}}};
  EXPECT_TRUE(move(job, JobState::kSent, milliseconds(1)));
  return job;
}

TEST(JobStates, StepsMoveTheJobForward) {
  auto job = sent_job();
  ASSERT_TRUE(advance(job, {StepName::kReceived, {}}, milliseconds(10)));
  EXPECT_EQ(job.state, JobState::kReceived);
  ASSERT_TRUE(advance(job, {StepName::kReached, "10.0.0.9\x1b"}, milliseconds(20)));
  EXPECT_EQ(job.state, JobState::kRunning);
  EXPECT_EQ(job.steps.back().detail, "10.0.0.9");
  ASSERT_TRUE(advance(job, {StepName::kConnected, {}}, milliseconds(30)));
  ASSERT_TRUE(move(job, JobState::kCompleted, milliseconds(40)));
  EXPECT_EQ(job.steps.size(), 6u);
  EXPECT_EQ(job.steps.back().at, milliseconds(40));
}

TEST(JobStates, AnAgentCannotSayTheServersSteps) {
  for (const StepName step : {StepName::kQueued, StepName::kSent, StepName::kCompleted, StepName::kFailed,
                              StepName::kExpired, StepName::kCancelled}) {
    auto job = sent_job();
    const auto said = advance(job, {step, {}}, milliseconds(5));
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, Code::kProtocol);
    EXPECT_EQ(job.state, JobState::kSent);
    EXPECT_EQ(job.steps.size(), 2u);
  }
}

TEST(JobStates, StepsNeverGoBackOrRepeat) {
  auto job = sent_job();
  EXPECT_FALSE(advance(job, {StepName::kReached, {}}, milliseconds(2))) << "received comes first";
  ASSERT_TRUE(advance(job, {StepName::kReceived, {}}, milliseconds(2)));
  EXPECT_FALSE(advance(job, {StepName::kReceived, {}}, milliseconds(3)));
  ASSERT_TRUE(advance(job, {StepName::kIdentified, {}}, milliseconds(4)));
  EXPECT_FALSE(advance(job, {StepName::kReached, {}}, milliseconds(5)));
  EXPECT_FALSE(advance(job, {StepName::kIdentified, {}}, milliseconds(5)));
}

TEST(JobStates, NothingFollowsAnEnd) {
  for (const JobState end : {JobState::kFailed, JobState::kExpired, JobState::kCancelled}) {
    auto job = sent_job();
    ASSERT_TRUE(move(job, end, milliseconds(5)));
    for (const JobState to : all_states()) EXPECT_FALSE(move(job, to, milliseconds(6)));
    EXPECT_FALSE(advance(job, {StepName::kReceived, {}}, milliseconds(6)));
    EXPECT_EQ(job.steps.size(), 3u);
  }
}

TEST(JobStates, ACheckThatIsQueuedAgainTakesItsStepsAnew) {
  auto job = sent_job(JobKind::kCheckDevice);
  ASSERT_TRUE(advance(job, {StepName::kReceived, {}}, milliseconds(2)));
  ASSERT_TRUE(move(job, JobState::kQueued, milliseconds(3)));
  ASSERT_TRUE(move(job, JobState::kSent, milliseconds(4)));
  EXPECT_TRUE(advance(job, {StepName::kReceived, {}}, milliseconds(5)));
}

TEST(JobStates, AFlappingInstallCannotGrowAJobForever) {
  auto job = sent_job(JobKind::kCheckDevice);
  int rounds = 0;
  while (move(job, JobState::kQueued, milliseconds(1)) && move(job, JobState::kSent, milliseconds(1)))
    ASSERT_LT(++rounds, 1000);
  EXPECT_LE(job.steps.size(), 70u);
  EXPECT_TRUE(move(job, JobState::kFailed, milliseconds(2)));
}

}  // namespace
}  // namespace callout::jobs
