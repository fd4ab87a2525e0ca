// SPDX-License-Identifier: Apache-2.0
// Whatever a head holds, its serialized form is exactly one message, and no line of it was made by a value.
#include <algorithm>

#include <fuzzer/FuzzedDataProvider.h>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/ascii.h"
#include "wire/request_parser.h"
#include "wire/response_parser.h"
#include "wire/serialize.h"

namespace callout::wire {

namespace {

Headers some_headers(FuzzedDataProvider& provider) {
  Headers headers;
  for (int i = provider.ConsumeIntegralInRange(0, 6); i > 0; --i) {
    std::string name = provider.ConsumeRandomLengthString(32);
    headers.add(std::move(name), provider.ConsumeRandomLengthString(64));
  }
  return headers;
}

BodyFraming some_framing(FuzzedDataProvider& provider) {
  const auto kind =
      provider.PickValueInArray({Framing::kNone, Framing::kLength, Framing::kChunked, Framing::kUntilClose});
  return {kind,
          kind == Framing::kLength ? provider.ConsumeIntegralInRange<std::uint64_t>(0, 1'000'000'000'000'000) : 0};
}

void check_lines(std::string_view text, std::size_t most) {
  check(text.ends_with("\r\n\r\n"));
  std::size_t lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') check(text[i + 1] == '\n');
    if (c == '\n') check(text[i - 1] == '\r' && ++lines > 0);
    check(!is_control(c) || c == '\r' || c == '\n' || c == '\t');
  }
  check(lines <= most);
  check(text.find("\r\n\r\n") == text.size() - 4);
}

void check_request(FuzzedDataProvider& provider, ConnectionField connection) {
  RequestHead head;
  head.method = provider.ConsumeRandomLengthString(12);
  head.target = provider.ConsumeRandomLengthString(40);
  head.authority = provider.ConsumeRandomLengthString(20);
  head.headers = some_headers(provider);
  const BodyFraming body = some_framing(provider);
  const auto written = serialize_request(head, body, connection);
  if (!written) return;
  check_lines(*written, head.headers.size() + 5);
  const auto parsed = RequestParser().parse(bytes_of(*written));
  check(parsed.has_value() && parsed->has_value());
  const ParsedRequest& request = **parsed;
  check(request.consumed == written->size() && request.body == body);
  check(request.head.method == head.method && request.head.target == head.target &&
        request.head.authority == head.authority);
}

void check_response(FuzzedDataProvider& provider, ConnectionField connection) {
  ResponseHead head;
  head.status = provider.ConsumeIntegralInRange(-1, 1100);
  head.reason = provider.ConsumeRandomLengthString(20);
  head.headers = some_headers(provider);
  const BodyFraming body = some_framing(provider);
  const std::string written = serialize_response(head, body, connection);
  check_lines(written, head.headers.size() + 4);
  if (head.status >= 100 && head.status < 200 && head.status != 101)
    return;                                                             // Interim: the next head would have to follow.
  if (head.status == 205 && body.kind == Framing::kUntilClose) return;  // Readers take a 205 without length for empty.
  const auto parsed = ResponseParser(body.kind == Framing::kNone ? "HEAD" : "GET").parse(bytes_of(written));
  check(parsed.has_value() && parsed->has_value());
  const ParsedResponse& response = **parsed;
  check(response.consumed == written.size());
  const bool bodiless = response.head.status < 200 || response.head.status == 204 || response.head.status == 304;
  check(response.body == (bodiless ? BodyFraming{} : body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider provider(data, size);
  const auto connection =
      provider.PickValueInArray({ConnectionField::kKeepAlive, ConnectionField::kClose, ConnectionField::kUpgrade});
  if (provider.ConsumeBool()) {
    check_request(provider, connection);
  } else {
    check_response(provider, connection);
  }
  return 0;
}

}  // namespace callout::wire
