// SPDX-License-Identifier: Apache-2.0
// What a request's body goes through on its way to the device, piece by piece, so that the device reads its own URLs
// where the page had those of session hosts: the way back of body_pipe.h. Made by upload.cc for one body that
// kind_of_upload() names; on the install's worker. It keeps no more than a piece at a time and what may go on in the
// next one: a URL, a border of a multipart body, the head of a part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "relay/upload_kind.h"
#include "wire/multipart.h"
#include "wire/upload_translator.h"

namespace callout::relay {

class UploadPipe {
 public:
  /// `map` must outlive the pipe. `device`: the endpoint that the body goes to.
  UploadPipe(const UploadKind& kind, const wire::SessionMap& map, const wire::Origin& device);

  /// What is ready once these bytes came: a view that holds until the next call.
  std::string_view feed(std::string_view bytes);
  /// The rest, after a whole body.
  std::string_view finish();

  /// How many bytes fewer came out than went in and are not held back; negative: more.
  std::int64_t saved() const { return translator_.saved(); }
  /// From now on as many bytes come out as go in, the rest at the end being spaces: the body takes_padding, and its
  /// length has been said. A URL for which there is no room then stays as it is.
  void keep_length();

 private:
  std::string_view split(bool whole);

  const wire::SessionUrls urls_;
  wire::UploadTranslator translator_;
  std::optional<wire::MultipartReader> parts_;
  bool in_text_ = false;  ///< Of a multipart body: the last piece was text.
  bool keeps_length_ = false;
  std::string out_;
};

}  // namespace callout::relay
