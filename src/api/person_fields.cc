// SPDX-License-Identifier: Apache-2.0
#include "api/person_fields.h"

#include <algorithm>

#include "mail/language.h"
#include "model/text.h"

namespace callout::api {
namespace {

template <class F>
std::optional<std::string> read(Fields& in, std::string_view field, Length length, F clean) {
  const auto text = in.maybe_text(field, length);
  if (!text) return std::nullopt;
  auto cleaned = clean(*text);
  if (cleaned) return std::move(*cleaned);
  in.mistake(field, cleaned.error().message);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> maybe_language(Fields& in, std::string_view field) {
  return read(in, field, {0, 35}, [](const std::string& tag) -> Result<std::string> {
    const auto known = mail::languages();
    if (tag.empty() || std::ranges::any_of(known, [&](const mail::Language& one) { return one.tag == tag; }))
      return tag;
    return fail(Code::kInvalid, "This language is not known: GET /api/v1/sign-in-options lists them.");
  });
}

model::PersonChange maybe_person(Fields& in) {
  model::PersonChange out;
  if (const auto name = in.maybe_text("name", {1, 200})) {
    if (const auto split = model::person_of_name(*name)) {
      out.first_name = split->first_name;
      out.last_name = split->last_name;
    } else {
      in.mistake("name", split.error().message);
    }
  }
  const auto first = read(in, "first_name", {1, 200},
                          [](const std::string& text) { return model::name_from(text, "The first name"); });
  const auto last = read(in, "last_name", {0, 200}, model::last_name_from);
  if (first) out.first_name = first;
  if (last) out.last_name = last;
  out.phone = read(in, "phone", {0, 40}, model::phone_from);
  out.language = maybe_language(in, "language");
  out.time_zone = read(in, "time_zone", {0, 64}, model::time_zone_from);
  out.comment = read(in, "comment", {0, 1000}, model::comment_from);
  return out;
}

model::PersonChange person(Fields& in) {
  auto out = maybe_person(in);
  if (!out.first_name) in.need("first_name");
  return out;
}

std::optional<Problem> only_in_console(const Call& call) {
  if (call.signed_in->browser()) return std::nullopt;
  return denied("A command line or an API token can't do this: do it in the console.");
}

Problem dead_link(const Error& error) {
  return error.code == Code::kNotFound ? Problem{404, "not_found", error.message} : problem_of(error);
}

Problem with_wait(const Error& error, std::chrono::seconds wait) {
  Problem problem = dead_link(error);
  if (error.code == Code::kExhausted) problem.retry_after_s = std::max(1L, static_cast<long>(wait.count()));
  return problem;
}

}  // namespace callout::api
