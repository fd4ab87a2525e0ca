// SPDX-License-Identifier: Apache-2.0
#include "net/http2_memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include <sys/mman.h>

namespace callout::net {
namespace {

/// Stands before each allocation, because free() and realloc() are not told its size.
struct alignas(std::max_align_t) Header {
  std::size_t size = 0;  ///< As asked for.
};

Header* header_of(void* memory) {
  return static_cast<Header*>(memory) - 1;
}
std::size_t with_header(std::size_t size) {
  return size + sizeof(Header);
}

void* allocate(std::size_t size, void* /*user*/) {
  if (size > std::numeric_limits<std::size_t>::max() - sizeof(Header)) return nullptr;
  void* place = nullptr;
  if (size >= kOwnPagesFrom) {
    place = mmap(nullptr, with_header(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) return nullptr;
  } else {
    place = std::malloc(with_header(size));
    if (place == nullptr) return nullptr;
  }
  return new (place) Header{size} + 1;
}

void release(void* memory, void* /*user*/) {
  if (memory == nullptr) return;
  Header* header = header_of(memory);
  if (header->size >= kOwnPagesFrom) {
    munmap(header, with_header(header->size));
  } else {
    std::free(header);
  }
}

void* allocate_zeroed(std::size_t count, std::size_t size, void* user) {
  if (size != 0 && count > std::numeric_limits<std::size_t>::max() / size) return nullptr;
  void* memory = allocate(count * size, user);
  // Fresh pages are zero; writing to them would make them resident.
  if (memory != nullptr && count * size < kOwnPagesFrom) std::memset(memory, 0, count * size);
  return memory;
}

void* reallocate(void* memory, std::size_t size, void* user) {
  void* moved = allocate(size, user);
  if (moved == nullptr || memory == nullptr) return moved;
  std::memcpy(moved, memory, std::min(size, header_of(memory)->size));
  release(memory, user);
  return moved;
}

}  // namespace

nghttp2_mem* http2_memory() {
  static nghttp2_mem memory{nullptr, allocate, release, allocate_zeroed, reallocate};
  return &memory;
}

}  // namespace callout::net
