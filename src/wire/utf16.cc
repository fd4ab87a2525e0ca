// SPDX-License-Identifier: Apache-2.0
#include "wire/utf16.h"

namespace callout::wire {

void Utf16Reader::feed(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    if (!half_) {
      half_ = c;
      continue;
    }
    const unsigned first = static_cast<unsigned char>(*half_);
    const unsigned second = static_cast<unsigned char>(c);
    half_.reset();
    const unsigned unit = order_ == Utf16Order::kBigEndian ? first << 8U | second : second << 8U | first;
    if (unit < 0x80) {
      out += static_cast<char>(unit);
    } else if (unit < 0x800) {
      out += static_cast<char>(0xC0 | unit >> 6);
      out += static_cast<char>(0x80 | (unit & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | unit >> 12);
      out += static_cast<char>(0x80 | (unit >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (unit & 0x3F));
    }
  }
}

void Utf16Writer::feed(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      unit_ = byte;
      more_ = 0;
    } else if (byte >= 0xE0) {
      unit_ = byte & 0x0F;
      more_ = 2;
    } else if (byte >= 0xC0) {
      unit_ = byte & 0x1F;
      more_ = 1;
    } else {
      unit_ = unit_ << 6 | (byte & 0x3F);
      --more_;
    }
    if (more_ > 0) continue;
    const auto high = static_cast<char>(unit_ >> 8 & 0xFF);
    const auto low = static_cast<char>(unit_ & 0xFF);
    out += order_ == Utf16Order::kBigEndian ? high : low;
    out += order_ == Utf16Order::kBigEndian ? low : high;
  }
}

}  // namespace callout::wire
