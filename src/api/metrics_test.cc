// SPDX-License-Identifier: Apache-2.0
#include "api/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::api {
namespace {

using testing::HasSubstr;

TEST(Metrics, PrintsFiguresAsTheyAreNow) {
  Metrics metrics;
  double agents = 2;
  metrics.add(Metrics::Kind::kGauge, "callout_agents", "Agents", [&] { return agents; });
  metrics.add(Metrics::Kind::kCounter, "callout_bytes_total", "Bytes", [] { return 7.0; });
  EXPECT_THAT(metrics.text(), HasSubstr("# TYPE callout_agents gauge\ncallout_agents 2\n"));
  agents = 3;
  EXPECT_THAT(metrics.text(), HasSubstr("\ncallout_agents 3\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("# TYPE callout_bytes_total counter\ncallout_bytes_total 7\n"));
}

TEST(Metrics, CountsRequestsByClass) {
  Metrics metrics;
  metrics.count_request(200);
  metrics.count_request(204);
  metrics.count_request(404);
  metrics.count_request(-1);
  metrics.count_request(1000);
  EXPECT_THAT(metrics.text(), HasSubstr("callout_http_requests_total{class=\"2xx\"} 2\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("callout_http_requests_total{class=\"4xx\"} 1\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("callout_http_requests_total{class=\"5xx\"} 0\n"));
}

TEST(Metrics, KnowsItsOwnProcess) {
  Metrics metrics;
  add_process_figures(metrics);
  const std::string text = metrics.text();
  const auto at = text.find("\nprocess_resident_memory_bytes ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_GT(std::stod(text.substr(at + 31)), 1e5);
  EXPECT_THAT(text, HasSubstr("\nprocess_open_fds "));
}

}  // namespace
}  // namespace callout::api
