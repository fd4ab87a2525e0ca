// SPDX-License-Identifier: Apache-2.0
// Tells apart, in a multipart body (RFC 2046 section 5.1, RFC 7578) that streams through, the text of its parts and all
// else: borders, heads of parts, and files, which must arrive byte for byte. Used by relay/ for uploads. One thread.
//
// A part is text when it names no file and no type, or a type that `is_text` takes. A part with a file name is a file,
// whatever its type. A head of more than kLongestHead bytes makes its part a file. Lines may end in LF alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/text_anchor.h"

namespace callout::wire {

class MultipartReader {
 public:
  static constexpr std::size_t kLongestBoundary = 70;  ///< RFC 2046 section 5.1.1.
  static constexpr std::size_t kLongestHead = 8192;

  struct Piece {
    std::string_view bytes;
    bool text = false;
  };
  /// `boundary`: 1 to kLongestBoundary bytes. `is_text` is asked for a part's media type.
  MultipartReader(std::string_view boundary, bool (*is_text)(std::string_view type));

  /// Takes the next bytes in; call next() until it has no more.
  void feed(std::string_view bytes);
  /// The next piece, never empty: a view that holds until feed(). Every byte comes once and in order. What lies between
  /// two pieces of another kind is the text of one part. `whole`: the body ends here.
  std::optional<Piece> next(bool whole);

 private:
  enum class State : std::uint8_t { kBody, kBorder, kHead, kEpilogue };
  std::optional<Piece> take(std::size_t end, bool text);
  std::optional<Piece> next_of_body(bool whole);
  bool is_text_part(std::string_view head) const;

  std::size_t find_border(std::size_t from) const;

  const std::string border_;   ///< Line end, two dashes, boundary.
  const TextAnchor boundary_;  ///< Without the line end.
  bool (*const is_text_)(std::string_view type);
  State state_ = State::kBody;
  bool text_ = false;   ///< Of kBody: whether it is a text.
  std::string buffer_;  ///< The byte before at_, then what did not come out yet.
  std::size_t at_ = 1;
  std::size_t head_at_ = 0;  ///< Of kHead: where it begins.
};

}  // namespace callout::wire
