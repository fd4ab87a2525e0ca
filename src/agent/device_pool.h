// SPDX-License-Identifier: Apache-2.0
// The connections to one device: how many there may be, whose turn it is, and which are kept alive for the next
// request. Small devices have two to six sockets; whoever finds them taken waits in line here, on site, instead of
// being refused.
//
// Two limits hold: the site's own for ordinary requests, and what the device is seen to bear (SocketLimit), which
// counts every connection of ours: in use, kept alive, and streams without end. Streams stand beside the ordinary ones
// only as far as the device bears it. When they hold all that it bears and an ordinary request waits, the oldest gives
// way after kStreamGrace: a page always loads, and a browser that still shows the stream asks for it again. A long poll
// looks like any slow answer and takes an ordinary place.
//
// Who is refused comes back to its old place in line. No new connection is made for a pause after a refusal. The first
// refusal soon after a connection ended lowers nothing: the device may not have noticed that end. How long it takes to
// is learned, too, and waited before an ended connection's place is used again.
//
// Used by the device exchange and by jobs. Own worker only. The pool is shared by the requests that use it and outlives
// each of their connections; idle connections belong to the pool.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/socket_limit.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/tcp.h"
#include "net/timer.h"

namespace callout::agent {

class DevicePool;

/// A stream without end that can be asked to make room.
class EndlessStream {
 public:
  /// Closes its connection and frees its slot, at once.
  virtual void give_way() = 0;

 protected:
  ~EndlessStream() = default;
};

/// The right to hold one connection to the device, for as long as this lives.
class DeviceSlot {
 public:
  DeviceSlot() = default;
  DeviceSlot(DeviceSlot&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), endless_(other.endless_), answered_(other.answered_) {}
  DeviceSlot& operator=(DeviceSlot&& other) noexcept;
  ~DeviceSlot() { free(); }
  void free();
  /// The device had no socket for this connection: the limit learns, and the slot is free. Whether that may be so, and
  /// waiting in line for another try makes sense: it is not when nothing says that the device is there at all.
  bool refused();
  /// The device has said something on the connection: it bears this many.
  void answered();
  /// The connection carries a stream without end and no longer takes the place of an ordinary one, as long as there are
  /// not too many of them. `stream` lives until the slot is free.
  void make_endless(EndlessStream& stream);
  /// Whether the device may lack a socket for it: others of ours are open, or it may still hold one that has ended.
  bool may_be_too_many() const;
  /// The device was not yet seen to bear as many connections as it has with this one.
  bool is_doubtful() const;

 private:
  friend class DevicePool;
  explicit DeviceSlot(DevicePool& pool) : pool_(&pool) {}
  DevicePool* pool_ = nullptr;
  EndlessStream* endless_ = nullptr;
  bool answered_ = false;
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

  /// A device that closed, or that speaks out of turn, has said so by now: one read finds out.
  bool is_alive();
};

/// Who waits: its place in line, which it keeps when the device refuses it, and whether its request may be sent twice.
struct Waiting {
  std::uint64_t place = 0;  ///< DevicePool::next_place()
  std::uint64_t pin = 0;
  bool safe = true;
};

/// One request's wait in line. Lives on the caller's frame while it waits, and the endpoint's id longer than it.
class Turn {
 public:
  Turn(DevicePool& pool, const std::string& endpoint, Waiting who) : pool_(pool), endpoint_(endpoint), who_(who) {}
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
  const Waiting who_;
  State state_ = State::kNew;
  std::list<Turn*>::iterator place_;
  std::coroutine_handle<> waiting_;
};

class DevicePool {
 public:
  static constexpr std::chrono::seconds kIdleTime{15};          ///< Longer than the pauses within a page's loading.
  static constexpr std::chrono::seconds kPinnedIdleTime{60};    ///< Losing it costs the person another sign-in round.
  static constexpr std::size_t kLineMost = 512;                 ///< Requests that wait for one device.
  static constexpr std::size_t kEndlessMost = 32;               ///< Endless streams beside the ordinary connections.
  static constexpr std::chrono::seconds kStreamGrace{2};        ///< A stream that ends by itself has ended by then.
  static constexpr std::chrono::milliseconds kSettleTime{500};  ///< For a device to notice that a connection ended.
  static constexpr std::chrono::milliseconds kFirstLag{50};
  static constexpr std::chrono::milliseconds kFirstPause{100};  ///< After a refusal; doubles while there are more.
  static constexpr std::chrono::milliseconds kLongestPause{2000};
  static constexpr std::chrono::seconds kRecent{10};  ///< A device that answered so lately is there, if it refuses now.

