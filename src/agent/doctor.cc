// SPDX-License-Identifier: Apache-2.0
#include "agent/doctor.h"

#include <cstdlib>
#include <ctime>

#include <netdb.h>

#include "agent/key.h"
#include "agent/registration.h"
#include "agent/server_call.h"
#include "agent/server_link.h"

namespace callout::agent {
namespace {

constexpr std::int64_t kClockMost =
    300;  ///< Seconds; beyond it the server refuses a key rotation, and certificates look invalid.

class Examination {
 public:
  Examination(const AgentConfig& config, const Clock& clock, std::function<void(const DoctorStep&)> tell)
      : config_(config), clock_(clock), tell_(std::move(tell)) {}

  net::Task<bool> run(std::string state_folder) {
    if (!examine_state(std::move(state_folder)) || !choose_way()) co_return false;
    auto link = co_await open_link();
    if (!link) co_return false;
    const bool spoken = co_await examine_tunnel(*link);
    const bool clock_right = co_await examine_clock();
    co_return spoken&& clock_right;
  }

 private:
  void pass(std::string name, std::string detail) {
    tell_({std::move(name), DoctorStep::Verdict::kPass, std::move(detail), ""});
  }
  void skip(std::string name, std::string detail) {
    tell_({std::move(name), DoctorStep::Verdict::kSkipped, std::move(detail), ""});
  }
  bool failed(std::string name, const Error& error, std::string remedy) {
    tell_({std::move(name), DoctorStep::Verdict::kFail, error.message, std::move(remedy)});
    return false;
  }

  bool examine_state(std::string path) {
    auto folder = StateFolder::open(std::move(path), false);
    if (!folder)
      return failed("state folder", folder.error(), "Run doctor as the user that the agent runs as, and enrol it.");
    auto registration = load_registration(*folder);
    if (!registration)
      return failed("enrolment", registration.error(), "Enrol this machine with a token from the console.");
    auto keys = load_keys(*folder);
    if (!keys) return failed("key", keys.error(), "Restore the key file, or enrol again with a new token.");
    registration_ = std::move(*registration);
    keys_ = std::move(*keys);
    running_ = !StateLock::take(*folder).has_value();
    pass("state folder", folder->path());
    pass("enrolment", fmt::format("install {} ({}) of {}", registration_.install, registration_.name,
                                  registration_.server.to_string()));
    return true;
  }

  bool choose_way() {
    auto proxy = choose_proxy(config_.proxy, registration_.server);
    if (!proxy) return failed("proxy", proxy.error(), "Correct proxy.url in the agent's file, or HTTPS_PROXY.");
    proxy_ = std::move(*proxy);
    const std::string host = proxy_ ? proxy_->host : registration_.server.dial_host();
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, nullptr, &found); error != 0) {
      return failed("name",
                    Error{Code::kUnavailable, fmt::format("{} can't be resolved: {}.", host, ::gai_strerror(error))},
                    "Check the name, and the DNS server of this machine (/etc/resolv.conf).");
    }
    ::freeaddrinfo(found);
    pass("name",
         proxy_ ? fmt::format("through the proxy {}:{}", proxy_->host, proxy_->port) : host + ", without a proxy");
    return true;
  }

  net::Task<std::optional<ServerLink>> open_link() {
    auto tcp = co_await connect_server(registration_.server, proxy_);
    if (!tcp) {
      failed("connection", tcp.error(),
             fmt::format("Allow outgoing TCP to port {} in the site's firewall or proxy.", registration_.server.port));
      co_return std::nullopt;
    }
    pass("connection", (*tcp)->remote().to_string());
    const auto context = server_context(registration_);
    auto link = context ? co_await secure_server(registration_.server, std::move(*tcp), context->get())
                        : Result<ServerLink>(fail(context));
    if (!link) {
      failed("TLS", link.error(),
             "Check the clock; if a firewall opens TLS on the way, exempt this host; if the server has a new "
             "authority, enrol again.");
      co_return std::nullopt;
    }
    pass("TLS",
         link->tls == nullptr ? "not used on this machine" : link->tls->facts().version + ", the pinned certificate");
    co_return std::move(*link);
  }

  net::Task<bool> examine_tunnel(ServerLink& link) {
    const auto upgraded = co_await upgrade_to_websocket(*link.stream, registration_.server, registration_.install);
    if (!upgraded) {
      co_return failed("WebSocket", upgraded.error(),
                       "Let the proxy, firewall or reverse proxy pass WebSockets to /agent/v1.");
    }
    pass("WebSocket", "opened");
    if (running_) {
      skip("sign-in", "the running agent holds the connection: see callout-agent status");
      co_return true;
    }
    tunnel::WebSocketStream socket(wire::WebSocketRole::kClient, *link.stream, upgraded->early);
    const auto answer =
        co_await tunnel::say_hello(socket, own_hello(registration_.install), keys_->current.secret(), link.exporter());
    if (!answer) co_return failed("sign-in", answer.error(), "Look at the server's log.");
    if (!*answer) {
      co_return failed("sign-in", Error{Code::kDenied, answer->error().detail},
                       keys_->next ? "A key rotation is open: start the agent, which settles it."
                                   : "Enrol again with a new token if the install was removed or its key replaced.");
    }
    pass("sign-in", "the server knows this agent");
    co_return true;
  }

  net::Task<bool> examine_clock() {
    const auto context = server_context(registration_);
    if (!context) co_return failed("clock", context.error(), "Enrol again with a new token.");
    auto tcp = co_await connect_server(registration_.server, proxy_);
    if (!tcp) co_return failed("clock", tcp.error(), "Run doctor again.");
    auto link = co_await secure_server(registration_.server, std::move(*tcp), context->get());
    if (!link) co_return failed("clock", link.error(), "Run doctor again.");
    const auto answer = co_await call_server(*link->stream, registration_.server, "/healthz", "");
    const auto offset = answer ? clock_offset_s(answer->date, clock_.wall()) : Result<std::int64_t>(fail(answer));
    if (!offset) {
      skip("clock", "the server does not tell its time");
      co_return true;
    }
    const std::string detail =
        fmt::format("{} s {} the server's", std::abs(*offset), *offset < 0 ? "behind" : "ahead of");
    if (std::abs(*offset) > kClockMost)
      co_return failed("clock", Error{Code::kInvalid, detail},
                       "Set the clock, for example with timedatectl set-ntp true.");
    pass("clock", detail);
    co_return true;
  }

  const AgentConfig& config_;
  const Clock& clock_;
  std::function<void(const DoctorStep&)> tell_;
  Registration registration_;
  std::optional<KeyPair> keys_;
  std::optional<Proxy> proxy_;
  bool running_ = false;
};

}  // namespace

net::Task<bool> examine(const AgentConfig& config, const std::string& state_folder, const Clock& clock,
                        std::function<void(const DoctorStep&)> tell) {
  Examination examination(config, clock, std::move(tell));
  co_return co_await examination.run(state_folder);
}

Result<std::int64_t> clock_offset_s(std::string_view http_date, WallMs now) {
  std::tm parts{};
  const std::string text(http_date);
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return fail(Code::kInvalid, "This is no HTTP date.");
  const std::int64_t theirs = ::timegm(&parts);
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() - theirs;
}

}  // namespace callout::agent
