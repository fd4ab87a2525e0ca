// SPDX-License-Identifier: Apache-2.0
#include "api/text_fields.h"

#include "model/text.h"

namespace callout::api {
namespace {

std::optional<std::string> cleaned(Fields& in, std::string_view field, std::optional<Result<std::string>> clean) {
  if (!clean) return std::nullopt;
  if (*clean) return std::move(**clean);
  in.mistake(field, clean->error().message);
  return std::nullopt;
}

template <class F>
std::optional<std::string> clean_if(Fields& in, std::string_view field, std::optional<std::string> text, F clean) {
  return cleaned(in, field, text ? std::optional(clean(*text)) : std::nullopt);
}

constexpr Length kName{1, 200};
constexpr Length kAddress{1, 64};

}  // namespace

std::optional<std::string> maybe_name(Fields& in, std::string_view field, std::string_view what) {
  return clean_if(in, field, in.maybe_text(field, kName),
                  [&](const std::string& text) { return model::name_from(text, what); });
}

std::string name(Fields& in, std::string_view field, std::string_view what) {
  in.need(field);
  return maybe_name(in, field, what).value_or("");
}

std::string email(Fields& in, std::string_view field) {
  in.need(field);
  return clean_if(in, field, in.maybe_text(field, {1, 254}), model::email_from).value_or("");
}

std::optional<std::string> maybe_address(Fields& in, std::string_view field) {
  return clean_if(in, field, in.maybe_text(field, kAddress), model::address_from);
}

std::string address(Fields& in, std::string_view field) {
  in.need(field);
  return maybe_address(in, field).value_or("");
}

}  // namespace callout::api
