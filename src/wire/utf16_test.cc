// SPDX-License-Identifier: Apache-2.0
#include "wire/utf16.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(Utf16, ReadsAsciiAsItself) {
  std::string little;
  Utf16Reader(Utf16Order::kLittleEndian).feed(std::string_view("h\0i\0", 4), little);
  EXPECT_EQ(little, "hi");
  std::string big;
  Utf16Reader(Utf16Order::kBigEndian).feed(std::string_view("\0h\0i", 4), big);
  EXPECT_EQ(big, "hi");
}

TEST(Utf16, EveryUnitComesBack) {
  for (const auto order : {Utf16Order::kLittleEndian, Utf16Order::kBigEndian}) {
    std::string all;
    for (unsigned unit = 0; unit < 0x10000; ++unit) {
      all += static_cast<char>(unit >> 8);
      all += static_cast<char>(unit & 0xFF);
    }
    Utf16Reader reader(order);
    Utf16Writer writer(order);
    std::string back;
    for (std::size_t at = 0; at < all.size(); at += 7) {
      std::string read;
      reader.feed(std::string_view(all).substr(at, 7), read);
      for (const char c : read) writer.feed(std::string_view(&c, 1), back);
    }
    EXPECT_TRUE(back == all);
    EXPECT_FALSE(reader.left_over());
  }
}

TEST(Utf16, KeepsHalfAUnitApart) {
  Utf16Reader reader(Utf16Order::kLittleEndian);
  std::string read;
  reader.feed(std::string_view("a\0b", 3), read);
  EXPECT_EQ(read, "a");
  EXPECT_EQ(reader.left_over(), 'b');
}

}  // namespace
}  // namespace callout::wire
