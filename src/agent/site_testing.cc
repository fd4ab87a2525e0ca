// SPDX-License-Identifier: Apache-2.0
#include "agent/site_testing.h"

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/encoding.h"
#include "tunnel/names.h"

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

template <class Connection>
net::Task<> run_connection(Connection& connection) {
  (void)co_await connection.run();
}

std::size_t body_length(std::string_view head) {
  const std::size_t at = head.find("Content-Length: ");
  if (at == std::string_view::npos) return 0;
  return std::stoul(std::string(head.substr(at + 16)));
}

}  // namespace

FakeDevice::FakeDevice(Script script) : script_(std::move(script)) {
  listener_ = std::move(*net::Listener::bind(*net::SocketAddress::parse("127.0.0.1:0"), false));
  port_ = listener_->address().port();
  tasks_.spawn(accept());
}

net::Task<> FakeDevice::accept() {
  while (!stopped_) {
    if (full == Full::kRefuse && taken_ >= sockets) {
      listener_->close();
      while (taken_ >= sockets && !stopped_) co_await room_.wait();
      if (stopped_) co_return;
      auto again = net::Listener::bind(*net::SocketAddress::parse("127.0.0.1", port_), false);
      check(again.has_value());
      listener_ = std::move(*again);
    }
    auto stream = co_await listener_->accept();
    if (!stream) co_return;
    std::shared_ptr<net::TcpStream> shared = std::move(*stream);
    streams_.push_back(shared);
    if (taken_ >= sockets) {
      ++turned_away;
      tasks_.spawn(turn_away(std::move(shared)));
    } else {
      ++taken_;
      tasks_.spawn(serve(std::move(shared), connections++));
    }
  }
}

net::Task<> FakeDevice::turn_away(std::shared_ptr<net::TcpStream> stream) {
  if (full == Full::kReset) {
    co_await net::sleep_for(1ms);  // So that who does not wait for it has written.
    stream->reset();
    co_return;
  }
  if (!(co_await read_request(*stream, true)).empty() && full == Full::kSay) {
    const std::string_view sorry = "HTTP/1.0 503 Busy\r\nConnection: close\r\n\r\nbusy";
    (void)co_await stream->write(bytes_of(sorry));
  }
  stream->close();
}

net::Task<std::string> FakeDevice::read_request(net::Stream& stream, bool head_only) {
  std::string request;
  std::array<std::byte, 4096> buffer;
  for (;;) {
    const std::size_t end = request.find("\r\n\r\n");
    if (end != std::string::npos) {
      const bool chunked = request.find("Transfer-Encoding: chunked") < end;
      const std::size_t size = end + 4 + body_length(std::string_view(request).substr(0, end));
      if (head_only || (chunked ? request.ends_with("0\r\n\r\n") : request.size() >= size)) co_return request;
    }
    const auto count = co_await stream.read(buffer);
    if (!count || *count == 0) co_return "";
    request += text_of(std::span(buffer).first(*count));
  }
}

net::Task<> FakeDevice::serve(std::shared_ptr<net::TcpStream> stream, int number) {
  most_open = std::max(most_open, ++open);
  const bool head_only = script_("", number).before_body;
  for (;;) {
    const std::string request = co_await read_request(*stream, head_only);
    if (request.empty()) break;
    requests.push_back(request);
    changed_.notify();
    while (hold) co_await released_.wait();
    const Reply reply = script_(request, number);
    if (const auto sent = co_await stream->write(bytes_of(reply.bytes)); !sent) break;
    if (reply.close) break;
  }
  stream->close();
  --open;
  changed_.notify();
  co_await net::sleep_for(lag);
  --taken_;
  room_.notify();
}

net::Task<> FakeDevice::came(std::size_t count) {
  while (requests.size() < count) co_await changed_.wait();
}

net::Task<> FakeDevice::left(int most) {
  while (open > most) co_await changed_.wait();
}

