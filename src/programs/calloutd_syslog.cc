// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_syslog.h"

#include <array>

#include <unistd.h>

#include "audit/syslog.h"
#include "net/tcp.h"
#include "net/timer.h"

namespace callout::programs {
namespace {

using std::chrono_literals::operator""s;

constexpr auto kSyslogConnectTime = 4s;
constexpr auto kSyslogHandshakeTime = 4s;
constexpr auto kSyslogBatchTime = 30s;  ///< From the first byte to the server's end.
constexpr std::size_t kSyslogAnswerMost =
    64 * 1024;  ///< A syslog server says nothing; session tickets are not counted.

std::string own_hostname() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

}  // namespace

Result<std::unique_ptr<SyslogSink>> SyslogSink::make(const SyslogTarget& target, std::string ca_file) {
  if (const auto context = net::TlsClientContext::verified(ca_file); !context) return fail(context);
  return std::unique_ptr<SyslogSink>(new SyslogSink(target, std::move(ca_file)));
}

SyslogSink::SyslogSink(SyslogTarget target, std::string ca_file)
    : target_(std::move(target)), ca_file_(std::move(ca_file)), hostname_(own_hostname()) {}

SyslogSink::~SyslogSink() = default;

void SyslogSink::stop() {
  stopping_ = true;
  worker_[0].post([this] {
    if (stream_ != nullptr) stream_->close();
  });
}

Result<> SyslogSink::send(std::span<const audit::ForwardRecord> records) {
  std::string bytes;
  for (const auto& record : records)
    bytes += audit::octet_counted(audit::syslog_message(hostname_, record.team, record.row));
  Result<> out;
  net::run_to_end(worker_[0], deliver(bytes, out));
  return out;
}

net::Task<> SyslogSink::deliver(const std::string& bytes, Result<>& out) {
  const auto context = net::TlsClientContext::verified(ca_file_);
  if (context) {
    out = co_await exchange(bytes, **context);
  } else {
    out = fail(context);
  }
}

net::Task<Result<>> SyslogSink::exchange(const std::string& bytes, net::TlsClientContext& context) {
  auto tcp = co_await net::connect(target_.host, target_.port, kSyslogConnectTime);
  if (!tcp) co_return fail(tcp);
  auto tls = co_await net::tls_connect(std::move(*tcp), context, target_.host, kSyslogHandshakeTime);
  if (!tls) co_return fail(tls);
  if (stopping_) co_return fail(Code::kClosed, "The server is stopping.");
  net::Stream& stream = **tls;
  stream_ = &stream;
  bool late = false;
  net::Timer timer([&stream, &late] {
    late = true;
    stream.close();
  });
  timer.arm(kSyslogBatchTime);
  Result<> result = co_await stream.write(std::as_bytes(std::span(bytes)));
  if (result) stream.finish();
  std::array<std::byte, 512> answer;
  for (std::size_t read = 0; result;) {
    const auto count = co_await stream.read(answer);
    if (!count) result = fail(count);
    if (!count || *count == 0) break;
    read += *count;
    if (read > kSyslogAnswerMost) result = fail(Code::kProtocol, "The syslog server answers as none does.");
  }
  stream_ = nullptr;
  stream.close();
  if (late)
    co_return fail(Code::kTimeout, "The syslog server {}:{} did not take the records in time.", target_.host,
                   target_.port);
  co_return result;
}

}  // namespace callout::programs
