// SPDX-License-Identifier: Apache-2.0
// How the proxy of one device answers what asked for a connection, in its own protocol. What came behind the question
// already is the first of what goes to the device. Used by device_proxy. Own worker only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client/visit.h"
#include "wire/request_parser.h"

namespace callout::client {

/// A whole answer of the proxy itself, that a person can read.
std::string proxy_refusal(int status, std::string_view why);

class SocksGreeter final : public Greeter {
 public:
  explicit SocksGreeter(std::vector<std::byte> early) : early_(std::move(early)) {}
  net::Task<Result<void>> accepted(net::TcpStream& connection, DataChannel& channel) override;
  net::Task<> refused(net::TcpStream& connection, Failure why) override;

 private:
  const std::vector<std::byte> early_;
};

class ConnectGreeter final : public Greeter {
 public:
  explicit ConnectGreeter(std::vector<std::byte> early) : early_(std::move(early)) {}
  net::Task<Result<void>> accepted(net::TcpStream& connection, DataChannel& channel) override;
  net::Task<> refused(net::TcpStream& connection, Failure why) override;

 private:
  const std::vector<std::byte> early_;
};

/// One request for an absolute URL: it goes to the device as its own server would get it, and the answer comes back
/// with the connection's end as its own, so that no second request, perhaps for another host, follows on the same
/// channel.
class HttpGreeter final : public Greeter {
 public:
  HttpGreeter(wire::ParsedRequest request, std::vector<std::byte> early)
      : request_(std::move(request)), early_(std::move(early)) {}
  net::Task<Result<void>> accepted(net::TcpStream& connection, DataChannel& channel) override;
  net::Task<> refused(net::TcpStream& connection, Failure why) override;

 private:
  net::Task<Result<void>> send_request(net::TcpStream& connection, net::Stream& device);
  net::Task<Result<void>> send_answer(net::TcpStream& connection, net::Stream& device);

  wire::ParsedRequest request_;
  const std::vector<std::byte> early_;
};

}  // namespace callout::client
