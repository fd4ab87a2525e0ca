// SPDX-License-Identifier: Apache-2.0
#include "net/worker.h"

#include <gtest/gtest.h>

#include "net/blocking_pool.h"
#include "net/event.h"
#include "net/net_testing.h"
#include "net/timer.h"

namespace callout::net {
namespace {

using namespace std::chrono_literals;

Task<int> answer() {
  co_return 42;
}
Task<int> broken() {
  throw std::runtime_error("bug");
  co_return 0;
}

TEST(Task, GivesItsValueToItsAwaiter) {
  run_test_task([]() -> Task<void> { EXPECT_EQ(co_await answer(), 42); }());
}

TEST(Task, GivesItsExceptionToItsAwaiter) {
  run_test_task([]() -> Task<void> { EXPECT_THROW(co_await broken(), std::runtime_error); }());
}

Task<void> wait_then_count(Event& event, int& count) {
  co_await event.wait();
  ++count;
}

Task<void> group_waits_for_all() {
  TaskGroup group;
  Event event;
  int count = 0;
  for (int i = 0; i < 3; ++i) group.spawn(wait_then_count(event, count));
  EXPECT_EQ(group.running(), 3U);
  EXPECT_EQ(count, 0);
  event.notify();
  EXPECT_EQ(count, 0) << "waking must not run the waiter inline";
  co_await group.join();
  EXPECT_EQ(count, 3);
}
TEST(TaskGroup, JoinWaitsForEveryTask) {
  run_test_task(group_waits_for_all());
}

Task<std::thread::id> where_am_i() {
  co_return std::this_thread::get_id();
}
Task<void> go_and_come_back(Worker& other) {
  const auto here = std::this_thread::get_id();
  const auto there = co_await on(other, where_am_i());
  EXPECT_NE(there, here);
  EXPECT_EQ(std::this_thread::get_id(), here);
}
TEST(OnWorker, RunsThereAndResumesHere) {
  WorkerPool workers(2);
  run_to_end(workers[0], go_and_come_back(workers[1]));
}

TEST(WorkerPool, GivesOneKeyOneWorker) {
  WorkerPool workers(4);
  EXPECT_EQ(&workers.for_key("install"), &workers.for_key("install"));
}

Task<void> use_pool(BlockingPool& pool) {
  const auto here = std::this_thread::get_id();
  const auto there = co_await pool.run([] { return std::this_thread::get_id(); });
  EXPECT_TRUE(there && *there != here);
  EXPECT_EQ(std::this_thread::get_id(), here);
}
TEST(BlockingPool, RunsElsewhereAndResumesHere) {
  BlockingPool pool(1, 10);
  run_test_task(use_pool(pool));
}

Task<void> overfill(BlockingPool& pool) {
  const auto value = co_await pool.run([] { return 1; });
  EXPECT_FALSE(value.has_value());
}
TEST(BlockingPool, SaysSoWhenItsQueueIsFull) {
  BlockingPool pool(0, 0);
  run_test_task(overfill(pool));
}

Task<void> timers_in_order() {
  std::string order;
  Event done;
  Timer late([&] {
    order += 'b';
    done.notify();
  });
  Timer early([&] { order += 'a'; });
  Timer never([&] { order += 'x'; });
  late.arm(120ms);
  early.arm(30ms);
  never.arm(60ms);
  never.disarm();
  const auto start = std::chrono::steady_clock::now();
  co_await done.wait();
  EXPECT_GE(std::chrono::steady_clock::now() - start, 120ms);
  EXPECT_EQ(order, "ab");
}
TEST(Timer, FiresInOrderNeverEarlyAndNotWhenDisarmed) {
  run_test_task(timers_in_order());
}

Task<void> timer_destroys_itself() {
  Event done;
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>([&] {
    timer.reset();
    done.notify();
  });
  timer->arm(1ms);
  co_await done.wait();
  EXPECT_EQ(timer, nullptr);
  co_await sleep_for(30ms);
}
TEST(Timer, MayBeDestroyedByItsOwnCallback) {
  run_test_task(timer_destroys_itself());
}

}  // namespace
}  // namespace callout::net
