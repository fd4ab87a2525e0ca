// SPDX-License-Identifier: Apache-2.0
#include "wire/multipart.h"

#include <algorithm>

#include "base/check.h"
#include "wire/ascii.h"
#include "wire/media_type.h"

namespace callout::wire {
namespace {

/// The length of a part's head with the empty line that ends it; npos while that is missing. `text` begins behind the
/// boundary, in the line of the border.
std::size_t head_size(std::string_view text) {
  for (std::size_t line = text.find('\n'); line != std::string_view::npos; line = text.find('\n', line + 1)) {
    const std::string_view rest = text.substr(line + 1);
    if (rest.starts_with('\n')) return line + 2;
    if (rest.starts_with("\r\n")) return line + 3;
  }
  return std::string_view::npos;
}

/// Takes a field off the front, with the lines that it goes on in.
std::string take_field(std::string_view& head) {
  std::string field;
  do {
    const std::size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    field += line;
    head.remove_prefix(std::min(end + 1, head.size()));
  } while (head.starts_with(' ') || head.starts_with('\t'));
  return field;
}

}  // namespace

MultipartReader::MultipartReader(std::string_view boundary, bool (*is_text)(std::string_view type))
    : border_("\n--" + std::string(boundary)),
      boundary_(std::string_view(border_).substr(1)),
      is_text_(is_text),
      buffer_("\n") {
  check(!boundary.empty() && boundary.size() <= kLongestBoundary);
}

void MultipartReader::feed(std::string_view bytes) {
  const std::size_t gone = at_ - 1;
  buffer_.erase(0, gone);
  at_ -= gone;
  head_at_ -= std::min(head_at_, gone);
  buffer_ += bytes;
}

std::optional<MultipartReader::Piece> MultipartReader::take(std::size_t end, bool text) {
  if (end <= at_) return std::nullopt;
  const Piece piece{std::string_view(buffer_).substr(at_, end - at_), text};
  at_ = end;
  return piece;
}

std::optional<MultipartReader::Piece> MultipartReader::next(bool whole) {
  for (;;) {
    const std::string_view text = buffer_;
    switch (state_) {
      case State::kBody: {
        auto piece = next_of_body(whole);
        if (piece || state_ == State::kBody) return piece;
        break;
      }
      case State::kBorder: {
        const std::size_t end = at_ - 1 + border_.size();
        if (text.size() < end + 2 && !whole) return std::nullopt;
        head_at_ = end;
        state_ = text.substr(std::min(end, text.size()), 2) == "--" ? State::kEpilogue : State::kHead;
        break;
      }
      case State::kHead: {
        const std::string_view head = text.substr(std::min(head_at_, text.size()));
        const std::size_t size = head_size(head.substr(0, kLongestHead));
        if (size == std::string_view::npos && head.size() < kLongestHead && !whole) return std::nullopt;
        const bool read = size != std::string_view::npos;
        text_ = read && is_text_part(head.substr(0, size));
        state_ = State::kBody;
        if (auto piece = take(std::min(head_at_ + (read ? size : 0), text.size()), false)) return piece;
        break;
      }
      case State::kEpilogue: return take(text.size(), false);
    }
  }
}

std::size_t MultipartReader::find_border(std::size_t from) const {
  const std::string_view text = buffer_;
  for (std::size_t at = boundary_.find(text, from + 1); at != TextAnchor::kNone; at = boundary_.find(text, at + 1)) {
    if (text.substr(at - 1).starts_with(border_)) return at - 1;
  }
  return TextAnchor::kNone;
}

/// Up to the next border, which begins one byte before at_ at the earliest: the line end that a head ends with serves
/// an empty part, too.
std::optional<MultipartReader::Piece> MultipartReader::next_of_body(bool whole) {
  const std::string_view text = buffer_;
  const std::size_t border = find_border(at_ - 1);
  if (border != TextAnchor::kNone) {
    state_ = State::kBorder;
    return take(border + 1, text_);
  }
  if (whole) return take(text.size(), text_);
  // What may be the beginning of a border waits.
  return take(text.size() - std::min(text.size(), border_.size() - 1), text_);
}

bool MultipartReader::is_text_part(std::string_view head) const {
  std::string type;
  (void)take_field(head);  // The rest of the border's line.
  while (!head.empty()) {
    const std::string field = take_field(head);
    const std::size_t colon = std::min(field.find(':'), field.size());
    const std::string_view name = trim(std::string_view(field).substr(0, colon));
    const std::string_view value = trim(std::string_view(field).substr(std::min(colon + 1, field.size())));
    if (same_name(name, "content-type")) type = value_of_field(value);
    if (same_name(name, "content-disposition") &&
        (parameter_of_field(value, "filename") || parameter_of_field(value, "filename*"))) {
      return false;
    }
  }
  return type.empty() || is_text_(type);
}

}  // namespace callout::wire
