// SPDX-License-Identifier: Apache-2.0
// The fields of a person (schema Person of openapi.yaml), and a language: read by Fields, cleaned by model/person.h.
// Called by handlers of accounts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/context.h"
#include "api/fields.h"
#include "api/route.h"
#include "model/person.h"

namespace callout::api {

/// One of those that mails are written in; empty for none.
std::optional<std::string> maybe_language(Fields& in, std::string_view field);
/// Those that are given. `name` is the first and the last name in one, split at its first space.
model::PersonChange maybe_person(Fields& in);
/// The same, with a first name.
model::PersonChange person(Fields& in);
/// The problem for a program's sign-in: what would let it outlive its end is only for who sits at the console.
std::optional<Problem> only_in_console(const Call& call);
/// 404 with this sentence, for links that open nothing any more.
Problem dead_link(const Error& error);
/// Of an error that is kExhausted, with how long to wait.
Problem with_wait(const Error& error, std::chrono::seconds wait);

}  // namespace callout::api
