// SPDX-License-Identifier: Apache-2.0
// A syslog server over TLS (RFC 5425) as a target of audit forwarding. Called by the forwarder's thread; the connection
// lives on a worker of its own, so that neither a silent server nor a slow name service holds up anything else.
//
// Syslog has no answers. So each batch has a connection of its own, which this side ends first: a server that read all
// of it ends its side, too, and only then does the batch count as arrived (docs/adr/0071).
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "audit/forwarding.h"
#include "net/tls.h"
#include "net/worker.h"
#include "programs/calloutd_config.h"

namespace callout::programs {

class SyslogSink final : public audit::ForwardSink {
 public:
  /// kInvalid when the authorities can't be read. They are read again for each batch, so that they can be renewed.
  static Result<std::unique_ptr<SyslogSink>> make(const SyslogTarget& target, std::string ca_file);
  ~SyslogSink() override;

  Result<> send(std::span<const audit::ForwardRecord> records) override;
  void stop() override;

 private:
  SyslogSink(SyslogTarget target, std::string ca_file);
  net::Task<> deliver(const std::string& bytes, Result<>& out);
  net::Task<Result<>> exchange(const std::string& bytes, net::TlsClientContext& context);

  const SyslogTarget target_;
  const std::string ca_file_;
  const std::string hostname_;
  net::Stream* stream_ = nullptr;  ///< The one in use; on the worker only.
  std::atomic<bool> stopping_{false};
  net::WorkerPool worker_{1};  // Last: its thread ends before what it uses.
};

}  // namespace callout::programs
