// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <future>
#include <utility>

#include "http/front.h"

namespace callout::http {
namespace {

/// Runs a function on a worker and waits for it; from a thread that is no worker.
void run_there(net::Worker& worker, std::move_only_function<void()> function) {
  std::promise<void> done;
  worker.post([&] {
    function();
    done.set_value();
  });
  done.get_future().wait();
}

class FrontServer final : public Server {
 public:
  FrontServer(ServerOptions options, TrustedProxies proxies, Handler& handler, Log& log)
      : shared_{.options = std::move(options), .proxies = std::move(proxies), .handler = handler, .log = log} {}
  ~FrontServer() override { stop(std::chrono::milliseconds(0)); }

  Result<void> open(net::WorkerPool& workers) {
    // Listeners share the port among the workers, and would share it with another process of this user: ask alone
    // first.
    address_ = shared_.options.listen;
    Result<void> opened;
    if (address_.port() != 0) {
      run_there(workers[0], [&] {
        auto probe = net::Listener::bind(address_, false);
        if (!probe) opened = fail(std::move(probe));
      });
    }
    for (std::size_t i = 0; opened && i < workers.size(); ++i) {
      auto& front = *shared_.fronts.emplace_back(std::make_unique<Front>(shared_, workers[i]));
      run_there(workers[i], [&] {
        opened = front.listen(address_);
        if (opened && i == 0) address_ = front.address();
      });
    }
    if (!opened) {
      close_listeners();
      return opened;
    }
    running_ = true;
    for (auto& front : shared_.fronts) run_there(front->worker(), [&] { front->start_accepting(); });
    return {};
  }

  net::SocketAddress address() const override { return address_; }
  const ServerCounters& counters() const override { return shared_.counters; }

  void stop(std::chrono::milliseconds grace) override {
    if (!std::exchange(running_, false)) return;
    const auto until = std::chrono::steady_clock::now() + grace;
    for (auto& front : shared_.fronts) net::run_to_end(front->worker(), front->stop_accepting());
    for (auto& front : shared_.fronts) run_there(front->worker(), [&] { front->drain(); });
    for (auto& front : shared_.fronts) net::run_to_end(front->worker(), front->finish(until));
    close_listeners();
  }

 private:
  /// A front's listener, timers and buffers belong to its worker and die there.
  void close_listeners() {
    for (auto& front : shared_.fronts) run_there(front->worker(), [&] { front.reset(); });
    shared_.fronts.clear();
  }

  FrontShared shared_;
  net::SocketAddress address_;
  bool running_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(net::WorkerPool& workers, ServerOptions options, Handler& handler,
                                              Log& log) {
  auto proxies = TrustedProxies::parse(options.trusted_proxies);
  if (!proxies) return fail(std::move(proxies));
  auto server = std::make_unique<FrontServer>(std::move(options), std::move(*proxies), handler, log);
  if (auto opened = server->open(workers); !opened) return fail(std::move(opened));
  return server;
}

}  // namespace callout::http
