// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_client_runner.h"

#include <csignal>
#include <cstdlib>
#include <optional>
#include <thread>

#include <pthread.h>

#include "net/worker.h"

namespace callout::programs {
namespace {

constexpr int kStopSeconds = 10;

net::Task<> keep(net::Task<client::Outcome<>> task, std::optional<client::Outcome<>>& out) {
  out.emplace(co_await task);
}

sigset_t signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&set, signal);
  return set;
}

}  // namespace

client::Outcome<> run_task(const std::function<net::Task<client::Outcome<>>(Stop&)>& task) {
  const sigset_t set = signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  net::WorkerPool one(1);
  Stop stop;
  std::optional<client::Outcome<>> out;
  std::thread waiting([&, main = ::pthread_self()] {
    net::run_to_end(one[0], keep(task(stop), out));
    ::pthread_kill(main, SIGUSR1);  // To ourselves: the task has ended.
  });
  int signal = 0;
  ::sigwait(&set, &signal);
  if (signal != SIGUSR1) {
    one[0].post([&stop] {
      stop.asked = true;
      if (stop.then) stop.then();
    });
    const timespec patience{.tv_sec = kStopSeconds, .tv_nsec = 0};
    int next = 0;
    // Another Ctrl-C changes nothing: the session is being ended.
    do next = ::sigtimedwait(&set, nullptr, &patience);
    while (next > 0 && next != SIGUSR1);
    if (next != SIGUSR1) std::_Exit(static_cast<int>(client::Exit::kFailed));
  }
  waiting.join();
  return std::move(*out);
}

}  // namespace callout::programs
