// SPDX-License-Identifier: Apache-2.0
// UTF-16 as bytes that keep ASCII, and back, in pieces: so that whoever looks for ASCII in text can look in this, too.
// Each unit becomes one to three bytes as UTF-8 would have it, surrogates each by themselves (as CESU-8): whatever
// units come in, the same come out. Used by relay/ around the translator of bodies. Plain values, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callout::wire {

enum class Utf16Order : std::uint8_t { kLittleEndian, kBigEndian };

class Utf16Reader {
 public:
  explicit Utf16Reader(Utf16Order order) : order_(order) {}
  void feed(std::string_view bytes, std::string& out);
  /// The byte that stood alone at the body's end, if one did: half a unit.
  std::optional<char> left_over() const { return half_; }

 private:
  const Utf16Order order_;
  std::optional<char> half_;
};

class Utf16Writer {
 public:
  explicit Utf16Writer(Utf16Order order) : order_(order) {}
  /// What a Utf16Reader made, with more or less ASCII in it, cut anywhere.
  void feed(std::string_view bytes, std::string& out);

 private:
  const Utf16Order order_;
  std::uint32_t unit_ = 0;
  int more_ = 0;  ///< Bytes that are missing of the unit.
};

}  // namespace callout::wire
