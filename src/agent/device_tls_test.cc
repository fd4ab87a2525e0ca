// SPDX-License-Identifier: Apache-2.0
// TLS to devices, against OpenSSL's own server as old as Debian's still plays it: TLS 1.0 and 1.1, RSA-1024, static RSA
// key exchange. It can't play 3DES, RC4 (not compiled in) or a server without secure renegotiation.
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/site_testing.h"
#include "agent/tls_strength.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

using testing::HasSubstr;

/// openssl s_server with a page of its own, on a port that it chooses.
class OpensslServer {
 public:
  OpensslServer(const net::TestCertificate& certificate, std::vector<std::string> more) {
    std::vector<std::string> words{"openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert"};
    words.insert(words.end(), {certificate.certificate_file, "-key", certificate.key_file});
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<int, 2> out{};
    check(::pipe(out.data()) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(out[1], STDOUT_FILENO);
      ::close(out[0]);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(out[1]);
    FILE* const said = ::fdopen(out[0], "r");
    std::array<char, 256> line{};
    while (port == 0 && std::fgets(line.data(), line.size(), said) != nullptr) {
      unsigned found = 0;
      if (std::sscanf(line.data(), "ACCEPT 127.0.0.1:%u", &found) == 1) port = static_cast<std::uint16_t>(found);
    }
    said_ = said;
    check(port != 0);
  }
  ~OpensslServer() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    std::fclose(said_);
  }
  OpensslServer(const OpensslServer&) = delete;
  OpensslServer& operator=(const OpensslServer&) = delete;

  std::uint16_t port = 0;

 private:
  pid_t pid_ = 0;
  FILE* said_ = nullptr;
};

struct Peer {
  const char* name;
  unsigned rsa_bits;
  std::vector<std::string> options;
  const char* version;
  bool weak;
};

