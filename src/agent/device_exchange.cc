// SPDX-License-Identifier: Apache-2.0
#include "agent/device_exchange.h"

#include "agent/device_answer.h"
#include "base/encoding.h"
#include "base/limits.h"

namespace callout::agent {

DeviceExchange::DeviceExchange(DeviceDialler& dialler, std::shared_ptr<DevicePool> pool, EndpointOfDevice target,
                               std::shared_ptr<Session> session, const Spools& spools, tunnel::DeviceRequest& request,
                               net::Http2Stream& stream)
    : dialler_(dialler),
      pool_(std::move(pool)),
      target_(std::move(target)),
      membership_(std::move(session), *this),
      spools_(spools),
      request_(request),
      stream_(stream),
      place_(pool_->next_place()),
      silence_([this] {
        silent_ = true;
        if (device_ != nullptr) device_->close();
      }) {}

/// The session ended: the browser's side is cut at once, ours as soon as what waits has come back.
void DeviceExchange::cut() {
  stream_.reset(net::http2::kCancel);
  interrupt();
}

/// An ordinary request waits, and streams hold all that the device bears.
void DeviceExchange::give_way() {
  if (device_ != nullptr) device_->close();
  if (connection_) connection_->slot.free();
}

void DeviceExchange::interrupt() {
  interrupted_ = true;
  if (turn_ != nullptr) turn_->cancel();
  if (device_ != nullptr) device_->close();
}

net::Task<> DeviceExchange::run() {
  if (!stream_.when_over(*this)) interrupt();
  const auto outcome = co_await answer();
  if (!outcome && !interrupted_) {
    if (head_sent_) {
      stream_.cut();
    } else {
      tunnel::send_failure(stream_, outcome.error());
    }
  }
  // The browser may still be sending a body that the device did not want to the end. What was answered must reach it
  // first, so the rest is taken and dropped, for a while.
  if (uploads_.running() > 0) {
    net::Timer leftover([this] { stream_.reset(net::http2::kNoError); });
    leftover.arm(kLeftoverTime);
    co_await uploads_.join();
  }
  stream_.forget_over();
  device_ = nullptr;
}

net::Task<Outcome<>> DeviceExchange::answer() {
  const bool no_length = request_.has_body && !request_.head.headers.contains("content-length");
  if (no_length && request_.head.protocol.empty()) {
    if (auto collected = co_await collect_body(); !collected) co_return collected;
  }
  auto form = device_form(request_.head, request_.has_body, *target_.device, *target_.endpoint);
  if (!form) co_return refused(form.error().message);
  form_ = std::move(*form);
  upload_left_ = form_.body.length;
  for (;;) {
    auto ending = co_await exchange();
    if (!ending) co_return std::unexpected(std::move(ending.error()));
    if (*ending == Ending::kDone) co_return Outcome<>{};
  }
}

/// Waits for a connection whose device is who it should be, as often as the device has no socket for it.
net::Task<Outcome<>> DeviceExchange::obtain() {
  for (;;) {
    auto obtained = co_await take_turn();
    if (interrupted_) co_return cancelled();
    if (obtained || !dial_.no_socket || ++refusals_ > kRefusalsMost) co_return obtained;
  }
}

net::Task<Outcome<>> DeviceExchange::take_turn() {
  dial_ = {};
  Turn turn(*pool_, target_.endpoint->id, {place_, request_.pin, form_.safe});
  bool late = false;
  net::Timer patience([&] {
    late = true;
    turn.cancel();
  });
  patience.arm(limits::kDeviceLineTime);
  turn_ = &turn;
  const auto granted = co_await turn;
  turn_ = nullptr;
  patience.disarm();
  if (interrupted_) co_return cancelled();
  if (!granted && late) {
    co_return busy(Error{Code::kTimeout, fmt::format("All connections that the device bears were in use for {} s.",
                                                     std::chrono::seconds(limits::kDeviceLineTime).count())});
  }
  if (!granted) co_return busy(granted.error());
  if (turn.connection) {
    auto identified = dialler_.refresh_identity(*target_.device, *turn.connection);
    if (identified) connection_ = std::move(turn.connection);
    co_return identified;
  }
  auto dialled =
      co_await dialler_.dial(target_.device, target_.endpoint->id, *pool_, std::move(turn.slot), dial_, nullptr);
  if (!dialled) co_return std::unexpected(std::move(dialled.error()));
  connection_ = std::move(*dialled);
  if (!form_.safe && connection_->slot.is_doubtful() && co_await is_turned_away()) {
    dial_.no_socket = connection_->slot.refused();
    co_return unreachable(Error{Code::kUnavailable, "The device closed the connection before it was asked anything."});
  }
  co_return Outcome<>{};
}

/// A device out of sockets may take a connection only to reset it. A request that must not go out twice waits for that
/// before its first byte, where the device was not yet seen to bear so many.
net::Task<bool> DeviceExchange::is_turned_away() {
  co_await net::sleep_for(kDoubtTime);
  co_return !connection_->is_alive();
}

net::Task<Outcome<DeviceExchange::Ending>> DeviceExchange::exchange() {
  if (auto obtained = co_await obtain(); !obtained) co_return std::unexpected(std::move(obtained.error()));
  // The session may have ended while we dialled: then not a byte goes out.
  if (interrupted_) co_return cancelled();
  device_ = connection_->stream.get();
  connection_->last_user = request_.pin;
  silence_.arm(limits::kDeviceSilence);
  const bool websocket = !form_.websocket_accept.empty();
  const auto written = co_await device_->write(bytes_of(form_.bytes));
  if (written && request_.has_body && !websocket) uploads_.spawn(upload(*device_));
  // Even when writing failed: a device that refuses may have answered before it closed.
  net::ResponseReader reader(*device_, connection_->buffer, request_.head.method);
  auto ending = co_await respond(*connection_, reader);
  silence_.disarm();
  upload_wanted_ = false;
  const bool sent_whole = !request_.has_body || upload_whole_;
  const bool done = ending && *ending == Ending::kDone;
  if (done && sent_whole && !websocket && !endless_ && !interrupted_ && reader.reusable()) {
    device_ = nullptr;
    pool_->give_back(std::move(connection_));
  } else {
    // An upload that is stuck in the device comes back by this; the object stays until it has.
    std::exchange(device_, nullptr)->close();
    connection_->slot.free();
  }
  co_return ending;
}

net::Task<Outcome<DeviceExchange::Ending>> DeviceExchange::respond(DeviceConnection& connection,
                                                                   net::ResponseReader& reader) {
  const auto head = co_await reader.read_head();
  if (!head) {
    if (may_try_again(connection, reader)) co_return Ending::kTryAgain;
    co_return no_answer(head.error());
  }
  wire::ParsedResponse& answer = **head;
  if (interrupted_) co_return cancelled();
  if (answer.head.status == 503 && !answer.keep_alive && !connection.reused) {
    // How tiny servers say that they are out of sockets. Alone with the device, it means what it says.
    const bool waits = connection.slot.may_be_too_many() && connection.slot.refused();
    if (waits && form_.safe && ++unheard_ <= kUnheardMost) co_return Ending::kTryAgain;
  } else {
    connection.slot.answered();
  }
  if (answer.head.status == 101) co_return co_await websocket(connection, reader, answer);
  if (request_.pin != 0 && signs_in_connection(answer.head)) connection.pin = request_.pin;
  endless_ = is_endless(answer.head);
  if (endless_) connection.slot.make_endless(*this);
  clean_answer(answer);
  const bool bodiless = answer.body.kind == wire::Framing::kNone ||
                        (answer.body.kind == wire::Framing::kLength && answer.body.length == 0);
  if (const auto sent = tunnel::send_response_head(stream_, answer.head, bodiless); !sent)
    co_return not_http(sent.error());
  head_sent_ = true;
  if (bodiless) co_return Ending::kDone;
  auto body = co_await send_body(reader);
  if (!body) co_return std::unexpected(std::move(body.error()));
  co_return Ending::kDone;
}

net::Task<Outcome<>> DeviceExchange::send_body(net::ResponseReader& reader) {
  for (;;) {
    auto bytes = reader.try_body();
    if (bytes && !*bytes) {
      silence_.arm(limits::kDeviceSilence);
      bytes = co_await reader.read_body();
    }
    // A browser that reads slowly is not a device that says nothing.
    silence_.disarm();
    if (!bytes) co_return cut_by_device(bytes.error());
    if ((*bytes)->empty()) break;
    if (const auto written = co_await stream_.write(**bytes); !written) co_return cancelled();
  }
  stream_.finish();
  co_return Outcome<>{};
}

/// After a connection that ended without a byte from the device. One try is for a connection that had died meanwhile;
/// others only where a lack of sockets explains it.
bool DeviceExchange::may_try_again(DeviceConnection& connection, const net::ResponseReader& reader) {
  if (reader.anything_came() || silent_ || interrupted_) return false;
  const bool no_socket = !connection.reused && connection.slot.refused();
  // A device that closed one kept connection has mostly closed them all.
  if (connection.reused) pool_->close_idle();
  if (!form_.safe) return false;
  return !std::exchange(tried_again_, true) || (no_socket && ++unheard_ <= kUnheardMost);
}

std::unexpected<tunnel::Failure> DeviceExchange::no_answer(const Error& error) const {
  if (interrupted_) return cancelled();
  if (silent_) {
    return cut_by_device(Error{Code::kTimeout, fmt::format("The device did not answer within {} s.",
                                                           std::chrono::seconds(limits::kDeviceSilence).count())});
  }
  if (error.code == Code::kProtocol || error.code == Code::kExhausted) return not_http(error);
  return cut_by_device(error);
}

}  // namespace callout::agent