void FakeDevice::release() {
  hold = false;
  released_.notify();
}

net::Task<> FakeDevice::stop() {
  release();
  stopped_ = true;
  room_.notify();
  listener_->close();
  for (const auto& each : streams_) {
    if (const auto stream = each.lock()) stream->close();
  }
  co_await tasks_.join();
}

Result<std::optional<std::string>> FakeNeighbours::mac_of(const wire::Address& address) {
  if (asked) asked();
  if (broken) return fail(Code::kInternal, "The kernel did not answer.");
  const auto found = macs.find(address.to_string());
  return found == macs.end() ? std::nullopt : std::optional(found->second);
}

TestSite::TestSite(std::uint16_t port, AgentConfig with) : config(std::move(with)) {
  device = {"d1", "Printer", "127.0.0.1", std::nullopt, {{"e1", "http", port}}};
  config.policy.allow_loopback.push_back({*wire::parse_address("127.0.0.1"), port});
  path = std::filesystem::temp_directory_path() / "callout-site-XXXXXX";
  check(::mkdtemp(path.data()) != nullptr);
  folder = std::make_unique<StateFolder>(*StateFolder::open(path, false));
  core = std::make_unique<AgentCore>(AgentCore::Parts{config, *folder, files, neighbours, clock, log});
  server = std::make_unique<tunnel::ServerConnection>(*streams.first, 25s, nullptr);
  agent = std::make_unique<tunnel::AgentConnection>(*streams.second, 25s, *core);
  tasks.spawn(run_connection(*server));
  tasks.spawn(run_connection(*agent));
}

TestSite::~TestSite() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

net::Task<> TestSite::put_inventory(std::optional<std::string> mac) {
  device.mac = std::move(mac);
  (void)co_await server->put_inventory({{device}}, 5s);
}

net::Task<> TestSite::start() {
  co_await put_inventory();
  (void)co_await job({"j0", tunnel::JobKind::kOpenDeviceWebpage, "d1", "s1", "e1", 30'000});
}

net::Task<> TestSite::end() {
  core->stop();
  server->close();
  agent->close();
  co_await tasks.join();
}

net::Task<std::vector<tunnel::JobEvent>> TestSite::job(tunnel::JobOrder order) {
  std::vector<tunnel::JobEvent> events;
  auto running = server->start_job(order);
  check(running.has_value());
  for (;;) {
    auto event = co_await (*running)->next();
    if (!event) break;
    events.push_back(*event);
    if (std::holds_alternative<tunnel::JobResult>(*event) || std::holds_alternative<tunnel::Failure>(*event)) break;
  }
  co_return events;
}

Result<std::unique_ptr<net::Http2Stream>> TestSite::open(const SiteRequest& request, bool end) {
  wire::RequestHead head{request.method, request.target, "", false, request.protocol, request.headers};
  return server->open_device_request(
      {.endpoint = request.endpoint, .other = request.other, .session = request.session, .pin = request.pin}, head,
      end);
}

net::Task<SiteAnswer> TestSite::ask(SiteRequest request) {
  SiteAnswer answer;
  auto stream = open(request, !request.body);
  check(stream.has_value());
  if (request.body) {
    (void)co_await (*stream)->write(bytes_of(*request.body));
    (*stream)->finish();
  }
  const auto head = co_await (*stream)->read_head();
  if (!head) co_return answer;
  answer.status = (*head)->status;
  answer.headers = (*head)->headers;
  if (const std::string* code = answer.headers.find(tunnel::kFailureHeader)) answer.failure = *code;
  for (;;) {
    const auto bytes = co_await (*stream)->readable();
    if (!bytes) break;
    if (bytes->empty()) {
      answer.whole = true;
      break;
    }
    answer.body += text_of(*bytes);
    (*stream)->consume(bytes->size());
  }
  co_return answer;
}

}  // namespace callout::agent
