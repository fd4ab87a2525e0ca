// SPDX-License-Identifier: Apache-2.0
#include "net/byte_queue.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>

#include "base/check.h"
#include "net/http2_session.h"

namespace callout::net {
namespace {

constexpr std::size_t kLeastBlock = 512;

}  // namespace

// The head of a block; the bytes follow it in the same allocation.
struct ByteQueue::Chunk {
  Chunk* next;
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t capacity;

  std::byte* data() { return reinterpret_cast<std::byte*>(this + 1); }
  std::size_t block() const { return capacity + sizeof(Chunk); }
};

ByteQueue::Chunk* ByteQueue::add_chunk(std::size_t wanted) {
  constexpr std::size_t kMostBlock = kTogether + sizeof(Chunk);
  // A second block means a stream that goes on: the largest then, so that bulk data costs few allocations.
  const auto block = last_ ? kMostBlock : std::clamp(std::bit_ceil(wanted + sizeof(Chunk)), kLeastBlock, kMostBlock);
  auto* chunk = new (::operator new(block)) Chunk{nullptr, 0, 0, static_cast<std::uint32_t>(block - sizeof(Chunk))};
  if (budget_) budget_->take(block);
  (last_ ? last_->next : first_) = chunk;
  last_ = chunk;
  return chunk;
}

void ByteQueue::drop_first() {
  auto* chunk = first_;
  first_ = chunk->next;
  if (!first_) last_ = nullptr;
  if (budget_) budget_->give_back(chunk->block());
  ::operator delete(chunk);
}

void ByteQueue::push(std::span<const std::byte> bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    auto* chunk = last_ && last_->end < last_->capacity ? last_ : add_chunk(bytes.size());
    const auto count = std::min<std::size_t>(bytes.size(), chunk->capacity - chunk->end);
    std::memcpy(chunk->data() + chunk->end, bytes.data(), count);
    chunk->end += static_cast<std::uint32_t>(count);
    bytes = bytes.subspan(count);
  }
}

std::span<const std::byte> ByteQueue::front() const {
  if (!first_) return {};
  return {first_->data() + first_->begin, first_->end - first_->begin};
}

void ByteQueue::pop(std::size_t count) {
  check(count <= size_);
  size_ -= count;
  while (count > 0) {
    const auto here = std::min<std::size_t>(count, first_->end - first_->begin);
    first_->begin += static_cast<std::uint32_t>(here);
    count -= here;
    if (first_->begin == first_->end) drop_first();
  }
}

std::size_t ByteQueue::take(std::span<std::byte> into) {
  std::size_t done = 0;
  while (done < into.size() && size_ > 0) {
    const auto bytes = front();
    const auto count = std::min(bytes.size(), into.size() - done);
    std::memcpy(into.data() + done, bytes.data(), count);
    pop(count);
    done += count;
  }
  return done;
}

void ByteQueue::clear() {
  while (first_) drop_first();
  size_ = 0;
}

}  // namespace callout::net
