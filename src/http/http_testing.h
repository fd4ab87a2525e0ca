// SPDX-License-Identifier: Apache-2.0
// For tests of the front: a server on a free port with a handler that does one thing a path, and a client that sends
// exact bytes.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>

#include "base/log.h"
#include "http/server.h"

namespace callout::http {

/// Answers by the path of the request; h1_connection_test.cc lists what each path is for.
class PathHandler final : public Handler {
 public:
  net::Worker* place(std::string_view host) override { return placing ? placing(host) : nullptr; }
  net::Task<> serve(Exchange& exchange) override;

  std::function<net::Worker*(std::string_view)> placing;
  std::atomic<int> served{0};
  std::atomic<int> ended{0};               ///< Exchanges whose handler has returned.
  std::atomic<int> gone{0};                ///< /hold: how many heard that their browser went.
  std::atomic<int> broken_uploads{0};      ///< /hash: bodies that did not come whole.
  std::atomic<std::uint64_t> streamed{0};  ///< /endless: bytes that the browser's side has taken.
  std::promise<void> holding;              ///< /hold: set when it waits.

 private:
  net::Task<> answer(Exchange& exchange);
};

class TestServer {
 public:
  explicit TestServer(ServerOptions options = {}, std::size_t workers = 2);
  ~TestServer();

  std::uint16_t port() const { return server->address().port(); }

  Log log{Log::Level::kError, Log::Format::kText};
  PathHandler handler;
  net::WorkerPool workers;
  std::unique_ptr<Server> server;
};

/// Blocking; every wait ends after 10 s with what has come.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the server has closed.
  bool send(std::string_view bytes);
  void finish();
  /// Everything until the server closes.
  std::string read_all();
  /// Until the received text ends in this, or the server closes.
  std::string read_until(std::string_view ending);
  std::string read_some();
  /// Head and body by Content-Length.
  std::string read_response();
  /// The server ended in order (false: by a reset, or not at all).
  bool ended_in_order() const { return ended_; }
  bool was_reset() const { return reset_; }

 private:
  int fd_;
  std::string kept_;
  bool ended_ = false;
  bool reset_ = false;
};

/// Spins the condition until it holds or 10 s passed.
bool eventually(const std::function<bool()>& condition);

/// Reproducible bytes of a stream: byte i is a function of i.
std::string pattern(std::uint64_t from, std::size_t size);

}  // namespace callout::http
