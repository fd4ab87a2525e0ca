// SPDX-License-Identifier: Apache-2.0
// What /metrics prints, in Prometheus' text format. main() adds a function for each figure of another part; server.cc
// counts requests. Any thread; functions are called while a scrape runs and must not block.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace callout::api {

class Metrics {
 public:
  enum class Kind { kGauge, kCounter };
  /// Before traffic only. `name` begins with callout_ and ends with its unit.
  void add(Kind kind, std::string name, std::string help, std::function<double()> value);
  /// One answered request of the console's host, by the class of its status.
  void count_request(int status);
  std::string text() const;

 private:
  struct Figure {
    Kind kind;
    std::string name;
    std::string help;
    std::function<double()> value;
  };
  std::vector<Figure> figures_;
  std::array<std::atomic<std::uint64_t>, 6> requests_{};  ///< By the first digit of the status.
};

/// Open descriptors, resident bytes and the process's start, from /proc.
void add_process_figures(Metrics& metrics);

}  // namespace callout::api
