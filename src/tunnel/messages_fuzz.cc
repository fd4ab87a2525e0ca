// SPDX-License-Identifier: Apache-2.0
// Each control message that is accepted can be written and read again and is the same. The first byte picks the
// message.
#include "base/check.h"
#include "tunnel/hello_messages.h"
#include "tunnel/messages.h"

namespace callout::tunnel {
namespace {

template <class Parse>
void there_and_back(std::string_view json, Parse parse) {
  const auto message = parse(json);
  if (!message) {
    check(message.error().code == Code::kProtocol);
    return;
  }
  const auto again = parse(encode(*message));
  check(again && *again == *message);
}

// These have no operator==: what is written twice must be equal.
template <class Parse>
void written_alike(std::string_view json, Parse parse) {
  const auto message = parse(json);
  if (!message) return;
  const auto text = encode(*message);
  const auto again = parse(text);
  check(again && encode(*again) == text);
}

}  // namespace
}  // namespace callout::tunnel

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace callout::tunnel;
  if (size == 0) return 0;
  const std::string_view json(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 10) {
    case 0: there_and_back(json, parse_inventory); break;
    case 1: there_and_back(json, parse_inventory_results); break;
    case 2: there_and_back(json, [](std::string_view text) { return parse_job_order("j1", text); }); break;
    case 3: there_and_back(json, parse_job_event); break;
    case 4: there_and_back(json, parse_failure); break;
    case 5: there_and_back(json, parse_leases); break;
    case 6: there_and_back(json, parse_lease_answer); break;
    case 7: written_alike(json, parse_challenge); break;
    case 8: written_alike(json, parse_hello); break;
    default: written_alike(json, parse_verdict); break;
  }
  return 0;
}
