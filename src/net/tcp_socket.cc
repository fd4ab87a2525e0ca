// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_socket.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace callout::net {
namespace {

// Bytes that the kernel may hold beyond what the network takes, of a connection that many streams share.
constexpr int kNotSentLow = 32 * 1024;

}  // namespace

Socket::Socket(int fd) : fd_(fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &size) == 0) {
    remote_ = SocketAddress(reinterpret_cast<sockaddr*>(&storage), size);
  }
  size = sizeof(storage);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) == 0) {
    local_ = SocketAddress(reinterpret_cast<sockaddr*>(&storage), size);
  }
  adopt();
}

Socket::~Socket() {
  close();
}

void Socket::adopt() {
  check(!watch_ && fd_ >= 0);
  watch_.emplace(fd_);
}

void Socket::release() {
  watch_.reset();
}

int Socket::take() {
  release();
  return std::exchange(fd_, -1);
}

void Socket::close() {
  if (fd_ < 0) return;
  // release() ends pending waits from the loop; their waiters then find the socket closed.
  release();
  ::close(std::exchange(fd_, -1));
}

void Socket::reset() {
  if (fd_ < 0) return;
  const linger hard{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
  close();
}

void Socket::keep_queue_short() {
  if (fd_ >= 0) ::setsockopt(fd_, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kNotSentLow, sizeof(kNotSentLow));
}

void Socket::finish() {
  if (fd_ >= 0) ::shutdown(fd_, SHUT_WR);
}

Result<std::optional<std::size_t>> Socket::try_read(std::span<std::byte> into) {
  if (fd_ < 0) return fail(Code::kClosed, "The connection is closed.");
  if (watch_ && !watch_->readable()) return std::nullopt;
  const auto count = ::recv(fd_, into.data(), into.size(), 0);
  if (count >= 0) {
    // Less than asked for: nothing more is there (epoll(7), questions and answers, 9).
    if (watch_ && count > 0 && static_cast<std::size_t>(count) < into.size()) watch_->read_dry();
    return static_cast<std::size_t>(count);
  }
  if (errno == EINTR) return std::nullopt;
  if (errno == EAGAIN) {
    if (watch_) watch_->read_dry();
    return std::nullopt;
  }
  return fail(Code::kClosed, "Reading from {} failed: {}.", remote_.to_string(), std::strerror(errno));
}

Result<std::size_t> Socket::try_write(std::span<const std::byte> from) {
  if (fd_ < 0) return fail(Code::kClosed, "The connection is closed.");
  if (watch_ && !watch_->writable()) return std::size_t{0};
  const auto count = ::send(fd_, from.data(), from.size(), MSG_NOSIGNAL);
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno == EINTR) return std::size_t{0};
  if (errno == EAGAIN) {
    if (watch_) watch_->write_full();
    return std::size_t{0};
  }
  return fail(Code::kClosed, "Writing to {} failed: {}.", remote_.to_string(), std::strerror(errno));
}

void Socket::wait(Waiter& waiter, bool readable) {
  if (watch_) return watch_->wait(waiter, readable);
  // Closed meanwhile: come back on the next turn, so that whoever closed it has returned.
  Worker::current().post([&waiter] { waiter.ready(); });
}

}  // namespace callout::net
