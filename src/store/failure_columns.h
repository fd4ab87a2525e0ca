// SPDX-License-Identifier: Apache-2.0
// The four columns in which jobs and sessions keep their failure. Inside store/ only, one thread.
#pragma once

#include <optional>
#include <string>

#include "model/job.h"
#include "store/connection.h"

namespace callout::store {

struct FailureColumns {
  std::optional<std::string> hop, code, detail, remedy;

  FailureColumns() = default;
  explicit FailureColumns(const std::optional<model::Failure>& failure) {
    if (!failure) return;
    hop = model::to_string(failure->hop);
    code = model::to_string(failure->code);
    detail = failure->detail;
    remedy = failure->remedy;
  }
  void into(Query& query) { query.into(hop).into(code).into(detail).into(remedy); }
  void use(Query& query) const { query.use(hop).use(code).use(detail).use(remedy); }
  std::optional<model::Failure> value() const {
    if (!code) return std::nullopt;
    return model::Failure{.hop = model::parse<model::Hop>(hop.value_or("")).value_or(model::Hop::kServer),
                          .code = model::parse<model::FailureCode>(*code).value_or(model::FailureCode::kInternal),
                          .detail = detail.value_or(""),
                          .remedy = remedy.value_or("")};
  }
};

}  // namespace callout::store
