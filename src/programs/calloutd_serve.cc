// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_serve.h"

#include <csignal>
#include <ctime>

#include <sys/resource.h>

#include "programs/calloutd_notify.h"
#include "programs/calloutd_runtime.h"

namespace callout::programs {
namespace {

constexpr long kTickNs =
    100'000'000;  ///< 100 ms: what expires does so at most this late in lists; leases end by themselves to the moment.
constexpr int kTicksPerTlsLook = 20;  ///< Every 2 s.

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

// Ten thousand agents are ten thousand descriptors; the soft limit of 1024 is for programs that use select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

// Returns the signal that ends the server.
int tick_until_signal(Runtime& runtime, const sigset_t& signals) {
  const timespec pause{0, kTickNs};
  for (int ticks = 0;; ++ticks) {
    const int signal = sigtimedwait(&signals, nullptr, &pause);
    if (signal == SIGTERM || signal == SIGINT) return signal;
    if (signal == SIGHUP) {
      runtime.reload_tls();
      runtime.reopen_files();
    }
    if (ticks % kTicksPerTlsLook == 0) runtime.reload_changed_tls();
    runtime.tick();
  }
}

}  // namespace

Result<> serve(ServerConfig config, Log& log) {
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();

  auto runtime = Runtime::make(std::move(config), log);
  if (!runtime) return fail(runtime);
  if (const auto started = (*runtime)->start(); !started) return fail(started);
  notify_supervisor("READY=1");
  const int signal = tick_until_signal(**runtime, signals);
  notify_supervisor("STOPPING=1");
  log.info("stopping", {{"signal", signal}});
  (*runtime)->stop();
  runtime->reset();
  log.info("stopped");
  return {};
}

}  // namespace callout::programs
