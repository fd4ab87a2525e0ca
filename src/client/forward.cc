// SPDX-License-Identifier: Apache-2.0
#include "client/forward.h"

namespace callout::client {
namespace {

using Say = std::function<void(std::string)>;

/// A raw protocol has no words for a refusal: its program sees the cut, and the person the reason.
class RawGreeter final : public Greeter {
 public:
  explicit RawGreeter(const Say& say) : say_(say) {}
  net::Task<Result<void>> accepted(net::TcpStream&, DataChannel&) override { co_return Result<void>(); }
  net::Task<> refused(net::TcpStream& connection, Failure why) override {
    say_(why.message);
    connection.reset();
    co_return;
  }

 private:
  const Say& say_;
};

net::Task<> serve(net::TcpStream& connection, Visit& visit, std::uint16_t device_port, const Say& say) {
  RawGreeter greeter(say);
  co_await visit.carry(connection, device_port, greeter);
}

}  // namespace

net::Task<Outcome<>> forward(Visit& visit, LocalPort& local, std::uint16_t device_port, Say say) {
  visit.on_end = [&local] { local.close(); };
  net::TaskGroup serving;
  serving.spawn(local.run(
      [&visit, device_port, &say](net::TcpStream& connection) { return serve(connection, visit, device_port, say); }));
  auto ended = co_await visit.run();
  co_await serving.join();
  co_return ended;
}

}  // namespace callout::client
