// SPDX-License-Identifier: Apache-2.0
// The upward half of a device exchange: the request's body.
#include "agent/device_exchange.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "wire/chunked.h"

namespace callout::agent {

/// Small devices read no chunks: no browser beside them sends any, as HTTP/1.1 lets it only with a length. What is not
/// too long gets one; the request waits for its whole body before it takes a place in line from others.
net::Task<Outcome<>> DeviceExchange::collect_body() {
  for (;;) {
    const auto bytes = co_await stream_.readable();
    if (!bytes) co_return cancelled();
    if (bytes->empty()) break;
    if (collected_.size() + bytes->size() > kCollectMost ||
        pool_->collected_bytes + bytes->size() > kCollectMostOfDevice) {
      co_return Outcome<>{};
    }
    collected_ += text_of(*bytes);
    pool_->collected_bytes += bytes->size();
    stream_.consume(bytes->size());
  }
  request_.head.headers.set("content-length", std::to_string(collected_.size()));
  request_.has_body = !collected_.empty();
  co_return Outcome<>{};
}

/// Sends the body as it comes; the browser's window opens only as the device takes. Once the device wants no more, the
/// rest is taken and dropped, so that its answer is not held up.
net::Task<> DeviceExchange::upload(net::Stream& device) {
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
