// SPDX-License-Identifier: Apache-2.0
#include "mail/smtp_testing.h"

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "model/text.h"

namespace callout::mail {
namespace {

// False when the server is to end.
bool readable(int fd, int wake) {
  std::array<pollfd, 2> waits = {pollfd{fd, POLLIN, 0}, pollfd{wake, POLLIN, 0}};
  return ::poll(waits.data(), waits.size(), -1) > 0 && waits[1].revents == 0;
}

}  // namespace

ScriptedServer::ScriptedServer(Replies replies) : replies_(std::move(replies)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  check(::bind(listener_, any, size) == 0 && ::listen(listener_, 8) == 0);
  check(::getsockname(listener_, any, &size) == 0 && ::pipe(wake_) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  ::close(wake_[1]);
  thread_.join();
  ::close(wake_[0]);
  ::close(listener_);
}

std::vector<std::string> ScriptedServer::commands() {
  std::scoped_lock lock(mutex_);
  return commands_;
}

std::string ScriptedServer::message() {
  std::scoped_lock lock(mutex_);
  return message_;
}

int ScriptedServer::connections() {
  std::scoped_lock lock(mutex_);
  return connections_;
}

void ScriptedServer::run() {
  while (readable(listener_, wake_[0])) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    {
      std::scoped_lock lock(mutex_);
      ++connections_;
    }
    serve(fd);
    ::close(fd);
  }
}

bool ScriptedServer::say(int fd, std::string_view verb, std::string_view otherwise) {
  const auto given = replies_.find(verb);
  if (given != replies_.end() && !given->second) return false;
  const std::string_view text = given == replies_.end() ? otherwise : std::string_view(*given->second);
  return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

std::optional<std::string> ScriptedServer::line(int fd, std::string& buffer) {
  for (;;) {
    if (const std::size_t end = buffer.find("\r\n"); end != std::string::npos) {
      std::string found = buffer.substr(0, end);
      buffer.erase(0, end + 2);
      return found;
    }
    std::array<char, 4096> bytes;
    if (!readable(fd, wake_[0])) return std::nullopt;
    const auto count = ::recv(fd, bytes.data(), bytes.size(), 0);
    if (count <= 0) return std::nullopt;
    buffer.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

void ScriptedServer::serve(int fd) {
  std::string buffer;
  if (!say(fd, "greeting", "220 test ESMTP\r\n")) return;
  while (const auto command = line(fd, buffer)) {
    {
      std::scoped_lock lock(mutex_);
      commands_.push_back(*command);
    }
    const std::string verb = model::lower_ascii(command->substr(0, command->find_first_of(" :")));
    if (!say(fd, verb, verb == "data" ? "354 Go on\r\n" : "250 OK\r\n")) return;
    if (verb == "quit") return;
    if (verb != "data" || replies_.contains("data")) continue;
    std::string message;
    for (auto text = line(fd, buffer); text && *text != "."; text = line(fd, buffer)) message += *text + '\n';
    {
      std::scoped_lock lock(mutex_);
      message_ = std::move(message);
    }
    if (!say(fd, "message", "250 OK id=42\r\n")) return;
  }
}

}  // namespace callout::mail
