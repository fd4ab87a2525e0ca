// SPDX-License-Identifier: Apache-2.0
#include "tunnel/handshake.h"

#include <algorithm>

#include <sodium/crypto_sign.h>

#include "base/encoding.h"
#include "base/random.h"
#include "net/timer.h"
#include "tunnel/hello_messages.h"
#include "tunnel/messages.h"
#include "tunnel/names.h"

namespace callout::tunnel {
namespace {

const unsigned char* unsigned_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string sign(std::string_view text, const SecretKey& key) {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, unsigned_bytes(text), text.size(),
                       reinterpret_cast<const unsigned char*>(key.data()));
  return signature;
}

bool holds(std::string_view signature, std::string_view text, const PublicKey& key) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(unsigned_bytes(signature), unsigned_bytes(text), text.size(),
                                     reinterpret_cast<const unsigned char*>(key.data())) == 0;
}

/// The refusal that the hello deserves, if any.
std::optional<Refusal> judge(const SignedHello& message, std::string_view nonce,
                             const std::optional<Exporter>& exporter, const PublicKey& key) {
  const auto& install = message.hello.install;
  if (!holds(message.signature, hello_text(nonce, install, nullptr), key)) {
    return Refusal{std::string(refusal::kBadSignature),
                   "The signature is not that of the install's key. Was the agent enrolled again elsewhere?",
                   {}};
  }
  if (!exporter) return std::nullopt;
  if (message.channel_signature && holds(*message.channel_signature, hello_text(nonce, install, &*exporter), key))
    return std::nullopt;
  return Refusal{std::string(refusal::kChannel),
                 "Something between agent and server ends TLS. Let the agent reach the server directly.",
                 {}};
}

Refusal refusal_for(const Error& error) {
  if (error.code == Code::kNotFound) {
    return {std::string(refusal::kUnknownInstall),
            "The server knows no such install; it may have been removed. Enrol the agent anew.",
            {}};
  }
  return {std::string(refusal::kBusy), "The server can't check the install's key now.", std::chrono::seconds(30)};
}

net::Task<Result<std::pair<Hello, Welcome>>> refuse(WebSocketStream& stream, Refusal refusal) {
  auto told = co_await stream.write_text(encode(Verdict(std::unexpected(refusal))));
  stream.finish();
  if (!told) co_return fail(told);
  co_return fail(Code::kDenied, "Refused ({}): {}", refusal.code, refusal.detail);
}

using Admitted = Result<std::pair<Hello, Welcome>>;

net::Task<Admitted> ask_and_judge(WebSocketStream& stream, std::optional<Exporter> exporter, Gate& gate) {
  std::array<std::byte, 32> random;
  fill_random(random);
  const Challenge challenge{base64url(random), kOldestVersion, kNewestVersion};
  if (auto sent = co_await stream.write_text(encode(challenge)); !sent) co_return fail(sent);

  const auto text = co_await stream.read_text(kHelloBytes);
  if (!text) co_return fail(text);
  const auto message = parse_hello(*text);
  if (!message) co_return co_await refuse(stream, {std::string(refusal::kBadMessage), message.error().message, {}});
  if (message->hello.version < kOldestVersion || message->hello.version > kNewestVersion) {
    co_return co_await refuse(
        stream, {std::string(refusal::kVersion), "Update the agent: the server no longer speaks its version.", {}});
  }
  const auto key = co_await gate.key_of(message->hello.install);
  if (!key) co_return co_await refuse(stream, refusal_for(key.error()));
  if (auto no = judge(*message, challenge.nonce, exporter, *key)) co_return co_await refuse(stream, std::move(*no));

  auto welcome = co_await gate.admit(message->hello);
  if (!welcome) co_return co_await refuse(stream, std::move(welcome.error()));
  if (auto sent = co_await stream.write_text(encode(Verdict(*welcome))); !sent) co_return fail(sent);
  co_return std::pair(message->hello, std::move(*welcome));
}

net::Task<Result<Verdict>> answer(WebSocketStream& stream, Hello hello, SecretKey key,
                                  std::optional<Exporter> exporter) {
  const auto text = co_await stream.read_text(kHelloBytes);
  if (!text) co_return fail(text);
  const auto challenge = parse_challenge(*text);
  if (!challenge) co_return fail(challenge);
  hello.version = std::min(challenge->newest_version, kNewestVersion);
  if (hello.version < std::max(challenge->oldest_version, kOldestVersion)) {
    co_return Verdict(std::unexpected(
        Refusal{std::string(refusal::kVersion),
                fmt::format("The server speaks versions {} to {}, this agent {} to {}. Update the older one.",
                            challenge->oldest_version, challenge->newest_version, kOldestVersion, kNewestVersion),
                {}}));
  }
  SignedHello message{hello, sign(hello_text(challenge->nonce, hello.install, nullptr), key), std::nullopt};
  if (exporter) message.channel_signature = sign(hello_text(challenge->nonce, hello.install, &*exporter), key);
  if (auto sent = co_await stream.write_text(encode(message)); !sent) co_return fail(sent);
  const auto verdict = co_await stream.read_text(kHelloBytes);
  if (!verdict) co_return fail(verdict);
  co_return parse_verdict(*verdict);
}

/// One deadline for all that a hello waits for.
class Deadline {
 public:
  explicit Deadline(WebSocketStream& stream)
      : timer_([this, &stream] {
          passed_ = true;
          stream.close();
        }) {
    timer_.arm(kHelloTime);
  }
  template <class T>
  Result<T> apply(Result<T> result) const {
    if (!result && passed_) return fail(Code::kTimeout, "The hello took longer than {} seconds.", kHelloTime.count());
    return result;
  }

 private:
  bool passed_ = false;
  net::Timer timer_;
};

}  // namespace

std::string hello_text(std::string_view nonce, std::string_view install, const Exporter* exporter) {
  std::string text(kHelloContext);
  text.append(1, '\0').append(nonce).append(1, '\0').append(install);
  if (exporter) text.append(1, '\0').append(text_of(*exporter));
  return text;
}

net::Task<Admitted> accept_hello(WebSocketStream& stream, std::optional<Exporter> exporter, Gate& gate) {
  const Deadline deadline(stream);
  co_return deadline.apply(co_await ask_and_judge(stream, exporter, gate));
}

net::Task<Result<Verdict>> say_hello(WebSocketStream& stream, Hello hello, const SecretKey& key,
                                     std::optional<Exporter> exporter) {
  const Deadline deadline(stream);
  co_return deadline.apply(co_await answer(stream, std::move(hello), key, exporter));
}

}  // namespace callout::tunnel
