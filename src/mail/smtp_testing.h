// SPDX-License-Identifier: Apache-2.0
// For tests: a mail server of 127.0.0.1 that says what it is told to, for replies that a real one does not give on
// demand. A thread of its own; it ends with the object.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace callout::mail {

class ScriptedServer {
 public:
  /// Replies by verb in lower case ("ehlo", "mail", "rcpt", "data"; "greeting" and "message" for what has none), each
  /// with its line end; nullopt closes the connection. What is not given is answered as a willing server does.
  using Replies = std::map<std::string, std::optional<std::string>, std::less<>>;
  explicit ScriptedServer(Replies replies = {});
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::vector<std::string> commands();
  /// The last message, as it came.
  std::string message();
  int connections();

 private:
  void run();
  void serve(int fd);
  bool say(int fd, std::string_view verb, std::string_view otherwise);
  std::optional<std::string> line(int fd, std::string& buffer);

  const Replies replies_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> commands_;
  std::string message_;
  int connections_ = 0;
  std::thread thread_;
};

}  // namespace callout::mail
