// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/event_loop.h"
#include "net/tcp_socket.h"
#include "net/timer.h"

namespace callout::net {
namespace {

/// co_await: waits until the socket connected, failed or the time is over. Answers 0, an errno, or ETIMEDOUT.
class Connecting final : public Waiter {
 public:
  Connecting(int fd, std::chrono::milliseconds timeout) : fd_(fd), timeout_(timeout), watch_(std::in_place, fd) {
    watch_->write_full();  // Writable is what says that it is connected.
  }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    timer_.arm(timeout_);
    watch_->wait(*this, false);
  }
  int await_resume() {
    timer_.disarm();
    if (!watch_) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }

 private:
  void ready() override { waiting_.resume(); }

  const int fd_;
  const std::chrono::milliseconds timeout_;
  std::optional<Watch> watch_;
  std::coroutine_handle<> waiting_;
  Timer timer_{[this] { watch_.reset(); }};
};

std::unexpected<Error> connect_failed(const SocketAddress& address, int error) {
  if (error == ETIMEDOUT) return fail(Code::kTimeout, "{} did not answer.", address.to_string());
  if (error == EHOSTUNREACH || error == ENETUNREACH) {
    // The neighbour's silence, as the kernel calls it.
    return fail(Code::kTimeout, "{} can't be reached: {}.", address.to_string(), std::strerror(error));
  }
  if (error == ECONNREFUSED) return fail(Code::kUnavailable, "{} refused the connection.", address.to_string());
  return fail(Code::kUnavailable, "Connecting to {} failed: {}.", address.to_string(), std::strerror(error));
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

/// co_await: the addresses of a name, by a thread of its own: getaddrinfo() blocks, and can't be cut short.
struct Resolving {
  const std::string& host;
  std::string port;
  int error = 0;
  addrinfo* results = nullptr;
  std::thread thread{};

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    thread = std::thread([this, &worker = Worker::current(), waiting] {
      addrinfo hints{};
      hints.ai_socktype = SOCK_STREAM;
      hints.ai_flags = AI_ADDRCONFIG;
      error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &results);
      worker.post([waiting] { waiting.resume(); });
    });
  }
  Addresses await_resume() {
    thread.join();
    return {results, &::freeaddrinfo};
  }
};

}  // namespace

Task<Result<std::unique_ptr<TcpStream>>> connect(SocketAddress address, std::chrono::milliseconds timeout) {
  const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) co_return connect_failed(address, errno);
  int error = ::connect(fd, address.data(), address.size()) == 0 ? 0 : errno;
  if (error == EINPROGRESS) error = co_await Connecting(fd, timeout);
  if (error != 0) {
    ::close(fd);
    co_return connect_failed(address, error);
  }
  co_return std::make_unique<PlainStream>(fd);
}

Task<Result<std::unique_ptr<TcpStream>>> connect(std::string host, std::uint16_t port,
                                                 std::chrono::milliseconds timeout) {
  Resolving resolving{host, std::to_string(port)};
  const auto addresses = co_await resolving;
  if (resolving.error != 0) {
    co_return fail(Code::kUnavailable, "The name {} could not be resolved: {}. Check the name and this machine's DNS.",
                   host, ::gai_strerror(resolving.error));
  }
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  Error last{Code::kUnavailable, fmt::format("The name {} has no address.", host)};
  for (const auto* each = addresses.get(); each != nullptr; each = each->ai_next) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    auto stream = co_await connect(SocketAddress(each->ai_addr, each->ai_addrlen), left);
    if (stream) co_return std::move(stream);
    last = stream.error();
  }
  co_return std::unexpected(last);
}

}  // namespace callout::net
