// SPDX-License-Identifier: Apache-2.0
// A device exchange that became a WebSocket: bytes both ways, untouched.
#include "agent/device_answer.h"
#include "agent/device_exchange.h"
#include "base/limits.h"

namespace callout::agent {

net::Task<Outcome<DeviceExchange::Ending>> DeviceExchange::websocket(DeviceConnection& connection,
                                                                     net::ResponseReader& reader,
                                                                     wire::ParsedResponse& answer) {
  const std::string* proof = answer.head.headers.find("sec-websocket-accept");
  if (form_.websocket_accept.empty() || proof == nullptr || *proof != form_.websocket_accept) {
    co_return not_http(Error{Code::kProtocol, "The device switched to a protocol that was not asked for."});
  }
  clean_answer(answer);
  answer.head.headers.remove("sec-websocket-accept");
  answer.head.status = 200;
  if (const auto sent = tunnel::send_response_head(stream_, answer.head, false); !sent)
    co_return not_http(sent.error());
  head_sent_ = true;
  // It may be quiet for as long as its session lives.
  silence_.disarm();
  connection.slot.make_endless(*this);
  if (const auto written = co_await stream_.write(reader.behind_head()); !written) co_return cancelled();

  net::TaskGroup up;
  up.spawn(pump_up(*connection.stream));
  co_await pump_down(connection);
  net::Timer late([this] { stream_.reset(net::http2::kNoError); });
  late.arm(kClosingTime);
  co_await up.join();
  co_return Ending::kDone;
}

net::Task<> DeviceExchange::pump_up(net::Stream& device) {
  for (;;) {
    const auto bytes = co_await stream_.readable();
    if (!bytes) break;
    if (bytes->empty()) {
      // The browser's side ended in order; the device has a moment to end its own.
      device.finish();
      silence_.arm(kClosingTime);
      co_return;
    }
    if (const auto written = co_await device.write(*bytes); !written) break;
    stream_.consume(bytes->size());
  }
  device.close();
}

net::Task<> DeviceExchange::pump_down(DeviceConnection& connection) {
  for (;;) {
    const auto count = co_await connection.stream->read(std::span(connection.buffer).first(net::kReadBuffer));
    if (!count) {
      stream_.close();
      co_return;
    }
    if (*count == 0) {
      stream_.finish();
      co_return;
    }
    if (const auto written = co_await stream_.write(std::span(connection.buffer).first(*count)); !written) co_return;
  }
}

}  // namespace callout::agent
