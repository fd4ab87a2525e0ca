// SPDX-License-Identifier: Apache-2.0
#include "relay/body_pipe.h"

#include "relay/address_script.h"
#include "relay/own_scripts.h"

namespace callout::relay {
namespace {

/// What is taken of an uncoded body in one go, however much lies ready.
constexpr std::size_t kPlainPiece = 64U << 10U;
constexpr std::string_view kLittleEndianMark = "\xFF\xFE";
constexpr std::string_view kBigEndianMark = "\xFE\xFF";

}  // namespace

BodyPipe::BodyPipe(const BodyKind& kind, const BodyOfSession& body) : kind_(kind) {
  if (kind.coding) {
    decoder_.emplace(*kind.coding);
    encoder_.emplace(*kind.coding);
  }
  if (body.map.translate_bodies) {
    wire::BodyTranslator::Options options;
    options.hosts = body.map.device_hosts();
    options.page_scheme = body.device.scheme;
    options.markup = kind.markup;
    translator_.emplace(std::move(options), body.origins);
    if (kind.document) {
      start_.emplace(address_tag(body.map, body.device));
      meta_.emplace([&map = body.map, here = wire::EndpointHosts{body.device, *body.map.session_origin(body.device)}](
                        std::string_view policy) { return wire::translate_policy(policy, map, here, own_scripts()); });
    }
  }
}

Result<std::string_view> BodyPipe::feed(std::string_view& bytes) {
  std::string_view text = bytes.substr(0, kPlainPiece);
  if (!decoder_ || untouched_) {
    bytes.remove_prefix(text.size());
    return untouched_ ? text : push(text);
  }
  decoded_.clear();
  if (auto done = decoder_->decode(bytes, decoded_); !done) return fail(std::move(done));
  if (decoder_->foreign()) {
    untouched_ = true;
    return decoder_->lead();
  }
  return push(decoded_);
}

std::string_view BodyPipe::flush() {
  return untouched_ || !encoder_ || !charset_known_ ? std::string_view() : put_back({}, Encoder::Until::kFlush);
}

std::string_view BodyPipe::finish() {
  if (untouched_) return {};
  if (decoder_ && !decoder_->begun()) return decoder_->lead();  // Less than the coding's own beginning.
  std::string text;
  if (!charset_known_) text += mark_;
  if (meta_) {
    const std::string held(meta_->finish());
    text += translator_->feed(held);
  }
  if (translator_) text += translator_->finish();
  if (start_) text = std::string(start_->feed(text)) + std::string(start_->finish());
  if (kind_.document) text += watch_tag();
  return put_back(text, Encoder::Until::kEnd);
}

std::string_view BodyPipe::push(std::string_view text) {
  if (!charset_known_) {
    settle_charset(text);
    mark_ += text;
    if (!charset_known_) return {};
    text = mark_;
  }
  if (utf16_reader_) {
    narrow_.clear();
    utf16_reader_->feed(text, narrow_);
    text = narrow_;
  }
  if (meta_) text = meta_->feed(text);
  if (translator_) text = translator_->feed(text);
  if (start_) text = start_->feed(text);
  return put_back(text, Encoder::Until::kMore);
}

/// Looks at the body's first two bytes for a byte order mark, which beats what the head says. Waits for the second only
/// if the first may be half of one.
void BodyPipe::settle_charset(std::string_view text) {
  const std::string first = mark_ + std::string(text.substr(0, 2));
  const auto may_be = [&first](std::string_view mark) {
    return mark.starts_with(std::string_view(first).substr(0, 2));
  };
  if (first.size() < 2 && (may_be(kLittleEndianMark) || may_be(kBigEndianMark))) return;
  std::optional<wire::Utf16Order> order = kind_.utf16;
  if (may_be(kLittleEndianMark)) order = wire::Utf16Order::kLittleEndian;
  if (may_be(kBigEndianMark)) order = wire::Utf16Order::kBigEndian;
  charset_known_ = true;
  if (!order) return;
  utf16_reader_.emplace(*order);
  utf16_writer_.emplace(*order);
}

std::string_view BodyPipe::put_back(std::string_view text, Encoder::Until until) {
  if (utf16_writer_) {
    wide_.clear();
    utf16_writer_->feed(text, wide_);
    if (until == Encoder::Until::kEnd && utf16_reader_->left_over()) wide_ += *utf16_reader_->left_over();
    text = wide_;
  }
  if (encoder_) {
    coded_.clear();
    encoder_->encode(text, until, coded_);
    return coded_;
  }
  if (until == Encoder::Until::kEnd) {
    coded_ = text;
    return coded_;
  }
  return text;
}

}  // namespace callout::relay
