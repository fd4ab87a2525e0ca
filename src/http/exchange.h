// SPDX-License-Identifier: Apache-2.0
// One request of a browser (or API client, or agent dialling in) and its response, whether it came by HTTP/1.1 or
// HTTP/2.
//
// Made by http::Server, handed to one handler task (relay or api), which answers it exactly once. Own worker only. When
// the handler returns without a whole response, the server ends the exchange as an error that the browser sees as one,
// never as a clean end.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/socket_address.h"
#include "net/stream.h"
#include "net/task.h"
#include "wire/http.h"

namespace callout::http {

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual const wire::RequestHead& request() const = 0;
  /// Who asked: the TCP peer, or what a trusted proxy says.
  virtual const std::string& remote_ip() const = 0;
  /// Whether the browser's side is TLS (here, or at a trusted proxy).
  virtual bool secure() const = 0;
  /// Distinguishes the browser's connections: NTLM and Digest at the device are pinned to one of them. Behind a proxy
  /// that does not tell them apart, its own.
  virtual std::uint64_t connection_id() const = 0;
  /// Keying material of the TLS connection that ends here (RFC 8446 section 7.5): what agents sign. nullopt for plain
  /// connections.
  virtual std::optional<std::array<std::byte, 32>> exporter(std::string_view label) const = 0;
  /// Whether a request body follows; its length when the browser said it.
  virtual bool has_body() const = 0;
  virtual std::optional<std::uint64_t> body_length() const = 0;
  /// The next bytes of the request body: a view that holds until the next call. Empty = the body is whole. An error =
  /// the browser went away or broke its framing: the body is not whole.
  virtual net::Task<Result<std::span<const std::byte>>> read_body() = 0;

  /// Starts the response. `content_length` when known, so that the framing is right; an answer to HEAD and the
  /// statuses 204 and 304 drop the body. Final statuses only. The head may wait for body bytes of the same turn of the
  /// loop, never longer.
  virtual net::Task<Result<void>> start(const wire::ResponseHead& head,
                                        std::optional<std::uint64_t> content_length) = 0;
  /// Writes body bytes; waits while the browser's side is full (back-pressure). Each call is flushed.
  virtual net::Task<Result<void>> write(std::span<const std::byte> bytes) = 0;
  /// Ends a whole response.
  virtual net::Task<Result<void>> end() = 0;
  /// Head and whole body in one go.
  virtual net::Task<Result<void>> respond(const wire::ResponseHead& head, std::string_view body) = 0;

  /// Whether this request asks for a WebSocket (Upgrade on HTTP/1.1, extended CONNECT on HTTP/2).
  virtual bool wants_websocket() const = 0;
  /// Accepts the upgrade: sends 101 (or 200 on HTTP/2) with the given extra headers (Sec-WebSocket-Accept is added for
  /// HTTP/1.1) and gives the raw bytes of the connection after it. The stream lives as long as the exchange. The
  /// exchange is whole when the stream was finish()ed or close()d.
  /// The request's headers are gone afterwards.
  virtual net::Task<Result<net::Stream*>> upgrade(const wire::ResponseHead& head) = 0;

  /// Ends a response that was started and will not become whole: what was written still goes, then the browser sees an
  /// error. For a device that broke off. A handler that returns in the middle has the same effect.
  virtual net::Task<> cut() = 0;
  /// Cuts this exchange at once (HTTP/2: this stream; HTTP/1.1: the connection) and drops what was written and is not
  /// sent. Pending calls come back with
  /// Code::kClosed. Idempotent.
  virtual void abort() = 0;
  /// Calls waiter->ready() once, from the event loop, when the browser has gone (closed, reset, too slow, or cut by a
  /// shutdown) while the handler still works: so that a handler that waits for a device ends that wait. At once if it
  /// is gone already. nullptr takes it back; it must be taken back before the waiter dies, and is forgotten when the
  /// handler returns.
  virtual void when_gone(net::Waiter* waiter) = 0;
};

}  // namespace callout::http
