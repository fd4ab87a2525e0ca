// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "net/asio_loop.h"
#include "net/tcp_socket.h"
#include "net/timer.h"

namespace callout::net {
namespace {

/// co_await: waits until the socket connected, failed or the time is over. Answers 0, an errno, or ETIMEDOUT.
class Connecting {
 public:
  Connecting(int fd, std::chrono::milliseconds timeout)
      : descriptor_(Worker::current().loop().context, fd), timeout_(timeout) {}
  ~Connecting() { descriptor_.release(); }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    timer_.arm(timeout_);
    descriptor_.async_wait(asio::posix::descriptor_base::wait_write,
                           [waiting](boost::system::error_code) { waiting.resume(); });
  }
  int await_resume() {
    timer_.disarm();
    if (timed_out_) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(descriptor_.native_handle(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }

 private:
  asio::posix::stream_descriptor descriptor_;
  const std::chrono::milliseconds timeout_;
  bool timed_out_ = false;
  Timer timer_{[this] {
    timed_out_ = true;
    descriptor_.cancel();
  }};
};

std::unexpected<Error> connect_failed(const SocketAddress& address, int error) {
  if (error == ETIMEDOUT) return fail(Code::kTimeout, "{} did not answer.", address.to_string());
  if (error == ECONNREFUSED) return fail(Code::kUnavailable, "{} refused the connection.", address.to_string());
  return fail(Code::kUnavailable, "Connecting to {} failed: {}.", address.to_string(), std::strerror(error));
}

using Resolved = asio::ip::tcp::resolver::results_type;

struct Resolving {
  asio::ip::tcp::resolver resolver;
  std::string host;
  std::string port;
  boost::system::error_code error{};
  Resolved results{};
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    resolver.async_resolve(host, port, [this, waiting](boost::system::error_code e, Resolved r) {
      error = e;
      results = std::move(r);
      waiting.resume();
    });
  }
  void await_resume() const noexcept {}
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
  Resolving resolving{asio::ip::tcp::resolver(Worker::current().loop().context), host, std::to_string(port)};
  co_await resolving;
  if (resolving.error) {
    co_return fail(Code::kUnavailable, "The name {} could not be resolved: {}. Check the name and this machine's DNS.",
                   host, resolving.error.message());
  }
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  Error last{Code::kUnavailable, fmt::format("The name {} has no address.", host)};
  for (const auto& entry : resolving.results) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    const auto endpoint = entry.endpoint();
    auto stream = co_await connect(SocketAddress(endpoint.data(), static_cast<socklen_t>(endpoint.size())), left);
    if (stream) co_return std::move(stream);
    last = stream.error();
  }
  co_return std::unexpected(last);
}

}  // namespace callout::net
