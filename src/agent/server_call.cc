// SPDX-License-Identifier: Apache-2.0
#include "agent/server_call.h"

#include "agent/json_text.h"
#include "base/encoding.h"
#include "callout_version.h"
#include "net/response_reader.h"
#include "wire/serialize.h"

namespace callout::agent {

net::Task<Result<ServerAnswer>> call_server(net::Stream& stream, wire::ServerUrl server, std::string path,
                                            std::string json) {
  wire::RequestHead request{.method = json.empty() ? "GET" : "POST",
                            .target = std::move(path),
                            .authority = server.authority(),
                            .protocol = {},
                            .headers = {}};
  wire::BodyFraming framing;
  if (!json.empty()) {
    request.headers.add("Content-Type", "application/json");
    framing = {wire::Framing::kLength, json.size()};
  }
  request.headers.add("Accept", "application/json");
  request.headers.add("User-Agent", "callout-agent/" CALLOUT_VERSION);
  const auto bytes = wire::serialize_request(request, framing, wire::ConnectionField::kClose);
  if (!bytes) co_return fail(bytes);

  AnswerDeadline deadline(stream);
  if (auto sent = co_await stream.write(bytes_of(*bytes + json)); !sent) co_return fail(std::move(sent));
  std::vector<std::byte> buffer;
  net::ResponseReader reader(stream, buffer, request.method);
  ServerAnswer answer;
  const auto head = co_await reader.read_head();
  if (deadline.passed())
    co_return fail(Code::kTimeout, "{} did not answer within {} s.", server.to_string(), kServerAnswerTime.count());
  if (!head) co_return fail(head);
  answer.status = (*head)->head.status;
  if (const std::string* date = (*head)->head.headers.find("Date")) answer.date = *date;
  for (;;) {
    const auto bytes_read = co_await reader.read_body();
    if (!bytes_read) co_return fail(bytes_read);
    if (bytes_read->empty()) break;
    if (answer.body.size() + bytes_read->size() > kAnswerMost)
      co_return fail(Code::kProtocol, "{} answered too much.", server.to_string());
    answer.body += text_of(*bytes_read);
  }
  if (answer.status / 100 != 2) {
    const auto problem = parse_json_object(answer.body);
    const auto* detail = problem ? text_member(*problem, "detail", 500) : nullptr;
    const auto* title = problem ? text_member(*problem, "title", 500) : nullptr;
    answer.detail = detail != nullptr  ? std::string(*detail)
                    : title != nullptr ? std::string(*title)
                                       : fmt::format("Status {}.", answer.status);
  }
  co_return answer;
}

}  // namespace callout::agent
