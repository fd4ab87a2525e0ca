// SPDX-License-Identifier: Apache-2.0
#include "tunnel/server_connection.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "net/timer.h"
#include "tunnel/names.h"

namespace callout::tunnel {
namespace {

net::Http2Options options_for_agents(net::Http2Budget* budget) {
  net::Http2Options options;
  options.most_streams = static_cast<std::uint32_t>(limits::kStreamsPerAgent);
  options.header_block = limits::kTunnelHeaderBlock;
  options.byte_exact_values = true;
  // An agent whose device or network goes away resets all its streams at once.
  options.reset_burst = 2 * options.most_streams;
  options.resets_per_second = options.most_streams / 2;
  options.budget = budget;
  return options;
}

/// The whole body, at most `most` bytes.
net::Task<Result<std::string>> read_body(net::Http2Stream& stream, std::size_t most) {
  std::string body;
  for (;;) {
    const auto bytes = co_await stream.readable();
    if (!bytes) co_return fail(bytes);
    if (bytes->empty()) co_return body;
    if (body.size() + bytes->size() > most) {
      stream.close();
      co_return fail(Code::kProtocol, "The agent's answer is longer than {} bytes.", most);
    }
    body.append(text_of(*bytes));
    stream.consume(bytes->size());
  }
}

/// The agent's word for why it answered something else than 200.
Error refused(int status, const Result<std::string>& body) {
  const auto failure = body ? parse_failure(*body) : Result<Failure>(fail(body));
  return {Code::kInvalid, failure ? failure->detail : fmt::format("The agent answered {}.", status)};
}

/// Head and body of one answer.
net::Task<Result<std::string>> read_answer(net::Http2Stream& stream) {
  const auto head = co_await stream.read_head();
  if (!head) co_return fail(head);
  const int status = (*head)->status;
  auto body = co_await read_body(stream, kControlBytes);
  if (status != 200) co_return std::unexpected(refused(status, body));
  co_return body;
}

net::Task<> write_body(net::Http2Stream& stream, const std::string& body) {
  // An error shows on the reading side, where it is handled.
  if (co_await stream.write(bytes_of(body))) stream.finish();
}

}  // namespace

ServerConnection::ServerConnection(net::Stream& stream, std::chrono::seconds heartbeat, net::Http2Budget* budget)
    : session_(net::Http2Session::Role::kClient, stream, options_for_agents(budget), nullptr),
      heartbeat_(session_, Heartbeat::Side::kPings, heartbeat) {}

net::Task<Error> ServerConnection::run() {
  return run_with_heartbeat(session_, heartbeat_);
}

Result<std::unique_ptr<net::Http2Stream>> ServerConnection::open_device_request(const DeviceTarget& target,
                                                                                const wire::RequestHead& head,
                                                                                bool end) {
  if (!valid_id(target.endpoint) || !valid_id(target.session))
    return fail(Code::kInvalid, "An endpoint or session id has a character that ids don't.");
  if (head.method == "CONNECT" && head.protocol.empty())
    return fail(Code::kInvalid, "A browser does not CONNECT through a device.");
  if (std::ranges::any_of(head.headers, is_own_header)) {
    wire::RequestHead clean = head;
    std::erase_if(clean.headers.lines(), is_own_header);
    return open_device_request(target, clean, end);
  }
  std::string authority = target.other ? wire::to_string(*target.other) + '.' : std::string();
  authority.append(target.endpoint);
  authority.append(kDeviceSuffix);
  std::array<char, 20> digits{};
  const auto* digits_end = std::to_chars(digits.data(), digits.data() + digits.size(), target.pin).ptr;
  const std::array<std::pair<std::string_view, std::string_view>, 2> own{
      {{kSessionHeader, target.session}, {kPinHeader, {digits.data(), digits_end}}}};
  const std::string_view method = head.protocol.empty() ? std::string_view(head.method) : "CONNECT";
  return session_.open({method, head.target, authority, head.protocol, head.headers, own}, end);
}

Result<std::unique_ptr<net::Http2Stream>> ServerConnection::open_raw(const RawTarget& target,
                                                                     std::string_view session) {
  if (!valid_id(session)) return fail(Code::kInvalid, "A session id has a character that ids don't.");
  const auto authority = authority_of(target);
  if (!parse_raw_authority(authority)) return fail(Code::kInvalid, "An id has a character that ids don't.");
  const std::array<std::pair<std::string_view, std::string_view>, 1> own{{{kSessionHeader, session}}};
  const wire::Headers none;
  return session_.open({"CONNECT", {}, authority, {}, none, own}, false);
}

net::Task<Result<std::string>> ServerConnection::call(std::string method, std::string path, std::string body,
                                                      std::chrono::milliseconds deadline) {
  wire::Headers headers;
  if (!body.empty()) headers.add("content-type", "application/json");
  auto stream = session_.open({method, path, kControlAuthority, {}, headers}, body.empty());
  if (!stream) co_return fail(stream);
  bool late = false;
  net::Timer timer([&late, &stream] {
    late = true;
    (*stream)->close();
  });
  timer.arm(deadline);
  net::TaskGroup writing;
  if (!body.empty()) writing.spawn(write_body(**stream, body));
  auto answer = co_await read_answer(**stream);
  (*stream)->close();
  co_await writing.join();
  if (late)
    co_return fail(Code::kTimeout, "The agent did not answer {} {} within {} ms.", method, path, deadline.count());
  co_return answer;
}

net::Task<Result<InventoryResults>> ServerConnection::put_inventory(Inventory inventory,
                                                                    std::chrono::milliseconds deadline) {
  const auto answer = co_await call("PUT", std::string(kInventoryPath), encode(inventory), deadline);
  if (!answer) co_return fail(answer);
  co_return parse_inventory_results(*answer);
}

net::Task<Result<LeaseAnswer>> ServerConnection::put_leases(Leases leases, std::chrono::milliseconds deadline) {
  const auto answer = co_await call("PUT", std::string(kLeasesPath), encode(leases), deadline);
  if (!answer) co_return fail(answer);
  co_return parse_lease_answer(*answer);
}

net::Task<Result<void>> ServerConnection::end_session(std::string session, std::chrono::milliseconds deadline) {
  const auto answer = co_await call("DELETE", std::string(kSessionsPrefix) + session, "", deadline);
  if (!answer) co_return fail(answer);
  co_return Result<void>{};
}

Result<std::unique_ptr<RunningJob>> ServerConnection::start_job(const JobOrder& order) {
  if (!valid_id(order.job)) return fail(Code::kInvalid, "A job id has a character that ids don't.");
  wire::Headers headers;
  headers.add("content-type", "application/json");
  auto stream = session_.open({"POST", std::string(kJobsPrefix) + order.job, kControlAuthority, {}, headers}, false);
  if (!stream) return fail(stream);
  const auto body = encode(order);
  const auto taken = (*stream)->try_write(bytes_of(body));
  if (!taken) return fail(taken);
  if (*taken != body.size()) return fail(Code::kExhausted, "A job's order is longer than a stream takes at once.");
  (*stream)->finish();
  return std::make_unique<RunningJob>(std::move(*stream));
}

RunningJob::RunningJob(std::unique_ptr<net::Http2Stream> stream) : stream_(std::move(stream)) {}
RunningJob::~RunningJob() = default;

void RunningJob::cancel() {
  stream_->close();
}

net::Task<Result<JobEvent>> RunningJob::next() {
  if (!std::exchange(head_checked_, true)) {
    const auto head = co_await stream_->read_head();
    if (!head) co_return fail(head);
    if ((*head)->status != 200)
      co_return std::unexpected(refused((*head)->status, co_await read_body(*stream_, kProgressBytes)));
  }
  for (;;) {
    const auto bytes = co_await stream_->readable();
    if (!bytes) co_return fail(bytes);
    if (bytes->empty()) co_return fail(Code::kProtocol, "The agent ended a job's progress without a last word.");
    const auto text = text_of(*bytes);
    const auto line_end = text.find('\n');
    line_.append(text.substr(0, line_end));
    stream_->consume(line_end == std::string_view::npos ? text.size() : line_end + 1);
    if (line_.size() > kProgressBytes) {
      cancel();
      co_return fail(Code::kProtocol, "A line of a job's progress is longer than {} bytes.", kProgressBytes);
    }
    if (line_end != std::string_view::npos) co_return parse_job_event(std::exchange(line_, {}));
  }
}

net::Task<std::optional<Failure>> read_failure(net::Http2Stream& stream, const wire::ResponseHead& head) {
  const auto* code = head.headers.find(kFailureHeader);
  if (!code) co_return std::nullopt;
  const auto body = co_await read_body(stream, kProgressBytes);
  auto failure = body ? parse_failure(*body) : Result<Failure>(fail(body));
  if (failure) co_return std::move(*failure);
  co_return Failure{std::string(hop::kInstall), *code, "The agent did not say more.", std::nullopt};
}

}  // namespace callout::tunnel
