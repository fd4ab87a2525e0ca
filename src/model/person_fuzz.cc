// SPDX-License-Identifier: Apache-2.0
// What is taken in is the same when it is taken in again, and of bounded size.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "model/person.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto take_in : {model::phone_from, model::comment_from, model::last_name_from}) {
    const auto once = take_in(text);
    if (!once) continue;
    check(once->size() <= 1000);
    const auto twice = take_in(*once);
    check(twice && *twice == *once);
  }
  if (const auto person = model::person_of_name(text)) {
    check(!person->first_name.empty());
    check(model::changed(*person, {}).has_value());
  }
  return 0;
}
