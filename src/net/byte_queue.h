// SPDX-License-Identifier: Apache-2.0
// Bytes on their way through a stream: copied in once, read where they lie. Used by the HTTP/2 sessions; own thread
// only.
//
// Memory follows what was pushed, never what a peer announced: chunks of 512 bytes to kTogether, freed as they are
// emptied, counted in a budget.
#pragma once

#include <cstddef>
#include <span>

namespace callout::net {

class Http2Budget;

class ByteQueue {
 public:
  /// What is pushed at once up to this size lies together, on a stream that has begun: the payload of a full DATA frame
  /// is one piece, not a large and a tiny one that each cost a write.
  static constexpr std::size_t kTogether = 16 * 1024;

  explicit ByteQueue(Http2Budget* budget) : budget_(budget) {}
  ~ByteQueue() { clear(); }
  ByteQueue(const ByteQueue&) = delete;
  ByteQueue& operator=(const ByteQueue&) = delete;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void push(std::span<const std::byte> bytes);
  /// The first bytes, as far as they lie together. Holds until they are popped.
  std::span<const std::byte> front() const;
  /// count <= size()
  void pop(std::size_t count);
  /// Moves into.size() bytes out, at most size(); returns how many.
  std::size_t take(std::span<std::byte> into);
  void clear();

 private:
  struct Chunk;
  Chunk* add_chunk(std::size_t wanted);
  void drop_first();

  Http2Budget* budget_;
  Chunk* first_ = nullptr;
  Chunk* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace callout::net
