// SPDX-License-Identifier: Apache-2.0
// The API of the server, as the command line calls it: one connection that is kept between calls, JSON both ways, and a
// refusal turned into the exit code that it means. One caller at a time; own worker only. What it refers to in Access
// outlives it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "client/outcome.h"
#include "net/stream.h"
#include "net/task.h"
#include "net/tls.h"
#include "wire/server_url.h"

namespace callout::client {

inline constexpr std::chrono::seconds kConnectTime{15};
inline constexpr std::chrono::seconds kAnswerTime{30};  ///< The server itself gives up on an install after 20 s.
inline constexpr std::size_t kAnswerMost = 4 * 1024 * 1024;

/// Where the server is, how it is verified, and as whom we come.
struct Access {
  wire::ServerUrl server;
  std::shared_ptr<net::TlsClientContext> tls;  ///< Null for plain HTTP on this machine.
  std::string token;                           ///< Empty before signing in.
};
/// `authorities_file` empty: the system's.
Outcome<Access> make_access(wire::ServerUrl server, const std::string& authorities_file, std::string token);

/// TCP and TLS to the console's or a session's host; both have the same certificate authorities.
net::Task<Outcome<std::unique_ptr<net::TcpStream>>> dial(wire::ServerUrl url, net::TlsClientContext* tls);

class Server {
 public:
  explicit Server(const Access& access) : access_(access) {}

  /// The answer's object; empty for 204. `body` empty: none is sent.
  net::Task<Outcome<boost::json::object>> call(std::string method, std::string path, std::string body = "");

 private:
  struct Answer {
    int status = 0;
    std::string body;
    bool kept = false;  ///< The connection can carry another call.
  };
  net::Task<Result<Answer>> exchange(net::Stream& stream, std::string method, std::string path, std::string body);

  const Access& access_;
  std::unique_ptr<net::TcpStream> stream_;  ///< Kept from the call before, when the server kept it.
  bool nothing_came_ = false;               ///< Of the last exchange: the server closed a kept connection meanwhile.
};

/// A refusal (problem+json, or a failure of the way to a device) as what the command ends with.
Failure failure_of(int status, std::string_view body);

}  // namespace callout::client