  DevicePool(const Clock& clock, std::size_t most);
  ~DevicePool();
  DevicePool(const DevicePool&) = delete;
  DevicePool& operator=(const DevicePool&) = delete;

  /// Places are served in the order in which they were taken.
  std::uint64_t next_place() { return ++last_place_; }
  /// Keeps a connection whose response was whole for the next request, or hands it to who waits for it.
  void give_back(std::unique_ptr<DeviceConnection> connection);
  void close_stale();
  void close_idle() { idle_.clear(); }

  /// Whether the modern TLS handshake has failed on this device and the old one worked.
  bool legacy_tls = false;
  /// Held for uploads to the device that came without a length.
  std::size_t collected_bytes = 0;

  std::size_t in_use() const { return taken_ - idle_.size(); }
  std::size_t endless() const { return streams_.size(); }
  std::size_t idle() const { return idle_.size(); }
  std::size_t waiting() const { return line_.size(); }
  bool answered_since(Steady time) const { return answered_at_ && *answered_at_ >= time; }
  /// Every connection of ours, those that idle included.
  std::size_t open() const { return taken_ + streams_.size(); }
  /// What the device bears of them, as far as is known.
  std::size_t limit() const { return limit_.now(); }
  /// Somebody knows it; nullopt: it is to be learned.
  void set_known_limit(std::optional<std::uint8_t> known) { limit_.set_known(known ? *known : SocketLimit::kNone); }

 private:
  friend class Turn;
  friend class DeviceSlot;
  bool grant(Turn& turn);
  bool grant_at_once(Turn& turn);
  bool has_room() const { return taken_ < most_ && limit_.allows(open() + ended_); }
  bool may_try_one_more(const Turn& turn);
  void join_line(Turn& turn);
  std::unique_ptr<DeviceConnection> take_idle(std::string_view endpoint, std::uint64_t pin, std::uint64_t user);
  bool note_refusal();
  void note_answer();
  void free_slot(DeviceSlot& slot);
  void serve_line();
  bool streams_hold_all() const { return !line_.empty() && taken_ == 0 && !limit_.allows(streams_.size()); }
  void make_way();

  const Clock& clock_;
  const std::size_t most_;
  SocketLimit limit_;
  std::optional<Steady> answered_at_;
  std::size_t answered_ = 0;      ///< Slots out on whose connection the device has said something.
  std::size_t seen_to_bear_ = 0;  ///< The most that these were.
  bool doubted_ = false;          ///< One refusal was put down to a connection that had just ended.
  std::chrono::milliseconds pause_time_ = kFirstPause;
  net::Timer pause_;                  ///< No new connection until it is over.
  net::Timer settling_;               ///< A connection ended just now.
  std::chrono::milliseconds lag_{0};  ///< What the device was seen to need for that.
  std::size_t ended_ = 0;             ///< Connections that the device may still hold for that.
  net::Timer ending_;
  net::Timer grace_;  ///< Of the streams that hold all that the device bears.
  bool granting_ = false;
  std::uint64_t last_place_ = 0;
  std::size_t taken_ = 0;                ///< Slots out but for streams without end, those of idle connections included.
  std::vector<EndlessStream*> streams_;  ///< Oldest first.
  std::list<Turn*> line_;                ///< By place.
  std::vector<std::unique_ptr<DeviceConnection>> idle_;  ///< Oldest first.
};

}  // namespace callout::agent