const std::vector<Peer>& peers() {
  static const std::vector<Peer> list{
      {"modern", 2048, {}, "TLSv1.3", false},
      {"TLS 1.2, static RSA key exchange", 2048, {"-tls1_2", "-cipher", "AES256-SHA:@SECLEVEL=0"}, "TLSv1.2", false},
      {"TLS 1.2, RSA-1024", 1024, {"-tls1_2", "-cipher", "ALL:@SECLEVEL=0"}, "TLSv1.2", true},
      {"TLS 1.1", 2048, {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"}, "TLSv1.1", true},
      {"TLS 1.0, RSA-1024", 1024, {"-tls1", "-cipher", "ALL:@SECLEVEL=0"}, "TLSv1", true},
  };
  return list;
}

SiteRequest over_tls() {
  return {.target = "/"};
}

const tunnel::JobResult* result_of(const std::vector<tunnel::JobEvent>& events) {
  return events.empty() ? nullptr : std::get_if<tunnel::JobResult>(&events.back());
}
const tunnel::Failure* failure_of(const std::vector<tunnel::JobEvent>& events) {
  return events.empty() ? nullptr : std::get_if<tunnel::Failure>(&events.back());
}

tunnel::JobOrder open_order(const std::string& session) {
  return {"j-" + session, tunnel::JobKind::kOpenDeviceWebpage, "d1", session, "e1", 30'000};
}

net::Task<> each_peer() {
  const net::TemporaryFolder folder;
  for (const Peer& peer : peers()) {
    const auto certificate = net::make_certificate(folder, "another.name", peer.rsa_bits);
    const OpensslServer server(certificate, peer.options);
    TestSite site(server.port);
    site.device.endpoints[0].scheme = "https";
    co_await site.put_inventory();
    // Twice: the second visit knows what the device speaks.
    for (const char* session : {"s1", "s2"}) {
      const auto events = co_await site.job(open_order(session));
      const auto* result = result_of(events);
      EXPECT_TRUE(result) << peer.name;
      if (!result || !result->tls) continue;
      EXPECT_EQ(result->tls->version, peer.version) << peer.name;
      EXPECT_EQ(result->tls->weak, peer.weak) << peer.name;
      EXPECT_EQ(result->tls->key, fmt::format("RSA-{}", peer.rsa_bits)) << peer.name;
      EXPECT_EQ(result->tls->key_sha256.size(), 43U) << peer.name;
    }
    const auto answer = co_await site.ask(over_tls());
    EXPECT_EQ(answer.status, 200) << peer.name << answer.failure;
    EXPECT_THAT(answer.body, HasSubstr(peer.version)) << peer.name;
    co_await site.end();
  }
}
TEST(DeviceTls, OldDevicesAreReachedAndCalledWeak) {
  start_crypto();
  net::run_test_task(each_peer());
}

net::Task<> pinned() {
  const net::TemporaryFolder folder;
  const auto first = net::make_certificate(folder, "first");
  const auto second = net::make_certificate(folder, "second");
  std::string key;
  {
    const OpensslServer server(first, {});
    TestSite site(server.port);
    site.device.endpoints[0].scheme = "https";
    co_await site.put_inventory();
    const auto seen = co_await site.job(open_order("s1"));
    EXPECT_TRUE(result_of(seen));
    if (result_of(seen)) key = result_of(seen)->tls->key_sha256;
    // The server tells what it has just learned: the visit goes on.
    site.device.endpoints[0].tls_key = key;
    co_await site.put_inventory();
    EXPECT_EQ((co_await site.ask(over_tls())).status, 200);
    co_await site.end();
  }
  const OpensslServer server(second, {});
  TestSite site(server.port);
  site.device.endpoints[0].scheme = "https";
  site.device.endpoints[0].tls_key = key;
  co_await site.put_inventory();
  const auto refused = co_await site.job(open_order("s1"));
  EXPECT_TRUE(failure_of(refused));
  if (failure_of(refused)) EXPECT_EQ(failure_of(refused)->code, "tls_key_changed");
  // The check shows the new key, so that an administrator can compare and accept it.
  const auto checked = co_await site.job({"j2", tunnel::JobKind::kCheckDevice, "d1", {}, {}, {}});
  EXPECT_TRUE(result_of(checked));
  if (result_of(checked)) {
    const auto& check = result_of(checked)->endpoints.at(0);
    EXPECT_FALSE(check.status) << "asked the page of a device with another key";
    EXPECT_TRUE(check.tls);
    if (check.tls) {
      EXPECT_NE(check.tls->key_sha256, key);
      site.device.endpoints[0].tls_key = check.tls->key_sha256;
    }
  }
  co_await site.put_inventory();
  EXPECT_TRUE(result_of(co_await site.job(open_order("s2"))));
  co_await site.end();
}
TEST(DeviceTls, AnotherKeyGetsNotOneByteUntilItIsAccepted) {
  start_crypto();
  net::run_test_task(pinned());
}

net::Task<> no_tls() {
  // Closes at once, as a device without a free socket does: that says nothing about its TLS.
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{}; });
  device.full = FakeDevice::Full::kReset;
  device.sockets = 0;
  TestSite site(device.port());
  site.device.endpoints[0].scheme = "https";
  co_await site.put_inventory();
  const auto events = co_await site.job(open_order("s1"));
  EXPECT_TRUE(failure_of(events));
  EXPECT_LE(device.turned_away, 2);
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceTls, AConnectionThatIsCutIsTriedTwiceAndNoMore) {
  start_crypto();
  net::run_test_task(no_tls());
}

/// How often a device that hangs up was dialled for one job, by the kind of TLS.
net::Task<int> dials(tunnel::TlsMode mode) {
  FakeDevice device([](const std::string&, int) { return FakeDevice::Reply{}; });
  device.full = FakeDevice::Full::kReset;
  device.sockets = 0;
  TestSite site(device.port());
  site.device.endpoints[0].scheme = "https";
  site.device.tls = mode;
  co_await site.put_inventory();
  EXPECT_TRUE(failure_of(co_await site.job(open_order("s1"))));
  const int dialled = device.turned_away;
  co_await site.end();
  co_await device.stop();
  co_return dialled;
}
net::Task<> modes() {
  EXPECT_EQ(co_await dials(tunnel::TlsMode::kAutomatic), 2);
  EXPECT_EQ(co_await dials(tunnel::TlsMode::kModern), 1) << "the old kind was tried, too";
  EXPECT_EQ(co_await dials(tunnel::TlsMode::kLegacy), 1) << "the modern kind was tried, too";

  const net::TemporaryFolder folder;
  const Peer& old = peers().back();
  const OpensslServer server(net::make_certificate(folder, "old", old.rsa_bits), old.options);
  TestSite site(server.port);
  site.device.endpoints[0].scheme = "https";
  site.device.tls = tunnel::TlsMode::kLegacy;
  co_await site.put_inventory();
  EXPECT_TRUE(result_of(co_await site.job(open_order("s1"))));
  EXPECT_EQ((co_await site.ask(over_tls())).status, 200);
  // A kept connection of the old kind does not outlive the change.
  site.device.tls = tunnel::TlsMode::kModern;
  co_await site.put_inventory();
  EXPECT_EQ((co_await site.ask(over_tls())).failure, "tls_failed");
  const auto events = co_await site.job(open_order("s2"));
  EXPECT_TRUE(failure_of(events));
  if (failure_of(events)) EXPECT_EQ(failure_of(events)->code, "tls_failed");
  co_await site.end();
}
TEST(DeviceTls, TheKindCanBeGiven) {
  start_crypto();
  net::run_test_task(modes());
}

TEST(DeviceTls, WeakIsWhatBrowsersRefuseToday) {
  const auto facts = [](const char* version, const char* cipher, const char* key) {
    net::TlsFacts out;
    out.version = version;
    out.cipher = cipher;
    out.key = key;
    return out;
  };
  EXPECT_FALSE(is_weak(facts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "EC-256")));
  EXPECT_FALSE(is_weak(facts("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "RSA-2048")));
  EXPECT_TRUE(is_weak(facts("TLSv1.1", "AES256-SHA", "RSA-2048")));
  EXPECT_TRUE(is_weak(facts("SSLv3", "AES256-SHA", "RSA-2048")));
  EXPECT_TRUE(is_weak(facts("TLSv1.2", "AES256-SHA", "RSA-1024")));
  EXPECT_TRUE(is_weak(facts("TLSv1.2", "DES-CBC3-SHA", "RSA-2048")));
  EXPECT_TRUE(is_weak(facts("TLSv1.2", "RC4-SHA", "RSA-2048")));
}

}  // namespace
}  // namespace callout::agent
