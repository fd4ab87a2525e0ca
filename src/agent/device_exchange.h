// SPDX-License-Identifier: Apache-2.0
// One device request from its first byte to its last: waits for its turn, sends, streams the body up while the answer
// may already come down, and decides whether the connection can serve again. Made by DeviceClient on its own frame;
// own worker only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "agent/device_client.h"
#include "agent/device_request.h"
#include "agent/failures.h"
#include "agent/spool.h"
#include "net/response_reader.h"
#include "net/timer.h"

namespace callout::agent {

class DeviceExchange final : private Cuttable, private EndlessStream, private net::Waiter {
 public:
  /// How often one request may meet a device without a free socket: when connecting, and when it went out and the
  /// connection was closed without a byte, or answered 503. Only a safe one is sent more than once.
  static constexpr int kRefusalsMost = 8;
  static constexpr int kUnheardMost = 4;
  static constexpr std::chrono::milliseconds kDoubtTime{50};  ///< For the reset of a connection one too many.
  /// A body without a length is collected, so that it can be sent with one: in memory up to here, for all uploads to
  /// one device together up to the second, and beyond in a file.
  static constexpr std::size_t kCollectMost = 256 * 1024;
  static constexpr std::size_t kCollectMostOfDevice = 2 * 1024 * 1024;
  static constexpr std::chrono::milliseconds kFilesPause{50};
  static constexpr std::chrono::seconds kLeftoverTime{30};  ///< For the rest of an upload that the device did not want.
  static constexpr std::chrono::seconds kClosingTime{10};   ///< From one end of a WebSocket to the other.

  DeviceExchange(DeviceDialler& dialler, std::shared_ptr<DevicePool> pool, EndpointOfDevice target,
                 std::shared_ptr<Session> session, const Spools& spools, tunnel::DeviceRequest& request,
                 net::Http2Stream& stream);
  ~DeviceExchange() { pool_->collected_bytes -= collected_.size(); }
  DeviceExchange(const DeviceExchange&) = delete;
  DeviceExchange& operator=(const DeviceExchange&) = delete;

  net::Task<> run();

 private:
  enum class Ending : std::uint8_t {
    kDone,      ///< Answered whole.
    kTryAgain,  ///< Nothing came of it, and the request may go out once more.
  };

  void cut() override;
  void give_way() override;
  void ready() override { interrupt(); }
  void interrupt();

  net::Task<Outcome<>> answer();
  net::Task<Outcome<>> obtain();
  net::Task<Outcome<>> take_turn();
  net::Task<bool> is_turned_away();
  bool may_try_again(DeviceConnection& connection, const net::ResponseReader& reader);
  net::Task<Outcome<Ending>> exchange();
  net::Task<Outcome<Ending>> respond(DeviceConnection& connection, net::ResponseReader& reader);
  net::Task<Outcome<>> send_body(net::ResponseReader& reader);
  net::Task<Outcome<Ending>> websocket(DeviceConnection& connection, net::ResponseReader& reader,
                                       wire::ParsedResponse& answer);
  net::Task<> pump_up(net::Stream& device);
  net::Task<> pump_down(DeviceConnection& connection);
  net::Task<Outcome<>> collect_body();
  net::Task<Outcome<>> spool_collected();
  net::Task<> upload_spooled(net::Stream& device);
  net::Task<> upload(net::Stream& device);
  net::Task<Result<void>> upload_piece(net::Stream& device, std::span<const std::byte> bytes);
  std::unexpected<tunnel::Failure> no_answer(const Error& error) const;

  DeviceDialler& dialler_;
  std::shared_ptr<DevicePool> pool_;
  EndpointOfDevice target_;
  Membership membership_;
  const Spools& spools_;
  tunnel::DeviceRequest& request_;
  net::Http2Stream& stream_;
  DeviceForm form_;

  std::unique_ptr<DeviceConnection> connection_;  ///< In use; stays until an upload has let go of it.
  net::TaskGroup uploads_;
  net::Stream* device_ = nullptr;  ///< What to close when interrupted.
  Turn* turn_ = nullptr;           ///< Where we wait, to leave the line when interrupted.
  std::uint64_t place_;            ///< In that line.
  DialFacts dial_;
  int refusals_ = 0;
  int unheard_ = 0;
  net::Timer silence_;
  bool interrupted_ = false;
  bool tried_again_ = false;
  bool silent_ = false;
  bool head_sent_ = false;
  bool endless_ = false;
  bool upload_wanted_ = true;  ///< The device still takes the body.
  bool upload_whole_ = false;
  std::uint64_t upload_left_ = 0;
  std::string collected_;       ///< Of a body without a length.
  std::optional<Spool> spool_;  ///< What of it was too long for memory.
};

}  // namespace callout::agent
