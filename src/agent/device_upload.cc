// SPDX-License-Identifier: Apache-2.0
// The upward half of a device exchange: the request's body.
#include <algorithm>

#include "agent/device_exchange.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "wire/chunked.h"

namespace callout::agent {

/// Small devices read no chunks: no browser beside them sends any, as HTTP/1.1 lets it only with a length. So a body
/// without one gets it: the request waits for its whole body before it takes a place in line from others.
net::Task<Outcome<>> DeviceExchange::collect_body() {
  for (;;) {
    const auto bytes = co_await stream_.readable();
    if (!bytes) co_return cancelled();
    if (bytes->empty()) break;
    const auto piece = bytes->first(std::min(bytes->size(), kCollectMost));
    if (collected_.size() + piece.size() > kCollectMost ||
        pool_->collected_bytes + piece.size() > kCollectMostOfDevice) {
      if (auto spooled = co_await spool_collected(); !spooled) co_return spooled;
    }
    collected_ += text_of(piece);
    pool_->collected_bytes += piece.size();
    stream_.consume(piece.size());
  }
  if (spool_) {
    if (auto spooled = co_await spool_collected(); !spooled) co_return spooled;
  }
  const std::uint64_t length = spool_ ? spool_->size() : collected_.size();
  request_.head.headers.set("content-length", std::to_string(length));
  request_.has_body = length != 0;
  co_return Outcome<>{};
}

/// What was collected moves to the file.
net::Task<Outcome<>> DeviceExchange::spool_collected() {
  const auto done = co_await spools_.files.run([this]() -> Result<> {
    if (!spool_) {
      auto made = Spool::make(spools_.folder);
      if (!made) return fail(made);
      spool_.emplace(std::move(*made));
    }
    return spool_->append(collected_);
  });
  if (interrupted_) co_return cancelled();
  if (!done) co_return out_of_room("The agent keeps too many uploads at once.");
  if (!*done) co_return out_of_room(done->error().message);
  pool_->collected_bytes -= collected_.size();
  collected_.clear();
  co_return Outcome<>{};
}

net::Task<> DeviceExchange::upload_spooled(net::Stream& device) {
  for (std::uint64_t at = 0; at < spool_->size() && upload_wanted_;) {
    auto piece = co_await spools_.files.run([this, at] { return spool_->read(at, kCollectMost); });
    if (!piece) {  // Too much to do for the moment.
      co_await net::sleep_for(kFilesPause);
      continue;
    }
    // Else the device would take what came for the whole.
    if (!*piece || (*piece)->empty()) co_return device.close();
    if (!upload_wanted_ || !co_await upload_piece(device, bytes_of(**piece))) co_return;
    at += (*piece)->size();
  }
}

/// Sends the body as it comes; the browser's window opens only as the device takes. Once the device wants no more, the
/// rest is taken and dropped, so that its answer is not held up.
net::Task<> DeviceExchange::upload(net::Stream& device) {
  if (spool_) co_return co_await upload_spooled(device);
  if (!collected_.empty()) {
    if (!co_await upload_piece(device, bytes_of(collected_))) upload_wanted_ = false;
    if (upload_whole_) co_return;
  }
  for (;;) {
    const auto bytes = co_await stream_.readable();
    if (!bytes) {
      // The browser gave up in the middle: the device must not take what came as whole.
      if (upload_wanted_) device.close();
      co_return;
    }
    if (bytes->empty()) break;
    if (upload_wanted_ && !co_await upload_piece(device, *bytes)) upload_wanted_ = false;
    stream_.consume(bytes->size());
    if (upload_whole_) co_return;
  }
  if (!upload_wanted_) co_return;
  if (form_.body.kind == wire::Framing::kChunked) {
    upload_whole_ = (co_await device.write(bytes_of(wire::kLastChunk))).has_value();
  } else {
    device.close();  // Shorter than its Content-Length.
  }
}

net::Task<Result<void>> DeviceExchange::upload_piece(net::Stream& device, std::span<const std::byte> bytes) {
  silence_.arm(limits::kDeviceSilence);
  if (form_.body.kind == wire::Framing::kChunked) {
    const wire::ChunkHeader header(bytes.size());
    if (auto written = co_await device.write(bytes_of(header.text())); !written) co_return written;
    if (auto written = co_await device.write(bytes); !written) co_return written;
    co_return co_await device.write(bytes_of(wire::kChunkEnd));
  }
  if (bytes.size() > upload_left_) {
    device.close();
    co_return fail(Code::kProtocol, "The request's body is longer than its Content-Length.");
  }
  auto written = co_await device.write(bytes);
  if (!written) co_return written;
  upload_left_ -= bytes.size();
  upload_whole_ = upload_left_ == 0;
  co_return written;
}

}  // namespace callout::agent
