// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>

#include "net/tcp.h"

namespace callout::net {
namespace {

/// One direction: bytes that one side wrote and the other has not read.
struct Pipe {
  explicit Pipe(std::size_t most) : capacity(most) {}
  const std::size_t capacity;
  std::deque<std::byte> bytes;
  bool finished = false;
  bool cut = false;
  Waiter* reader = nullptr;
  Waiter* writer = nullptr;

  static void wake(Waiter*& waiter) {
    if (auto* woken = std::exchange(waiter, nullptr)) Worker::current().post([woken] { woken->ready(); });
  }
  void cut_now() {
    cut = true;
    wake(reader);
    wake(writer);
  }
};

class PairStream final : public Stream {
 public:
  PairStream(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out) : in_(std::move(in)), out_(std::move(out)) {}
  ~PairStream() override { close(); }

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override {
    if (closed_) return fail(Code::kClosed, "The connection is closed.");
    const auto count = std::min(into.size(), in_->bytes.size());
    if (count == 0) {
      if (in_->cut) return fail(Code::kClosed, "The peer cut the connection.");
      return in_->finished ? std::optional<std::size_t>(0) : std::nullopt;
    }
    std::copy_n(in_->bytes.begin(), count, into.begin());
    in_->bytes.erase(in_->bytes.begin(), in_->bytes.begin() + static_cast<std::ptrdiff_t>(count));
    Pipe::wake(in_->writer);
    return count;
  }
  Result<std::size_t> try_write(std::span<const std::byte> from) override {
    if (closed_ || out_->cut || out_->finished) return fail(Code::kClosed, "The connection is closed.");
    const auto count = std::min(from.size(), out_->capacity - out_->bytes.size());
    out_->bytes.insert(out_->bytes.end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
    if (count > 0) Pipe::wake(out_->reader);
    return count;
  }
  void when_readable(Waiter& waiter) override {
    in_->reader = &waiter;
    if (closed_ || in_->cut || in_->finished || !in_->bytes.empty()) Pipe::wake(in_->reader);
  }
  void when_writable(Waiter& waiter) override {
    out_->writer = &waiter;
    if (closed_ || out_->cut || out_->bytes.size() < out_->capacity) Pipe::wake(out_->writer);
  }
  void finish() override {
    out_->finished = true;
    Pipe::wake(out_->reader);
  }
  void close() override {
    if (std::exchange(closed_, true)) return;
    in_->cut_now();
    if (!out_->finished) out_->cut_now();
    Pipe::wake(out_->writer);
  }

 private:
  std::shared_ptr<Pipe> in_;
  std::shared_ptr<Pipe> out_;
  bool closed_ = false;
};

}  // namespace

std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> stream_pair(std::size_t capacity) {
  auto there = std::make_shared<Pipe>(capacity);
  auto back = std::make_shared<Pipe>(capacity);
  return {std::make_unique<PairStream>(back, there), std::make_unique<PairStream>(there, back)};
}

}  // namespace callout::net
