// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <optional>

#include <sys/socket.h>
#include <unistd.h>

#include "net/event_loop.h"
#include "net/tcp_socket.h"

namespace callout::net {
namespace {

constexpr int kBacklog = 1024;

class SocketListener final : public Listener {
 public:
  explicit SocketListener(int fd) : fd_(fd), watch_(std::in_place, fd) {}
  ~SocketListener() override { close(); }

  SocketAddress address() const override {
    sockaddr_storage storage{};
    socklen_t size = sizeof(storage);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&storage), &size);
    return {reinterpret_cast<sockaddr*>(&storage), size};
  }

  Task<Result<std::unique_ptr<TcpStream>>> accept() override {
    for (;;) {
      if (closed_) co_return fail(Code::kClosed, "The listener is closed.");
      const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) co_return std::make_unique<PlainStream>(fd);
      switch (errno) {
        case EAGAIN:
          watch_->read_dry();
          co_await Readable{*watch_};
          break;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM: co_return fail(Code::kExhausted, "No connection can be accepted: {}.", std::strerror(errno));
        default:
          break;  // The peer went away before we took it (ECONNABORTED and the network's errors): take the next one.
      }
    }
  }

  void close() override {
    if (std::exchange(closed_, true)) return;
    watch_.reset();
    ::close(fd_);
  }

 private:
  struct Readable final : Waiter {
    Watch& watch;
    std::coroutine_handle<> waiting{};
    explicit Readable(Watch& w) : watch(w) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      watch.wait(*this, true);
    }
    void await_resume() const noexcept {}
    void ready() override { waiting.resume(); }
  };

  int fd_;
  bool closed_ = false;
  std::optional<Watch> watch_;  // Until close().
};

std::unexpected<Error> bind_failed(const SocketAddress& address, int error) {
  switch (error) {
    case EADDRINUSE:
      return fail(Code::kUnavailable, "Port {} on {} is busy: stop the other program or choose another port.",
                  address.port(), address.ip());
    case EACCES:
      return fail(Code::kUnavailable, "Port {} needs CAP_NET_BIND_SERVICE: choose a port from 1024 up or grant it.",
                  address.port());
    case EADDRNOTAVAIL: return fail(Code::kUnavailable, "{} is not an address of this machine.", address.ip());
    default: return fail(Code::kUnavailable, "Listening on {} failed: {}.", address.to_string(), std::strerror(error));
  }
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::bind(const SocketAddress& address, bool shared) {
  const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return bind_failed(address, errno);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (shared) ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
  if (::bind(fd, address.data(), address.size()) != 0 || ::listen(fd, kBacklog) != 0) {
    const int error = errno;
    ::close(fd);
    return bind_failed(address, error);
  }
  return std::make_unique<SocketListener>(fd);
}

}  // namespace callout::net
