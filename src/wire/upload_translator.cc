// SPDX-License-Identifier: Apache-2.0
#include "wire/upload_translator.h"

#include <algorithm>

namespace callout::wire {

std::string_view UploadTranslator::feed(std::string_view bytes) {
  buffer_.erase(0, done_);
  looked_ -= done_;
  done_ = 0;
  buffer_ += bytes;
  return translate(false);
}

std::string_view UploadTranslator::finish() {
  buffer_.erase(0, done_);
  looked_ -= done_;
  done_ = 0;
  const std::string_view rest = translate(true);
  looked_ = done_;
  return rest;
}

std::string_view UploadTranslator::translate(bool whole) {
  const std::string_view text = buffer_;
  written_.clear();
  bool replaced = false;
  std::size_t label = urls_.find_label(text, looked_);
  while (label != TextAnchor::kNone && (whole || label + urls_.most_after() <= text.size())) {
    auto found = urls_.match(text, done_, label);
    const auto shorter =
        found ? static_cast<std::int64_t>(found->size) - static_cast<std::int64_t>(found->replacement.size()) : 0;
    if (found && !(keeps_length_ && saved_ + shorter < 0)) {
      saved_ += shorter;
      written_ += text.substr(done_, found->at - done_);
      written_ += found->replacement;
      done_ = found->at + found->size;
      replaced = true;
    }
    looked_ = std::max(label + 1, done_);
    label = urls_.find_label(text, looked_);
  }

  // A label that begins in the last bytes may have a scheme before it.
  const std::size_t next = std::min(label, text.size() - std::min(text.size(), urls_.label_size() - 1));
  looked_ = std::max(looked_, next);
  const std::size_t end = whole ? text.size() : std::max(done_, next - std::min(next, SessionUrls::kMostBefore));
  if (!replaced) {
    const std::string_view ready = text.substr(done_, end - done_);
    done_ = end;
    return ready;
  }
  written_ += text.substr(done_, end - done_);
  done_ = end;
  return written_;
}

}  // namespace callout::wire
