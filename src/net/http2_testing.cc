// SPDX-License-Identifier: Apache-2.0
#include "net/http2_testing.h"

#include <array>
#include <cstring>
#include <random>

namespace callout::net {

SessionPair::SessionPair(Http2Handler& handler, const Http2Options& options, Transports transports)
    : transports_(std::move(transports)),
      client_(Http2Session::Role::kClient, *transports_.first, options, nullptr),
      server_(Http2Session::Role::kServer, *transports_.second, options, &handler) {
  tasks_.spawn(run(client_, client_reason));
  tasks_.spawn(run(server_, server_reason));
}

Task<> SessionPair::run(Http2Session& session, Error& reason) {
  reason = co_await session.run();
}

Task<> SessionPair::join() {
  co_await tasks_.join();
}

Task<> SessionPair::end() {
  client_.close();
  server_.close();
  co_await join();
}

wire::RequestHead get(std::string target) {
  wire::RequestHead head;
  head.method = "GET";
  head.target = std::move(target);
  head.authority = "agent";
  return head;
}

Task<Result<std::string>> read_all(Stream& stream) {
  std::string all;
  std::array<std::byte, 16 * 1024> buffer;
  for (;;) {
    const auto count = co_await stream.read(buffer);
    if (!count) co_return fail(count);
    if (*count == 0) co_return all;
    all.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
}

Task<Result<void>> write_all(Stream& stream, std::string_view bytes) {
  auto written = co_await stream.write(std::as_bytes(std::span(bytes)));
  if (written) stream.finish();
  co_return written;
}

std::string noise(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string result(count, '\0');
  for (std::size_t at = 0; at < count; at += sizeof(std::uint64_t)) {
    const auto word = random();
    std::memcpy(result.data() + at, &word, std::min(sizeof(word), count - at));
  }
  return result;
}

}  // namespace callout::net
