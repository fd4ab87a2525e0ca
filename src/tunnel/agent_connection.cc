// SPDX-License-Identifier: Apache-2.0
#include "tunnel/agent_connection.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "tunnel/names.h"

namespace callout::tunnel {
namespace {

net::Http2Options options_for_server() {
  net::Http2Options options;
  options.most_streams = static_cast<std::uint32_t>(limits::kStreamsPerAgent);
  options.header_block = limits::kTunnelHeaderBlock;
  options.byte_exact_values = true;
  // Browsers cancel much (a page left while it loads), and all of a site's technicians come through this one
  // connection.
  options.reset_burst = 20'000;
  options.resets_per_second = 2'000;
  return options;
}

net::Task<Result<std::string>> read_body(net::Http2Stream& stream) {
  std::string body;
  for (;;) {
    const auto bytes = co_await stream.readable();
    if (!bytes) co_return fail(bytes);
    if (bytes->empty()) co_return body;
    if (body.size() + bytes->size() > kControlBytes)
      co_return fail(Code::kExhausted, "The message is longer than {} bytes.", kControlBytes);
    body.append(text_of(*bytes));
    stream.consume(bytes->size());
  }
}

/// Answers a control request with JSON. What does not fit at once goes as the server reads.
net::Task<> answer(net::Http2Stream& stream, int status, std::string json) {
  wire::ResponseHead head;
  head.status = status;
  head.headers.add("content-type", "application/json");
  if (!stream.send_head(head, json.empty())) co_return;
  if (!json.empty() && co_await stream.write(bytes_of(json))) stream.finish();
}

net::Task<> refuse(net::Http2Stream& stream, int status, std::string detail) {
  return answer(
      stream, status,
      encode(Failure{std::string(hop::kInstall), std::string(failure::kAgentRefused), std::move(detail), {}}));
}

/// Watches one job's stream for its end.
class Progress final : public JobProgress, private net::Waiter {
 public:
  explicit Progress(net::Http2Stream& stream) : stream_(stream), cancelled_(!stream.when_over(*this)) {}
  ~Progress() { stream_.forget_over(); }

  net::Task<Result<void>> send(JobEvent event) {
    auto line = encode(event);
    line.push_back('\n');
    co_return co_await stream_.write(bytes_of(line));
  }
  net::Task<Result<void>> running(std::string step, std::optional<std::string> detail) override {
    return send(JobRunning{std::move(step), std::move(detail)});
  }
  bool cancelled() const override { return cancelled_; }
  net::Event& on_cancel() override { return on_cancel_; }

 private:
  void ready() override {
    cancelled_ = true;
    on_cancel_.notify();
  }

  net::Http2Stream& stream_;
  net::Event on_cancel_;
  bool cancelled_;
};

JobEvent last_event(std::variant<JobResult, Failure> end) {
  return std::visit([](auto& value) { return JobEvent(std::move(value)); }, end);
}

std::optional<std::uint64_t> parse_pin(std::string_view text) {
  std::uint64_t pin = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pin);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return pin;
}

/// Moves what the tunnel has added to the device's request out of its head. False when that does not hold.
bool take_own_fields(DeviceRequest& request) {
  request.endpoint = std::move(request.head.authority);
  request.endpoint.resize(request.endpoint.size() - kDeviceSuffix.size());
  if (const auto dot = request.endpoint.find('.'); dot != std::string::npos) {
    request.other = wire::parse_web_endpoint(std::string_view(request.endpoint).substr(0, dot));
    if (!request.other) return false;
    request.endpoint.erase(0, dot + 1);
  }
  request.head.authority.clear();
  auto& lines = request.head.headers.lines();
  std::optional<std::uint64_t> pin = 0;
  for (auto& header : lines) {
    if (header.name == kSessionHeader) {
      request.session = std::move(header.value);
    } else if (header.name == kPinHeader) {
      pin = parse_pin(header.value);
    }
  }
  std::erase_if(lines, is_own_header);
  request.pin = pin.value_or(0);
  return pin && valid_id(request.endpoint) && valid_id(request.session);
}

}  // namespace

AgentConnection::AgentConnection(net::Stream& stream, std::chrono::seconds heartbeat, AgentService& service)
    : service_(service),
      session_(net::Http2Session::Role::kServer, stream, options_for_server(), this),
      heartbeat_(session_, Heartbeat::Side::kListens, heartbeat) {}

net::Task<Error> AgentConnection::run() {
  return run_with_heartbeat(session_, heartbeat_);
}

