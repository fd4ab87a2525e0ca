// SPDX-License-Identifier: Apache-2.0
// Puts a tag into an HTML document before all scripts of its own, while the document streams through: right behind
// <head>, or where a parser would imply one. Never before a doctype, so that the page keeps the mode that it asks for;
// a page without a doctype is in quirks mode with or without us. Used by BodyPipe. One thread of its owner; holds back
// the six bytes at most that tell one tag from another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace callout::relay {

class DocumentStart {
 public:
  explicit DocumentStart(std::string tag) : tag_(std::move(tag)) {}

  /// What is ready once these bytes came: a view that holds until the next call, of `text` itself where it can be.
  std::string_view feed(std::string_view text);
  /// What was held back: the document ended before its first tag.
  std::string_view finish() const { return name_; }

 private:
  enum class State : std::uint8_t {
    kBetween,  ///< Before anything that shows.
    kName,     ///< In `<` and what follows, until it tells what it is: name_ has it.
    kComment,  ///< Until `-->`.
    kMarkup,   ///< In a doctype, or a declaration of XML: until `>`.
    kHtmlTag,  ///< In <html ...>
    kHeadTag,  ///< In <head ...>
    kDone,
  };
  /// Moves on by one byte; true: the tag belongs before it.
  bool step(char c);
  bool name_is_other(char c);

  const std::string tag_;
  State state_ = State::kBetween;
  std::string name_;
  int dashes_ = 0;  ///< At the end of what was read of a comment.
  char quote_ = 0;  ///< Of the attribute's value that we are in.
  bool insert_behind_ = false;
  std::string written_;
};

}  // namespace callout::relay
