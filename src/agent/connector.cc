// SPDX-License-Identifier: Apache-2.0
#include "agent/connector.h"

#include <unistd.h>

#include "agent/server_link.h"
#include "base/random.h"
#include "tunnel/names.h"

namespace callout::agent {

Connector::Connector(const AgentCore::Parts& parts, const Registration& registration, std::optional<Proxy> proxy,
                     AgentCore& core, std::function<void(const AgentStatus&)> on_status)
    : parts_(parts),
      registration_(registration),
      proxy_(std::move(proxy)),
      core_(core),
      on_status_(std::move(on_status)),
      backoff_(random_below) {
  core_.on_change([this] { tell_status(); });
}

Connector::~Connector() {
  core_.on_change({});
}

net::Task<> Connector::run() {
  while (!stopping_) {
    report(AgentStatus::State::kConnecting, "");
    const Ended ended = co_await connect_once();
    if (stopping_) break;
    if (ended.stood) backoff_.succeeded();
    const bool drained = ended.stood && ended.error.code == Code::kClosed;
    const auto pause = drained ? backoff_.after_drain() : backoff_.after_failure(ended.retry_after);
    parts_.log.warn(ended.stood ? "connection to the server ended" : "no connection to the server",
                    {{"why", ended.error.message}, {"next_try_ms", static_cast<std::int64_t>(pause.count())}});
    report(AgentStatus::State::kWaiting, ended.error.message, pause);
    co_await wait(pause);
  }
  report(AgentStatus::State::kStopped, "");
}

net::Task<Connector::Ended> Connector::connect_once() {
  const auto keys = co_await read_keys();
  if (!keys) co_return failed(keys.error());
  auto link = co_await open_link();
  if (!link) co_return failed(link.error());
  if (stopping_) co_return failed({Code::kClosed, "The agent stops."});
  link_ = link->stream.get();
  auto ended = co_await speak(*link, *keys);
  link_ = nullptr;
  co_return ended;
}

net::Task<Result<ServerLink>> Connector::open_link() {
  if (!tls_ && registration_.server.tls) {
    auto context = server_context(registration_);
    if (!context) co_return fail(std::move(context));
    tls_ = std::move(*context);
  }
  auto tcp = co_await connect_server(registration_.server, proxy_);
  if (!tcp) co_return fail(std::move(tcp));
  co_return co_await secure_server(registration_.server, std::move(*tcp), tls_.get());
}

net::Task<Connector::Ended> Connector::speak(ServerLink& link, const KeyPair& keys) {
  const auto upgraded = co_await upgrade_to_websocket(*link.stream, registration_.server, registration_.install);
  if (!upgraded) co_return failed(upgraded.error());
  link.stream->keep_queue_short();
  tunnel::WebSocketStream socket(wire::WebSocketRole::kClient, *link.stream, upgraded->early);
  const bool with_next = std::exchange(try_next_key_, false) && keys.next;
  const Key& key = with_next ? *keys.next : keys.current;
  const auto answer =
      co_await tunnel::say_hello(socket, own_hello(registration_.install), key.secret(), link.exporter());
  if (!answer) co_return failed(answer.error());
  if (!*answer) co_return refused_by_server(answer->error(), keys.next && !with_next);
  if (with_next) co_await settle_rotation(key);
  if (stopping_) co_return failed({Code::kClosed, "The agent stops."});

  tunnel::AgentConnection connection(socket, (*answer)->heartbeat, core_);
  connection_ = &connection;
  parts_.log.info("connected to the server", {{"server", registration_.server.to_string()}});
  report(AgentStatus::State::kConnected, "");
  Error error = co_await connection.run();
  connection_ = nullptr;
  co_return Ended{std::move(error), true, std::nullopt};
}

Connector::Ended Connector::refused_by_server(const tunnel::Refusal& refusal, bool another_key) {
  const bool wrong_key = refusal.code == tunnel::refusal::kBadSignature;
  try_next_key_ = wrong_key && another_key;
  const bool unwanted = refusal.code == tunnel::refusal::kUnknownInstall || (wrong_key && !another_key);
  std::chrono::seconds later = refusal.retry_after.value_or(try_next_key_ ? std::chrono::seconds(0) : kRefusedTime);
  if (unwanted) later = kUnwantedTime;
  return {{Code::kDenied, fmt::format("The server refused this agent ({}): {}", refusal.code, refusal.detail)},
          false,
          later.count() > 0 ? std::optional(later) : std::nullopt};
}

net::Task<Result<KeyPair>> Connector::read_keys() {
  // Read anew each time: `callout-agent rotate-key` may have changed them.
  auto keys = co_await parts_.files.run([&folder = parts_.folder] { return load_keys(folder); });
  if (!keys) co_return fail(Code::kUnavailable, "There is too much to do.");
  co_return std::move(*keys);
}

net::Task<> Connector::settle_rotation(const Key& next) {
  const auto done =
      co_await parts_.files.run([&folder = parts_.folder, next] { return finish_rotation(folder, next); });
  if (done && *done) {
    parts_.log.info("the server holds the new key; the old one is gone");
  } else {
    parts_.log.error("the new key could not be put in place",
                     {{"why", done ? done->error().message : "too much to do"}});
  }
}

net::Task<> Connector::wait(std::chrono::milliseconds time) {
  bool over = false;
  net::Timer timer([&] {
    over = true;
    changed_.notify();
  });
  timer.arm(time);
  while (!over && !stopping_) co_await changed_.wait();
}

void Connector::stop() {
  if (std::exchange(stopping_, true)) return;
  core_.stop();
  if (connection_ != nullptr) {
    connection_->drain();
    give_up_.arm(kDrainTime);
  } else if (link_ != nullptr) {
    link_->close();
  }
  changed_.notify();
}

void Connector::report(AgentStatus::State state, std::string error, std::optional<std::chrono::milliseconds> next_try) {
  status_.state = state;
  status_.pid = ::getpid();
  status_.since = rfc3339(parts_.clock.wall());
  // Once the server is back, why it was gone before is still worth knowing.
  if (!error.empty()) status_.last_error = std::move(error);
  status_.next_try = next_try ? rfc3339(parts_.clock.wall() + *next_try) : "";
  tell_status();
}

void Connector::tell_status() {
  status_.devices = static_cast<std::int64_t>(core_.devices());
  status_.refused_devices = static_cast<std::int64_t>(core_.refused_devices());
  status_.sessions = static_cast<std::int64_t>(core_.sessions());
  on_status_(status_);
}

}  // namespace callout::agent
