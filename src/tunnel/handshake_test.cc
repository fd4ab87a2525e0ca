// SPDX-License-Identifier: Apache-2.0
#include "tunnel/handshake.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sodium/crypto_sign.h>

#include "base/encoding.h"
#include "base/random.h"
#include "net/net_testing.h"
#include "tunnel/hello_messages.h"
#include "tunnel/messages.h"
#include "tunnel/names.h"
#include "tunnel/tunnel_testing.h"

namespace callout::tunnel {
namespace {

using Admitted = Result<std::pair<Hello, Welcome>>;
using Said = Result<std::expected<Welcome, Refusal>>;

Exporter exporter_of(std::uint8_t byte) {
  Exporter exporter;
  exporter.fill(std::byte{byte});
  return exporter;
}

struct Setting {
  std::string install = "install-1";
  std::uint8_t agent_key = 1;
  std::uint8_t registered_key = 1;
  std::optional<Exporter> server_exporter{};
  std::optional<Exporter> agent_exporter{};
  std::optional<Error> lookup_error{};
  std::optional<Refusal> refusal{};
};
struct Outcome {
  Admitted server{std::unexpected(Error{})};
  Said agent{std::unexpected(Error{})};
  int admitted = 0;
};

net::Task<> accept(WebSocketStream& stream, std::optional<Exporter> exporter, Gate& gate, Admitted& result) {
  result = co_await accept_hello(stream, exporter, gate);
}

net::Task<> speak(const Setting& setting, Outcome& outcome) {
  WebSocketPair pair;
  TestGate gate(key_of_seed(setting.registered_key).public_key);
  gate.lookup_error = setting.lookup_error;
  gate.refusal = setting.refusal;
  net::TaskGroup tasks;
  tasks.spawn(accept(pair.server, setting.server_exporter, gate, outcome.server));
  const auto key = key_of_seed(setting.agent_key);
  Hello hello;
  hello.install = setting.install;
  hello.agent_version = "0.1.0";
  hello.hostname = "pi\x01in the cellar";
  hello.os = "linux";
  hello.features = {"raw"};
  outcome.agent = co_await say_hello(pair.agent, hello, key.secret_key, setting.agent_exporter);
  co_await tasks.join();
  outcome.admitted = gate.admitted;
}

Outcome hello_with(const Setting& setting) {
  start_crypto();
  Outcome outcome;
  net::run_test_task(speak(setting, outcome));
  return outcome;
}

std::string refusal_of(const Setting& setting) {
  const auto outcome = hello_with(setting);
  EXPECT_FALSE(outcome.server);
  EXPECT_EQ(outcome.server.error().code, Code::kDenied) << outcome.server.error().message;
  EXPECT_TRUE(outcome.agent && !*outcome.agent);
  return outcome.agent && !*outcome.agent ? outcome.agent->error().code : "no refusal";
}

TEST(Handshake, TheInstallsKeyOpensTheDoor) {
  const auto outcome = hello_with({});
  ASSERT_TRUE(outcome.server) << outcome.server.error().message;
  EXPECT_EQ(outcome.server->first.install, "install-1");
  EXPECT_EQ(outcome.server->first.version, kNewestVersion);
  EXPECT_EQ(outcome.server->first.hostname, "pi in the cellar") << "control characters never reach a log";
  ASSERT_TRUE(outcome.agent && *outcome.agent);
  EXPECT_EQ((*outcome.agent)->heartbeat, std::chrono::seconds(25));
  EXPECT_EQ((*outcome.agent)->features, std::vector<std::string>{"raw"});
}

TEST(Handshake, AnotherKeyIsRefused) {
  EXPECT_EQ(refusal_of({.agent_key = 2}), refusal::kBadSignature);
  EXPECT_EQ(hello_with({.agent_key = 2}).admitted, 0) << "nothing may be admitted before the proof";
}

TEST(Handshake, AnUnknownInstallIsRefused) {
  EXPECT_EQ(refusal_of({.install = "install-2"}), refusal::kUnknownInstall);
}

TEST(Handshake, AStoreThatCantAnswerSendsTheAgentAwayForAWhile) {
  const Setting setting{.lookup_error = Error{Code::kUnavailable, "busy"}};
  EXPECT_EQ(refusal_of(setting), refusal::kBusy);
  EXPECT_EQ(hello_with(setting).agent->error().retry_after, std::chrono::seconds(30));
}

TEST(Handshake, TheGatesOwnRefusalReachesTheAgent) {
  EXPECT_EQ(refusal_of({.refusal = Refusal{std::string(refusal::kDuplicate), "The key is live elsewhere.", {}}}),
            refusal::kDuplicate);
}

TEST(Handshake, AServerThatEndsTlsAdmitsOnlyItsOwnConnection) {
  EXPECT_TRUE(hello_with({.server_exporter = exporter_of(7), .agent_exporter = exporter_of(7)}).server);
  EXPECT_EQ(refusal_of({.server_exporter = exporter_of(7), .agent_exporter = exporter_of(8)}), refusal::kChannel)
      << "a man in the middle";
  EXPECT_EQ(refusal_of({.server_exporter = exporter_of(7)}), refusal::kChannel)
      << "an agent whose TLS ended before the server";
}

TEST(Handshake, AServerBehindATlsProxyTakesThePlainSignature) {
  EXPECT_TRUE(hello_with({.agent_exporter = exporter_of(8)}).server);
}

net::Task<> say_raw(WebSocketStream& stream, std::string text, std::string& answer) {
  auto challenge = co_await stream.read_text(kHelloBytes);
  EXPECT_TRUE(challenge && parse_challenge(*challenge));
  (void)co_await stream.write_text(std::move(text));
  answer = (co_await stream.read_text(kHelloBytes)).value_or("nothing");
}

net::Task<> raw_hello(std::string text, std::string& answer, Admitted& result) {
  WebSocketPair pair;
  TestGate gate(key_of_seed(1).public_key);
  net::TaskGroup tasks;
  tasks.spawn(accept(pair.server, std::nullopt, gate, result));
  co_await say_raw(pair.agent, std::move(text), answer);
  co_await tasks.join();
}

std::string code_for(std::string text) {
  start_crypto();
  std::string answer;
  Admitted result{std::unexpected(Error{})};
  net::run_test_task(raw_hello(std::move(text), answer, result));
  EXPECT_FALSE(result);
  const auto verdict = parse_verdict(answer);
  return verdict && !*verdict ? verdict->error().code : answer;
}

TEST(Handshake, BrokenHellosAreRefusedAsSuch) {
  const std::string signature(86, 'A');
  const auto hello = [&](std::string_view more) {
    return R"({"type":"hello","install":"install-1","agent_version":"","hostname":"","os":"","features":[],"signature":")" +
           signature + "\"" + std::string(more) + "}";
  };
  for (const auto& text : {std::string("{"), std::string("[]"), std::string(R"({"type":"challenge"})"), hello(""),
                           hello(R"(,"version":"1")"), std::string(200, '[')}) {
    EXPECT_EQ(code_for(text), refusal::kBadMessage) << text;
  }
  EXPECT_EQ(code_for(hello(R"(,"version":999)")), refusal::kVersion);
  EXPECT_EQ(code_for(hello(R"(,"version":1)")), refusal::kBadSignature);
  EXPECT_EQ(code_for(std::string(kHelloBytes + 1, ' ')), "nothing") << "too long: the WebSocket is closed";
}

TEST(Handshake, AnAgentRefusesVersionsThatItDoesNotSpeak) {
  struct Server {
    static net::Task<> challenge(WebSocketStream& stream) {
      (void)co_await stream.write_text(encode(Challenge{std::string(43, 'A'), 90, 91}));
    }
    static net::Task<> run(Said& said) {
      WebSocketPair pair;
      net::TaskGroup tasks;
      tasks.spawn(challenge(pair.server));
      Hello hello;
      hello.install = "install-1";
      said = co_await say_hello(pair.agent, hello, key_of_seed(1).secret_key, std::nullopt);
      co_await tasks.join();
    }
  };
  Said said{std::unexpected(Error{})};
  net::run_test_task(Server::run(said));
  ASSERT_TRUE(said && !*said);
  EXPECT_EQ(said->error().code, refusal::kVersion);
}

/// The value of `name = value` in the example of docs/protocol.md.
std::string documented(const std::string& page, const std::string& name) {
  const auto at = page.find("\n" + name + " = ");
  if (at == std::string::npos) return "missing " + name;
  const auto begin = at + name.size() + 4;
  return page.substr(begin, page.find('\n', begin) - begin);
}

TEST(Handshake, TheExampleInTheProtocolsPageIsRight) {
  start_crypto();
  std::ifstream file(CALLOUT_SOURCE_DIR "/docs/protocol.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  const auto key = key_of_seed(1);
  EXPECT_EQ(documented(page, "public_key"), base64url(key.public_key));
  std::array<std::byte, 32> nonce_bytes;
  nonce_bytes.fill(std::byte{2});
  const auto nonce = base64url(nonce_bytes);
  EXPECT_EQ(documented(page, "nonce"), nonce);
  const auto exporter = exporter_of(3);
  EXPECT_EQ(documented(page, "exporter"), base64url(exporter));
  const auto sign = [&](const std::string& text) {
    std::array<std::byte, crypto_sign_BYTES> signature;
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                         reinterpret_cast<const unsigned char*>(key.secret_key.data()));
    return base64url(signature);
  };
  EXPECT_EQ(documented(page, "signature"), sign(hello_text(nonce, "install-1", nullptr)));
  EXPECT_EQ(documented(page, "channel_signature"), sign(hello_text(nonce, "install-1", &exporter)));
}

}  // namespace
}  // namespace callout::tunnel
