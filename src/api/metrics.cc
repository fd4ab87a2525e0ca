// SPDX-License-Identifier: Apache-2.0
#include "api/metrics.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

namespace callout::api {
namespace {

prometheus::MetricType type_of(Metrics::Kind kind) {
  return kind == Metrics::Kind::kGauge ? prometheus::MetricType::Gauge : prometheus::MetricType::Counter;
}

prometheus::ClientMetric metric_of(Metrics::Kind kind, double value) {
  prometheus::ClientMetric out;
  if (kind == Metrics::Kind::kGauge) {
    out.gauge.value = value;
  } else {
    out.counter.value = value;
  }
  return out;
}

double open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator found("/proc/self/fd", error);
  // The one that reads the folder is not counted.
  return error ? 0 : static_cast<double>(std::distance(begin(found), end(found)) - 1);
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void Metrics::add(Kind kind, std::string name, std::string help, std::function<double()> value) {
  figures_.push_back({kind, std::move(name), std::move(help), std::move(value)});
}

void Metrics::count_request(int status) {
  const auto first = static_cast<std::size_t>(status / 100);
  if (first < requests_.size()) requests_[first].fetch_add(1, std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::vector<prometheus::MetricFamily> families;
  for (const Figure& figure : figures_) {
    families.push_back({figure.name, figure.help, type_of(figure.kind), {metric_of(figure.kind, figure.value())}});
  }
  prometheus::MetricFamily requests{
      "callout_http_requests_total", "Answered requests of the console's host", prometheus::MetricType::Counter, {}};
  for (std::size_t first = 1; first < requests_.size(); ++first) {
    auto metric = metric_of(Kind::kCounter, static_cast<double>(requests_[first].load(std::memory_order_relaxed)));
    metric.label.push_back({"class", std::to_string(first) + "xx"});
    requests.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(requests));
  return prometheus::TextSerializer().Serialize(families);
}

void add_process_figures(Metrics& metrics) {
  metrics.add(Metrics::Kind::kGauge, "process_open_fds", "Open file descriptors", open_descriptors);
  metrics.add(Metrics::Kind::kGauge, "process_resident_memory_bytes", "Resident memory", resident_bytes);
}

}  // namespace callout::api
