// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_agent_run.h"

#include <csignal>
#include <cstdlib>
#include <thread>

#include <malloc.h>
#include <pthread.h>

#include "agent/agent_core.h"
#include "agent/connector.h"

namespace callout::programs {
namespace {

constexpr int kStopSeconds = 8;  ///< From the signal to the end, whatever a device or the network is doing.
constexpr std::size_t kFileThreads = 1;
constexpr std::size_t kFileQueue = 64;

/// What lives on the worker's thread from start to end.
struct Running {
  net::Worker worker;
  net::TaskGroup tasks;
  agent::Connector* connector = nullptr;  ///< Touched on the worker only.
  bool stop_asked = false;
};

net::Task<> live(Running& running, const agent::AgentCore::Parts& parts, const agent::Registration& registration,
                 std::optional<agent::Proxy> proxy) {
  {
    agent::AgentCore core(parts);
    core.load_inventory();
    agent::Connector connector(parts, registration, std::move(proxy), core, [&parts](const agent::AgentStatus& status) {
      // A status that can't be written stops nobody from working.
      (void)parts.files.submit([&folder = parts.folder, json = agent::to_json(status)] {
        (void)folder.write(agent::kStatusFile, json, false);
      });
    });
    running.connector = &connector;
    if (running.stop_asked) connector.stop();
    co_await connector.run();
    running.connector = nullptr;
    core.stop();
  }
  running.worker.stop();
}

/// Waits for the signal that ends the agent, on a thread of its own, and for no longer than a stop may take after it.
class SignalThread {
 public:
  explicit SignalThread(Running& running) : thread_([&running] { wait(running); }) {}
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;
  ~SignalThread() {
    ::pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  static sigset_t signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&set, signal);
    return set;
  }

 private:
  static void wait(Running& running) {
    const sigset_t set = signals();
    int signal = 0;
    ::sigwait(&set, &signal);
    if (signal == SIGUSR1) return;
    running.worker.post([&running] {
      running.stop_asked = true;
      if (running.connector != nullptr) running.connector->stop();
    });
    const timespec patience{.tv_sec = kStopSeconds, .tv_nsec = 0};
    // State files are whole at any moment, so what hangs in a connection need not be waited for.
    if (::sigtimedwait(&set, nullptr, &patience) != SIGUSR1) std::_Exit(0);
  }
  std::thread thread_;
};

void keep_memory_small() {
  // One arena for the few threads, and freed memory back to the system: the agent lives on small machines.
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TRIM_THRESHOLD, 256 * 1024);
}

}  // namespace

Result<void> run_agent(const agent::AgentConfig& config, const std::string& state) {
  keep_memory_small();
  const sigset_t set = SignalThread::signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const auto folder = agent::StateFolder::open(state, false);
  if (!folder) return fail(folder);
  const auto registration = agent::load_registration(*folder);
  if (!registration) return fail(registration);
  const auto lock = agent::StateLock::take(*folder);
  if (!lock) return fail(lock);
  if (const auto keys = agent::load_keys(*folder); !keys) return fail(keys);
  const auto proxy = agent::choose_proxy(config.proxy, registration->server);
  if (!proxy) return fail(proxy);

  Log log(config.log_level, config.log_format);
  const SystemClock clock;
  net::BlockingPool files(kFileThreads, kFileQueue);
  agent::KernelNeighbours neighbours;
  const agent::AgentCore::Parts parts{config, *folder, files, neighbours, clock, log};
  Running running;
  running.worker.post([&] { running.tasks.spawn(live(running, parts, *registration, *proxy)); });
  const SignalThread signals_thread(running);
  running.worker.run();
  return {};
}

}  // namespace callout::programs
