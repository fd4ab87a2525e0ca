// SPDX-License-Identifier: Apache-2.0
#include "agent/raw_connection.h"

#include "base/limits.h"
#include "net/task.h"
#include "net/timer.h"

namespace callout::agent {
namespace {

constexpr std::chrono::seconds kLastBytesTime{60};  ///< For a device that has ended to take what the client sent last.

/// Closes both sides when the session ends or the server's side of the stream is over.
class Link final : private Cuttable, private net::Waiter {
 public:
  Link(std::shared_ptr<Session> session, net::Http2Stream& stream)
      : membership_(std::move(session), *this), stream_(stream), over_(!stream.when_over(*this)) {}
  ~Link() { stream_.forget_over(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  bool over() const { return over_; }
  void set_device(net::TcpStream* device) { device_ = device; }
  /// The device has said all: from now on the stream may also be over because the client has, too.
  void set_device_ended() { device_ended_ = true; }
  /// One direction is lost: the other is of no use, and neither side may take what came for the whole.
  void break_off() {
    over_ = true;
    stream_.cut();
    if (device_ != nullptr) device_->reset();
  }

 private:
  void cut() override {
    over_ = true;
    stream_.close();
    if (device_ != nullptr) device_->reset();
  }
  void ready() override {
    // What the client sent last may still be on its way to the device.
    if (!device_ended_ || stream_.reset_by_peer()) return cut();
    late_.arm(kLastBytesTime);
  }

  Membership membership_;
  net::Http2Stream& stream_;
  net::TcpStream* device_ = nullptr;
  bool over_;
  bool device_ended_ = false;
  net::Timer late_{[this] { cut(); }};
};

/// Counts a connection for as long as it lives.
class Place {
 public:
  Place(std::map<std::string, std::size_t, std::less<>>& open, const std::string& device)
      : open_(open), entry_(open.try_emplace(device, 0).first) {
    ++entry_->second;
  }
  ~Place() {
    if (--entry_->second == 0) open_.erase(entry_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::map<std::string, std::size_t, std::less<>>& open_;
  std::map<std::string, std::size_t, std::less<>>::iterator entry_;
};

net::Task<> carry_up(net::Stream& stream, net::Stream& device, Link& link) {
  std::uint64_t moved = 0;
  if (!co_await net::pump(stream, device, moved)) link.break_off();
}

net::Task<> carry_down(net::Stream& device, net::Stream& stream, Link& link) {
  std::uint64_t moved = 0;
  if (co_await net::pump(device, stream, moved)) {
    link.set_device_ended();
  } else {
    link.break_off();
  }
}

}  // namespace

Outcome<RawConnections::Target> RawConnections::find(const tunnel::RawTarget& asked, const Session& session) const {
  Target target;
  bool allowed = false;
  if (const auto* raw = std::get_if<tunnel::RawPort>(&asked)) {
    if (session.kind() != SessionKind::kPorts) return refused("The session is not for raw ports.");
    target = {inventory_.device(raw->device), raw->port};
    allowed = target.device && target.device->has_raw_port(target.port);
  } else {
    if (session.kind() != SessionKind::kWebpage) return refused("The session is for raw ports only.");
    const auto& server = std::get<tunnel::RawWebServer>(asked);
    const auto endpoint = inventory_.endpoint(server.endpoint);
    if (!endpoint) return refused(endpoint.error().message);
    target = {endpoint->device, server.other ? server.other->port : endpoint->endpoint->port};
    allowed = target.device->has_web_port(target.port);
  }
  if (!target.device || target.device->facts.id != session.device())
    return refused("The session is not for that device.");
  if (!allowed) return refused("The device's port is none that this session may reach.");
  return target;
}

net::Task<> RawConnections::serve(tunnel::RawRequest request, net::Http2Stream& stream) {
  auto session = leases_.find(request.session);
  if (!session) {
    tunnel::send_failure(stream, no_lease().error());
    co_return;
  }
  auto target = find(request.target, **session);
  if (!target) {
    tunnel::send_failure(stream, target.error());
    co_return;
  }
  const std::string& device_id = target->device->facts.id;
  if (const auto open = open_.find(device_id); open != open_.end() && open->second >= limits::kRawStreamsPerDevice) {
    tunnel::send_failure(stream, refused(fmt::format("{} connections to the device's ports are open already.",
                                                     limits::kRawStreamsPerDevice))
                                     .error());
    co_return;
  }
  const Place place(open_, device_id);
  Link link(std::move(*session), stream);
  DialFacts facts;
  auto device = co_await dialler_.dial_raw(target->device, target->port, facts, nullptr);
  if (link.over()) co_return;
  if (!device) {
    tunnel::send_failure(stream, device.error());
    co_return;
  }
  if (!tunnel::send_response_head(stream, {}, false)) co_return;
  link.set_device(device->get());
  // It may be quiet for as long as its session lives.
  net::TaskGroup both;
  both.spawn(carry_up(stream, **device, link));
  both.spawn(carry_down(**device, stream, link));
  co_await both.join();
  link.set_device(nullptr);
}

}  // namespace callout::agent