net::Task<> AgentConnection::serve(net::Http2Stream& stream) {
  const auto& head = stream.request();
  if (head.method == "CONNECT" && head.protocol.empty()) return raw(stream);
  if (head.authority == kControlAuthority) return control(stream);
  if (head.authority.ends_with(kDeviceSuffix)) return device(stream);
  return refuse(stream, 421, "The authority is neither the agent nor a device.");
}

net::Task<> AgentConnection::device(net::Http2Stream& stream) {
  DeviceRequest request{.endpoint = {},
                        .other = {},
                        .session = {},
                        .pin = 0,
                        .head = stream.take_request(),
                        .has_body = !stream.bodiless_request()};
  if (!take_own_fields(request)) {
    co_await refuse(stream, 400, "The request names no endpoint, session or pin.");
    co_return;
  }
  co_await service_.serve_device(request, stream);
}

net::Task<> AgentConnection::raw(net::Http2Stream& stream) {
  const auto& head = stream.request();
  auto target = parse_raw_authority(head.authority);
  const std::string* session = head.headers.find(kSessionHeader);
  if (!target || session == nullptr || !valid_id(*session)) {
    co_await refuse(stream, 400, "The request names nothing to connect to, or no session.");
    co_return;
  }
  co_await service_.serve_raw({std::move(*target), *session}, stream);
}

net::Task<> AgentConnection::control(net::Http2Stream& stream) {
  const std::string method = stream.request().method;
  const std::string path = stream.request().target;
  const auto body = co_await read_body(stream);
  if (!body) co_return;
  if (method == "PUT" && path == kInventoryPath) {
    auto inventory = parse_inventory(*body);
    if (!inventory) {
      co_await refuse(stream, 400, inventory.error().message);
    } else {
      co_await answer(stream, 200, encode(co_await service_.put_inventory(std::move(*inventory))));
    }
  } else if (method == "PUT" && path == kLeasesPath) {
    const auto leases = parse_leases(*body);
    if (!leases) {
      co_await refuse(stream, 400, leases.error().message);
    } else {
      co_await answer(stream, 200, encode(service_.put_leases(*leases)));
    }
  } else if (method == "POST" && path.starts_with(kJobsPrefix)) {
    auto order = parse_job_order(std::string_view(path).substr(kJobsPrefix.size()), *body);
    if (!order) {
      co_await refuse(stream, 400, order.error().message);
    } else {
      co_await job(stream, std::move(*order));
    }
  } else if (method == "DELETE" && path.starts_with(kSessionsPrefix) && valid_id(path.substr(kSessionsPrefix.size()))) {
    service_.end_session(path.substr(kSessionsPrefix.size()));
    co_await answer(stream, 200, "{}");
  } else {
    co_await refuse(stream, 404, "The agent knows no such request.");
  }
}

net::Task<> AgentConnection::job(net::Http2Stream& stream, JobOrder order) {
  wire::ResponseHead head;
  head.headers.add("content-type", "application/x-ndjson");
  if (!stream.send_head(head, false)) co_return;
  Progress progress(stream);
  if (!co_await progress.send(JobReceived{})) co_return;
  auto end = co_await service_.run_job(std::move(order), progress);
  if (co_await progress.send(last_event(std::move(end)))) stream.finish();
}

Result<void> send_response_head(net::Http2Stream& stream, const wire::ResponseHead& head, bool end) {
  if (std::ranges::any_of(head.headers, is_own_header)) {
    wire::ResponseHead clean = head;
    std::erase_if(clean.headers.lines(), is_own_header);
    return send_response_head(stream, clean, end);
  }
  const std::array<std::pair<std::string_view, std::string_view>, 1> reason{{{kReasonHeader, head.reason}}};
  return stream.send_head(head, end, head.reason.empty() ? net::MoreFields() : net::MoreFields(reason));
}

void send_failure(net::Http2Stream& stream, const Failure& failure) {
  wire::ResponseHead head;
  head.status = 502;
  head.headers.add("content-type", "application/json");
  head.headers.add(std::string(kFailureHeader), failure.code);
  if (!stream.send_head(head, false)) return;
  // A failure fits into what a stream takes ahead, or its detail is not worth waiting for.
  const auto json = encode(failure);
  const auto taken = stream.try_write(bytes_of(json));
  if (taken && *taken == json.size()) {
    stream.finish();
  } else {
    stream.cut();
  }
}

}  // namespace callout::tunnel
