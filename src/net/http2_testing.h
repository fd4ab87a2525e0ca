// SPDX-License-Identifier: Apache-2.0
// For tests: two HTTP/2 sessions back to back on the current worker, and handlers made of functions.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/http2_session.h"
#include "net/tcp.h"

namespace callout::net {

/// Serves every stream by one function, which is a coroutine without captures of its own.
class FunctionHandler final : public Http2Handler {
 public:
  using Serve = Task<> (*)(Http2Stream&, void* context);
  explicit FunctionHandler(Serve serve, void* context = nullptr) : serve_(serve), context_(context) {}
  Task<> serve(Http2Stream& stream) override { return serve_(stream, context_); }

 private:
  Serve serve_;
  void* context_;
};

/// A client and a server session over a pair of streams, running until end().
class SessionPair {
 public:
  using Transports = std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>>;  ///< The client's, the server's.
  explicit SessionPair(Http2Handler& handler, const Http2Options& options = {},
                       Transports transports = stream_pair(256 * 1024));

  Http2Session& client() { return client_; }
  Http2Session& server() { return server_; }
  /// Closes both and waits for their end.
  Task<> end();
  /// Waits for their own end.
  Task<> join();
  Error client_reason;
  Error server_reason;

 private:
  static Task<> run(Http2Session& session, Error& reason);
  Transports transports_;
  Http2Session client_;
  Http2Session server_;
  TaskGroup tasks_;
};

/// A GET for `target`.
wire::RequestHead get(std::string target);
/// Reads to the clean end; an error if the body was cut.
Task<Result<std::string>> read_all(Stream& stream);
/// Writes all and ends.
Task<Result<void>> write_all(Stream& stream, std::string_view bytes);
/// Lets the worker's loop turn once.
struct Turn {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) const { Worker::current().resume_later(waiting); }
  void await_resume() const {}
};
/// `count` bytes that depend on `seed` and do not repeat soon.
std::string noise(std::size_t count, std::uint64_t seed);

}  // namespace callout::net
