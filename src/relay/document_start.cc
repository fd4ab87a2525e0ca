// SPDX-License-Identifier: Apache-2.0
#include "relay/document_start.h"

#include "wire/ascii.h"

namespace callout::relay {
namespace {

/// White space, and the bytes of UTF-8's byte order mark.
constexpr bool shows_nothing(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\xEF' || c == '\xBB' || c == '\xBF';
}

constexpr bool ends_name(char c) {
  return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

}  // namespace

/// Whether `<` and what follows is no comment, doctype, <html> or <head>: then the document begins here.
bool DocumentStart::name_is_other(char c) {
  const std::string name = wire::to_lower(name_);
  if (name == "<html" || name == "<head") {
    if (!ends_name(c)) return true;
    state_ = name == "<html" ? State::kHtmlTag : State::kHeadTag;
    name_.clear();
    quote_ = 0;
    return step(c);
  }
  name_ += c;
  const std::string longer = wire::to_lower(name_);
  if (longer == "<!--") {
    state_ = State::kComment;
    dashes_ = 2;  // `<!-->` is a whole comment.
  } else if (longer.starts_with("<?") || (longer.starts_with("<!") && longer != "<!" && longer != "<!-")) {
    state_ = c == '>' ? State::kBetween : State::kMarkup;
  } else {
    const auto begins = [&longer](std::string_view word) { return word.starts_with(longer); };
    if (begins("<!--") || begins("<html") || begins("<head")) return false;
    name_.pop_back();
    return true;
  }
  return false;
}

bool DocumentStart::step(char c) {
  switch (state_) {
    case State::kBetween:
      if (shows_nothing(c)) return false;
      if (c != '<') return true;
      state_ = State::kName;
      name_ = "<";
      return false;
    case State::kName: return name_is_other(c);
    case State::kComment:
      if (c == '>' && dashes_ >= 2) state_ = State::kBetween;
      dashes_ = c == '-' ? dashes_ + 1 : 0;
      return false;
    case State::kMarkup:
      if (c == '>') state_ = State::kBetween;
      return false;
    case State::kHtmlTag:
    case State::kHeadTag:
      if (quote_ != 0) {
        if (c == quote_) quote_ = 0;
      } else if (c == '"' || c == '\'') {
        quote_ = c;
      } else if (c == '>') {
        insert_behind_ = state_ == State::kHeadTag;
        state_ = State::kBetween;
      }
      return false;
    case State::kDone: return false;
  }
  return false;
}

std::string_view DocumentStart::feed(std::string_view text) {
  if (state_ == State::kDone) return text;
  written_ = name_;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (step(text[at])) {
      state_ = State::kDone;
      // name_ is what went before this byte and belongs behind the tag.
      written_.resize(written_.size() - name_.size());
      written_ += tag_;
      written_ += name_;
      written_ += text.substr(at);
      name_.clear();
      return written_;
    }
    written_ += text[at];
    if (insert_behind_) {
      state_ = State::kDone;
      written_ += tag_;
      written_ += text.substr(at + 1);
      name_.clear();
      return written_;
    }
    if (state_ != State::kName) name_.clear();
  }
  // What tells one tag from another waits for the next piece.
  written_.resize(written_.size() - name_.size());
  return written_;
}

}  // namespace callout::relay
