// SPDX-License-Identifier: Apache-2.0
// The hardware address that the kernel has for a neighbour: what tells that the device at an address is still the same.
// Read after the TCP connection stands, since connecting makes the kernel resolve it. Own worker only; two netlink
// questions of some ten microseconds, answered by the kernel at once.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "wire/address.h"

namespace callout::agent {

/// Whoever can tell a neighbour's MAC; tests put another in place.
class Neighbours {
 public:
  virtual ~Neighbours() = default;
  /// `02:00:5e:10:00:01`; nullopt when the address is not on a network of this machine, or the network has no hardware
  /// addresses. An error when the kernel did not answer: decide as if the identity were wrong.
  virtual Result<std::optional<std::string>> mac_of(const wire::Address& address) = 0;
};

class KernelNeighbours final : public Neighbours {
 public:
  KernelNeighbours();
  ~KernelNeighbours();
  KernelNeighbours(const KernelNeighbours&) = delete;
  KernelNeighbours& operator=(const KernelNeighbours&) = delete;
  Result<std::optional<std::string>> mac_of(const wire::Address& address) override;

 private:
  int fd_;
  unsigned sequence_ = 0;
};

}  // namespace callout::agent
