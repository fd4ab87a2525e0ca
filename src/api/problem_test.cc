// SPDX-License-Identifier: Apache-2.0
#include "api/problem.h"

#include <charconv>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/openapi.h"
#include "wire/reason.h"

namespace callout::api {
namespace {

/// The statuses that openapi.yaml writes as keys: "404":
std::vector<int> statuses_of_the_contract() {
  std::vector<int> statuses;
  const std::string_view text = openapi_yaml();
  for (auto at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    int status = 0;
    const std::string key(text.substr(at + 1, 5));
    if (key.size() < 5 || !key.ends_with("\":")) continue;
    const auto [end, error] = std::from_chars(key.data(), key.data() + 3, status);
    if (error == std::errc{} && end == key.data() + 3) statuses.push_back(status);
  }
  return statuses;
}

TEST(Problems, EveryStatusOfTheContractHasAPhrase) {
  const auto statuses = statuses_of_the_contract();
  EXPECT_GT(statuses.size(), 50U);
  for (const int status : statuses) {
    if (status != 101) EXPECT_NE(wire::reason_of(status), "") << status;
  }
}

TEST(Problems, EveryErrorOfTheLowerFoldersHasATitle) {
  for (const Code code : {Code::kInvalid, Code::kNotFound, Code::kConflict, Code::kDenied, Code::kUnavailable,
                          Code::kTimeout, Code::kClosed, Code::kExhausted, Code::kProtocol, Code::kInternal})
    EXPECT_NE(wire::reason_of(problem_of({code, "x"}).status), "") << name_of(code);
}

}  // namespace
}  // namespace callout::api
