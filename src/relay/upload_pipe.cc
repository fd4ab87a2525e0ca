// SPDX-License-Identifier: Apache-2.0
#include "relay/upload_pipe.h"

namespace callout::relay {

UploadPipe::UploadPipe(const UploadKind& kind, const wire::SessionMap& map, const wire::Origin& device)
    : urls_(map, device, kind.form), translator_(urls_) {
  if (kind.boundary) parts_.emplace(*kind.boundary, &is_uploaded_text);
}

std::string_view UploadPipe::feed(std::string_view bytes) {
  if (!parts_) return translator_.feed(bytes);
  parts_->feed(bytes);
  return split(false);
}

std::string_view UploadPipe::finish() {
  if (parts_) {
    (void)split(true);
  } else {
    out_.clear();
  }
  out_ += translator_.finish();
  if (keeps_length_) out_.append(static_cast<std::size_t>(translator_.saved()), ' ');
  return out_;
}

void UploadPipe::keep_length() {
  keeps_length_ = true;
  translator_.keep_length();
}

std::string_view UploadPipe::split(bool whole) {
  out_.clear();
  while (const auto piece = parts_->next(whole)) {
    if (piece->text) {
      out_ += translator_.feed(piece->bytes);
    } else {
      if (in_text_) out_ += translator_.finish();
      out_ += piece->bytes;
    }
    in_text_ = piece->text;
  }
  return out_;
}

}  // namespace callout::relay
