// SPDX-License-Identifier: Apache-2.0
// A file descriptor that closes itself. For code that works with files; what waits on sockets is net's. One owner.
#pragma once

#include <utility>

#include <unistd.h>

namespace callout {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace callout
