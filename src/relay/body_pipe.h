// SPDX-License-Identifier: Apache-2.0
// What a device's text goes through on its way to the browser, piece by piece: taken out of its coding, translated, our
// scripts put in, and coded again. Made by forward.cc for one body that kind_of_body() names; on the install's worker.
// It keeps no more than a piece at a time and what the translator holds back.
//
//   gzip, deflate -> UTF-16 -> MetaPolicy -> wire::BodyTranslator -> our scripts -> UTF-16 -> gzip, deflate
//
// A body that names gzip and is none passes as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "relay/body_kind.h"
#include "relay/coding.h"
#include "relay/document_start.h"
#include "relay/meta_policy.h"
#include "wire/body_translator.h"
#include "wire/translate.h"
#include "wire/utf16.h"

namespace callout::relay {

/// Whose body it is. All outlive the pipe.
struct BodyOfSession {
  const wire::SessionMap& map;
  const wire::Origin& device;  ///< The endpoint that sends it.
  wire::OriginMap& origins;    ///< Asked for session hosts.
};

class BodyPipe {
 public:
  /// Whether there is anything to do with such a body.
  static bool wanted(const BodyKind& kind, const wire::SessionMap& map) {
    return map.translate_bodies || kind.document;
  }
  BodyPipe(const BodyKind& kind, const BodyOfSession& body);

  /// Takes bytes off the front of `bytes` and answers what is ready of them: a view that holds until the next call.
  /// Call again while `bytes` is not empty or pending(). An error: the body can't be read on.
  Result<std::string_view> feed(std::string_view& bytes);
  bool pending() const { return decoder_ && decoder_->pending(); }
  /// The device pauses: everything that can be said already.
  std::string_view flush();
  /// The rest, after a whole body.
  std::string_view finish();

 private:
  std::string_view push(std::string_view text);
  void settle_charset(std::string_view text);
  std::string_view put_back(std::string_view text, Encoder::Until until);

  const BodyKind kind_;
  std::optional<Decoder> decoder_;
  std::optional<Encoder> encoder_;
  std::optional<wire::BodyTranslator> translator_;
  std::optional<MetaPolicy> meta_;
  std::optional<DocumentStart> start_;
  std::optional<wire::Utf16Reader> utf16_reader_;
  std::optional<wire::Utf16Writer> utf16_writer_;
  std::string mark_;  ///< The body's first bytes, until they show whether it has a byte order mark.
  bool charset_known_ = false;
  bool untouched_ = false;                       ///< It is not in the coding that it names.
  std::string decoded_, narrow_, wide_, coded_;  ///< What the stages made of this piece.
};

}  // namespace callout::relay
