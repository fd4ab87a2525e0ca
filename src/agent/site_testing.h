// SPDX-License-Identifier: Apache-2.0
// For tests: a device that answers with raw bytes, and a whole site: agent and server end to end over a pair of
// streams. Everything lives on the current worker.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/agent_core.h"
#include "base/clock.h"
#include "net/timer.h"
#include "tunnel/server_connection.h"

namespace callout::agent {

/// Listens on a port of its own and answers each request with what the script says.
class FakeDevice {
 public:
  struct Reply {
    std::string bytes;
    bool close = false;        ///< After the bytes.
    bool before_body = false;  ///< Answer as soon as the request's head is there, and read no more.
  };
  /// Called with head and body as they came, and which connection it is (from 0).
  using Script = std::function<Reply(const std::string& request, int connection)>;

  /// What a device does with a connection that it has no socket for.
  enum class Full : std::uint8_t {
    kRefuse,  ///< Listens no more: the kernel refuses.
    kReset,   ///< Accepts and resets.
    kClose,   ///< Accepts, reads the request and closes without a byte.
    kSay,     ///< Answers 503 and closes.
  };

  explicit FakeDevice(Script script);
  std::uint16_t port() const { return port_; }
  net::Task<> stop();

  std::size_t sockets = 1000;
  Full full = Full::kRefuse;
  std::chrono::milliseconds lag{0};  ///< From the end of a connection until its socket serves again.
  int turned_away = 0;               ///< Connections that found no socket, as far as the device has seen them.

  std::vector<std::string> requests;
  int connections = 0;
  int open = 0;
  int most_open = 0;
  bool hold = false;  ///< Answer nobody until release().
  void release();
  /// Once so many requests have come.
  net::Task<> came(std::size_t count);
  /// Once no more than so many connections are open.
  net::Task<> left(int most);

 private:
  net::Task<> accept();
  net::Task<> serve(std::shared_ptr<net::TcpStream> stream, int number);
  net::Task<> turn_away(std::shared_ptr<net::TcpStream> stream);
  net::Task<std::string> read_request(net::Stream& stream, bool head_only);

  Script script_;
  std::unique_ptr<net::Listener> listener_;
  std::uint16_t port_ = 0;
  std::size_t taken_ = 0;  ///< Of the sockets.
  bool stopped_ = false;
  net::Event room_;
  std::vector<std::weak_ptr<net::TcpStream>> streams_;
  net::TaskGroup tasks_;
  net::Event released_;
  net::Event changed_;  ///< A request came, or a connection ended.
};

/// MACs by address; none for others.
class FakeNeighbours final : public Neighbours {
 public:
  Result<std::optional<std::string>> mac_of(const wire::Address& address) override;
  std::map<std::string, std::string> macs;
  bool broken = false;
  std::function<void()> asked = {};  ///< Called before each answer.
};

struct SiteAnswer {
  int status = 0;
  wire::Headers headers;
  std::string body;
  std::string failure;  ///< Code of the agent's own 502.
  bool whole = false;   ///< The body came to a clean end.
};

struct SiteRequest {
  std::string method = "GET";
  std::string target = "/";
  wire::Headers headers = {};
  std::optional<std::string> body = {};
  std::uint64_t pin = 1;
  std::string session = "s1";
  std::string endpoint = "e1";
  std::optional<wire::WebEndpoint> other = {};
  std::string protocol = {};
};

class TestSite {
 public:
  /// Device "d1" with endpoint "e1" at the port, loopback allowed.
  explicit TestSite(std::uint16_t port, AgentConfig config = {});
  ~TestSite();

  /// Inventory and a live session "s1" for it.
  net::Task<> start();
  net::Task<> end();
  net::Task<SiteAnswer> ask(SiteRequest request);
  Result<std::unique_ptr<net::Http2Stream>> open(const SiteRequest& request, bool end);
  /// All events of a job.
  net::Task<std::vector<tunnel::JobEvent>> job(tunnel::JobOrder order);
  net::Task<> put_inventory(std::optional<std::string> mac = {});

  tunnel::InventoryDevice device;
  FakeClock clock;
  FakeNeighbours neighbours;
  AgentConfig config;
  std::string path;
  Log log{Log::Level::kError, Log::Format::kText};
  net::BlockingPool files{1, 16};
  std::unique_ptr<StateFolder> folder;
  std::unique_ptr<AgentCore> core;
  std::pair<std::unique_ptr<net::Stream>, std::unique_ptr<net::Stream>> streams = net::stream_pair(256 * 1024);
  std::unique_ptr<tunnel::ServerConnection> server;
  std::unique_ptr<tunnel::AgentConnection> agent;
  net::TaskGroup tasks;
};

}  // namespace callout::agent
