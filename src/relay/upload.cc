// SPDX-License-Identifier: Apache-2.0
#include "relay/upload.h"

#include <utility>

#include "base/encoding.h"

namespace callout::relay {

net::Task<bool> Upload::begin(wire::RequestHead& head, const wire::Origin& device) {
  const auto kind = map_.translate_bodies ? kind_of_upload(exchange_.request().headers) : std::nullopt;
  if (!kind) co_return true;
  const auto length = exchange_.body_length();
  pipe_.emplace(*kind, map_, device);
  for (std::size_t came = 0; came <= kReadAhead || came == length;) {
    const auto bytes = co_await exchange_.read_body();
    if (!bytes) co_return false;
    if (bytes->empty()) {
      ready_ += pipe_->finish();
      whole_ = true;
      if (!ready_.empty()) head.headers.set("Content-Length", std::to_string(ready_.size()));
      co_return true;
    }
    came += bytes->size();
    flight_.add_up(bytes->size());
    ready_ += pipe_->feed(text_of(*bytes));
  }
  if (!length) co_return true;
  if (kind->takes_padding) {
    head.headers.set("Content-Length", std::to_string(static_cast<std::int64_t>(*length) - pipe_->saved()));
    pipe_->keep_length();
  } else {
    head.headers.remove("Content-Length");
  }
  co_return true;
}

net::Task<> Upload::run(net::Http2Stream& stream) {
  if (!ready_.empty() && !co_await stream.write(bytes_of(ready_))) co_return;  // The stream's other direction says why.
  ready_ = {};
  while (!whole_) {
    const auto bytes = co_await exchange_.read_body();
    if (!bytes) {
      stream.reset(net::http2::kCancel);
      co_return;
    }
    whole_ = bytes->empty();
    flight_.add_up(bytes->size());
    auto next = *bytes;
    if (pipe_) next = bytes_of(whole_ ? pipe_->finish() : pipe_->feed(text_of(*bytes)));
    if (!next.empty() && !co_await stream.write(next)) co_return;
  }
  stream.finish();
}

}  // namespace callout::relay
