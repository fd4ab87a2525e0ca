// SPDX-License-Identifier: Apache-2.0
#include "tunnel/hello_messages.h"

#include <boost/json/serialize.hpp>

#include "base/encoding.h"
#include "tunnel/json_fields.h"
#include "tunnel/messages.h"

namespace callout::tunnel {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownText = 200;
constexpr std::size_t kFeatures = 32;
constexpr std::size_t kFeatureText = 64;
constexpr std::size_t kHelloDetail = 2000;
constexpr std::int64_t kLeastHeartbeat = 1;
constexpr std::int64_t kMostHeartbeat = 300;
constexpr std::int64_t kMostRetryAfter = 86'400;
constexpr std::int64_t kMostVersion = 1'000'000;

/// Text that only people read: no control characters, and short.
std::string shown(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (text.size() > kShownText) {
    auto end = kShownText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
  }
  return text;
}

std::vector<std::string> read_features(JsonFields& fields) {
  std::vector<std::string> features;
  for (const auto& value : fields.array("features", kFeatures)) {
    if (!value.is_string() || value.get_string().size() > kFeatureText) {
      fields.reject("features", "holds something that is no short text");
      break;
    }
    features.emplace_back(value.get_string());
  }
  return features;
}

json::array to_json(const std::vector<std::string>& features) {
  json::array result;
  for (const auto& feature : features) result.emplace_back(feature);
  return result;
}

std::string read_base64url(JsonFields& fields, std::string_view key, const std::optional<std::string>& text,
                           std::size_t bytes) {
  auto decoded = from_base64url(text.value_or(std::string()));
  if (decoded && decoded->size() == bytes) return *decoded;
  fields.reject(key, "is not base64url of the right length");
  return {};
}

constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kNonceBytes = 32;

}  // namespace

std::string encode(const Challenge& message) {
  return json::serialize(json::object{{"type", "challenge"},
                                      {"nonce", message.nonce},
                                      {"versions", json::array{message.oldest_version, message.newest_version}}});
}

std::string encode(const SignedHello& message) {
  const auto& hello = message.hello;
  json::object result{{"type", "hello"},
                      {"install", hello.install},
                      {"version", hello.version},
                      {"agent_version", hello.agent_version},
                      {"hostname", hello.hostname},
                      {"os", hello.os},
                      {"features", to_json(hello.features)},
                      {"signature", base64url(bytes_of(message.signature))}};
  if (message.channel_signature) result["channel_signature"] = base64url(bytes_of(*message.channel_signature));
  return json::serialize(result);
}

std::string encode(const Verdict& message) {
  if (message) {
    return json::serialize(json::object{
        {"type", "welcome"}, {"heartbeat_s", message->heartbeat.count()}, {"features", to_json(message->features)}});
  }
  const auto& refusal = message.error();
  json::object result{{"type", "refused"}, {"code", refusal.code}, {"detail", refusal.detail}};
  if (refusal.retry_after) result["retry_after_s"] = refusal.retry_after->count();
  return json::serialize(result);
}

Result<Challenge> parse_challenge(std::string_view text) {
  const auto object = parse_object(text, kHelloBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  if (fields.text("type", kFeatureText) != "challenge") fields.reject("type", "is not \"challenge\"");
  Challenge result;
  result.nonce = fields.text("nonce", kFeatureText);
  read_base64url(fields, "nonce", result.nonce, kNonceBytes);
  const auto& versions = fields.array("versions", 2);
  const bool two_numbers = versions.size() == 2 && versions[0].is_int64() && versions[1].is_int64();
  if (!two_numbers || versions[0].get_int64() < 1 || versions[1].get_int64() < versions[0].get_int64() ||
      versions[1].get_int64() > kMostVersion) {
    fields.reject("versions", "is not the oldest and the newest version");
  } else {
    result.oldest_version = static_cast<int>(versions[0].get_int64());
    result.newest_version = static_cast<int>(versions[1].get_int64());
  }
  if (!fields.good()) return fields.error();
  return result;
}

Result<SignedHello> parse_hello(std::string_view text) {
  const auto object = parse_object(text, kHelloBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  if (fields.text("type", kFeatureText) != "hello") fields.reject("type", "is not \"hello\"");
  SignedHello result;
  auto& hello = result.hello;
  hello.install = fields.id("install");
  hello.version = static_cast<int>(fields.integer("version", 1, kMostVersion));
  hello.agent_version = shown(fields.text("agent_version", kHelloDetail));
  hello.hostname = shown(fields.text("hostname", kHelloDetail));
  hello.os = shown(fields.text("os", kHelloDetail));
  hello.features = read_features(fields);
  result.signature =
      read_base64url(fields, "signature", fields.text("signature", 2 * kSignatureBytes), kSignatureBytes);
  if (auto channel = fields.optional_text("channel_signature", 2 * kSignatureBytes)) {
    result.channel_signature = read_base64url(fields, "channel_signature", channel, kSignatureBytes);
  }
  if (!fields.good()) return fields.error();
  return result;
}

Result<Verdict> parse_verdict(std::string_view text) {
  const auto object = parse_object(text, kHelloBytes);
  if (!object) return fail(object);
  JsonFields fields(*object);
  const auto type = fields.text("type", kFeatureText);
  if (type == "welcome") {
    Welcome welcome;
    welcome.heartbeat = std::chrono::seconds(fields.integer("heartbeat_s", kLeastHeartbeat, kMostHeartbeat));
    welcome.features = read_features(fields);
    if (!fields.good()) return fields.error();
    return Verdict(std::move(welcome));
  }
  if (type != "refused") fields.reject("type", "is neither \"welcome\" nor \"refused\"");
  Refusal refusal{fields.text("code", kFeatureText), shown(fields.text("detail", kHelloDetail)), std::nullopt};
  if (const auto after = fields.optional_integer("retry_after_s", 0, kMostRetryAfter))
    refusal.retry_after = std::chrono::seconds(*after);
  if (!fields.good()) return fields.error();
  return Verdict(std::unexpected(std::move(refusal)));
}

}  // namespace callout::tunnel
