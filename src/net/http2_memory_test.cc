// SPDX-License-Identifier: Apache-2.0
#include "net/http2_memory.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace callout::net {
namespace {

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(Http2Memory, KeepsItsContentAcrossTheBorderOfOwnPages) {
  nghttp2_mem& memory = *http2_memory();
  auto* bytes = static_cast<unsigned char*>(memory.malloc(100, nullptr));
  std::memset(bytes, 7, 100);
  for (const std::size_t size :
       {kOwnPagesFrom - 1, kOwnPagesFrom, 3 * kOwnPagesFrom, kOwnPagesFrom / 2, std::size_t{100}}) {
    bytes = static_cast<unsigned char*>(memory.realloc(bytes, size, nullptr));
    ASSERT_NE(bytes, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes) % alignof(std::max_align_t), 0U);
    for (std::size_t i = 0; i < 100; ++i) ASSERT_EQ(bytes[i], 7) << "byte " << i << " at size " << size;
    bytes[size - 1] = 7;
  }
  memory.free(bytes, nullptr);
  memory.free(nullptr, nullptr);
}

TEST(Http2Memory, CallocIsZeroOnBothSidesOfTheBorder) {
  nghttp2_mem& memory = *http2_memory();
  for (const std::size_t size : {std::size_t{1}, kOwnPagesFrom - 1, kOwnPagesFrom, 5 * kOwnPagesFrom}) {
    auto* bytes = static_cast<unsigned char*>(memory.calloc(1, size, nullptr));
    for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(bytes[i], 0);
    memory.free(bytes, nullptr);
  }
  EXPECT_EQ(memory.calloc(SIZE_MAX / 2, 3, nullptr), nullptr);
  EXPECT_EQ(memory.malloc(SIZE_MAX, nullptr), nullptr);
}

TEST(Http2Memory, AFreshBufferTakesNoPagesThatEarlierOnesMadeResident) {
  nghttp2_mem& memory = *http2_memory();
  constexpr std::size_t kBuffers = 1000;
  std::vector<void*> buffers(kBuffers);
  std::vector<void*> between(
      kBuffers);  // As a server's other allocations do, they keep malloc from giving memory back.
  const std::size_t before = resident_bytes();
  for (std::size_t i = 0; i < kBuffers; ++i) {
    buffers[i] = memory.malloc(kOwnPagesFrom, nullptr);
    std::memset(buffers[i], 1, kOwnPagesFrom);
    between[i] = memory.malloc(64, nullptr);
  }
  for (void* buffer : buffers) memory.free(buffer, nullptr);
  for (void*& buffer : buffers) buffer = memory.malloc(kOwnPagesFrom, nullptr);
  const std::size_t each = (resident_bytes() - before) / kBuffers;
  for (void* buffer : buffers) memory.free(buffer, nullptr);
  for (void* pin : between) memory.free(pin, nullptr);
  EXPECT_LE(each, 2 * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

}  // namespace
}  // namespace callout::net
