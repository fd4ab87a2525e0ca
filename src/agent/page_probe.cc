// SPDX-License-Identifier: Apache-2.0
#include "agent/page_probe.h"

#include "agent/device_answer.h"
#include "agent/device_request.h"
#include "agent/page_facts.h"
#include "agent/server_link.h"
#include "base/encoding.h"
#include "net/response_reader.h"

namespace callout::agent {
namespace {

constexpr std::chrono::seconds kProbeTime{10};  ///< For the head and as much of the page as is read.

wire::RequestHead probe_request() {
  wire::RequestHead head{.method = "GET", .target = "/", .authority = {}, .protocol = {}, .headers = {}};
  // Some devices send their page only to what looks like a browser.
  head.headers.add("User-Agent", "Mozilla/5.0 (compatible; callout-agent)");
  head.headers.add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
  head.headers.add("Accept-Encoding", "identity");
  return head;
}

bool is_readable_text(const wire::ResponseHead& head) {
  const std::string* coding = head.headers.find("content-encoding");
  return !is_endless(head) && (coding == nullptr || wire::equal_ignoring_case(*coding, "identity"));
}

net::Task<std::string> read_sample(net::ResponseReader& reader) {
  std::string sample;
  while (sample.size() < kPageSampleMost) {
    const auto bytes = co_await reader.read_body();
    if (!bytes || bytes->empty()) break;
    sample += text_of(*bytes);
  }
  sample.resize(std::min(sample.size(), kPageSampleMost));
  co_return sample;
}

}  // namespace

net::Task<> probe_page(std::shared_ptr<const Device> device, DeviceConnection& connection,
                       tunnel::EndpointCheck& check) {
  wire::RequestHead request = probe_request();
  const auto form = device_form(request, false, *device, *device->endpoint(connection.endpoint));
  if (!form) {
    check.detail = form.error().message;
    co_return;
  }
  AnswerDeadline deadline(*connection.stream, kProbeTime);
  net::ResponseReader reader(*connection.stream, connection.buffer, "GET");
  const auto written = co_await connection.stream->write(bytes_of(form->bytes));
  const auto head = co_await reader.read_head();
  if (!written || !head) {
    check.detail = deadline.passed() ? fmt::format("It did not answer within {} s.", kProbeTime.count())
                                     : (head ? written.error() : head.error()).message;
    co_return;
  }
  if ((*head)->http_0_9) {
    check.detail = "It answers without a status line (HTTP/0.9).";
  } else {
    check.status = (*head)->head.status;
  }
  if (const std::string* server = (*head)->head.headers.find("server")) {
    check.server = plain_text(*server, kTitleMost);
  }
  const std::string page = is_readable_text((*head)->head) ? co_await read_sample(reader) : std::string();
  if (std::string title = html_title(page); !title.empty()) check.title = std::move(title);
  check.auth = auth_kind((*head)->head, page);
}

}  // namespace callout::agent
