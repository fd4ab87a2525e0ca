// SPDX-License-Identifier: Apache-2.0
// The connections to one device: how many there may be, whose turn it is, and which are kept alive for the next
// request. Small devices have two to six sockets; whoever finds them taken waits in line here, on site, instead of
// being refused.
//
// Used by the device exchange and by jobs. Own worker only. The pool is shared by the requests that use it and outlives
// each of their connections; idle connections belong to the pool.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/tcp.h"

namespace callout::agent {

class DevicePool;

/// The right to hold one connection to the device, for as long as this lives.
class DeviceSlot {
 public:
  DeviceSlot() = default;
  DeviceSlot(DeviceSlot&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), endless_(other.endless_) {}
  DeviceSlot& operator=(DeviceSlot&& other) noexcept;
  ~DeviceSlot() { free(); }
  void free();
  /// The connection carries a stream without end and no longer takes the place of an ordinary one, as long as there are
  /// not too many of them.
  void make_endless();

 private:
  friend class DevicePool;
  explicit DeviceSlot(DevicePool& pool) : pool_(&pool) {}
  DevicePool* pool_ = nullptr;
  bool endless_ = false;
};

/// A connection to an endpoint of the device whose identity was checked.
struct DeviceConnection {
  DeviceSlot slot;
  std::unique_ptr<net::TcpStream> stream;
  std::vector<std::byte> buffer;  ///< For reading; kept with the connection so that a request allocates none.
  std::string endpoint;           ///< Id.
  std::uint64_t pin = 0;          ///< Not 0: signed in by NTLM or Negotiate, for this browser connection only.
  std::uint64_t last_user = 0;    ///< Pin of the last request: Digest nonces of some devices hold for one connection.
  bool reused = false;            ///< It carried a request before.
  Steady identified_at{};
  Steady idle_since{};
};

/// One request's place in line. Lives on the caller's frame while it waits, and the endpoint's id longer than it.
class Turn {
 public:
  Turn(DevicePool& pool, const std::string& endpoint, std::uint64_t pin)
      : pool_(pool), endpoint_(endpoint), pin_(pin) {}
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  bool await_ready();
  void await_suspend(std::coroutine_handle<> waiting);
  /// kExhausted when the line is too long, kClosed after cancel(). Otherwise one of the two below is set.
  Result<void> await_resume();
  /// Leaves the line; who waits comes back with kClosed. No effect once it was granted.
  void cancel();

  std::unique_ptr<DeviceConnection> connection;  ///< A kept-alive connection to use, alive a moment ago.
  DeviceSlot slot;                               ///< Else the right to make one.

 private:
  friend class DevicePool;
  enum class State : std::uint8_t { kNew, kWaiting, kGranted, kCancelled, kRefused };
  DevicePool& pool_;
  const std::string& endpoint_;
  std::uint64_t pin_;
  State state_ = State::kNew;
  std::list<Turn*>::iterator place_;
  std::coroutine_handle<> waiting_;
};

class DevicePool {
 public:
  static constexpr std::chrono::seconds kIdleTime{15};        ///< Longer than the pauses within a page's loading.
  static constexpr std::chrono::seconds kPinnedIdleTime{60};  ///< Losing it costs the person another sign-in round.
  static constexpr std::size_t kLineMost = 512;               ///< Requests that wait for one device.
  static constexpr std::size_t kEndlessMost = 32;             ///< Endless streams beside the ordinary connections.

  DevicePool(const Clock& clock, std::size_t most) : clock_(clock), most_(most) {}
  ~DevicePool();
  DevicePool(const DevicePool&) = delete;
  DevicePool& operator=(const DevicePool&) = delete;

  /// Keeps a connection whose response was whole for the next request, or hands it to who waits for it.
  void give_back(std::unique_ptr<DeviceConnection> connection);
  void close_stale();
  void close_idle() { idle_.clear(); }

  /// Whether the modern TLS handshake has failed on this device and the old one worked.
  bool legacy_tls = false;

  std::size_t in_use() const { return taken_ - idle_.size(); }
  std::size_t endless() const { return endless_; }
  std::size_t idle() const { return idle_.size(); }
  std::size_t waiting() const { return line_.size(); }

 private:
  friend class Turn;
  friend class DeviceSlot;
  bool grant(Turn& turn);
  bool grant_at_once(Turn& turn);
  std::unique_ptr<DeviceConnection> take_idle(std::string_view endpoint, std::uint64_t pin, std::uint64_t user);
  void slot_freed(bool endless);
  void serve_line();

  const Clock& clock_;
  const std::size_t most_;
  bool granting_ = false;
  std::size_t endless_ = 0;
  std::size_t taken_ = 0;  ///< Slots out, those of idle connections included.
  std::list<Turn*> line_;
  std::vector<std::unique_ptr<DeviceConnection>> idle_;  ///< Oldest first.
};

}  // namespace callout::agent
