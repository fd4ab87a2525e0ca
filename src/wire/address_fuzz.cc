// SPDX-License-Identifier: Apache-2.0
// An address that is taken means the same to the C library, is written in one form only, and its kind never changes
// with notation; an authority that is taken can be put together again from its parts.
#include <algorithm>

#include <arpa/inet.h>

#include "base/check.h"
#include "wire/address.h"
#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/http.h"

namespace callout::wire {

namespace {

void check_address(const std::string& text) {
  const auto address = parse_address(text);
  if (!address) return;
  std::array<std::uint8_t, 16> bytes{};
  check(!text.contains('\0') && inet_pton(address->is_v4() ? AF_INET : AF_INET6, text.c_str(), bytes.data()) == 1);
  check(std::ranges::equal(address->bytes(), std::span(bytes).first(address->bytes().size())));
  const std::string written = address->to_string();
  check(parse_address(written) == *address);
  if (address->is_v4()) check(written == text);
  const auto embedded = embedded_v4(*address);
  if (embedded) check(!address->is_v4() && embedded->address.is_v4() && embedded->how != Embedding::kMapped);
}

void check_authority(const std::string& text) {
  const auto authority = parse_authority(text);
  if (!authority) return;
  check(std::ranges::all_of(text, is_visible));
  check((authority->kind == HostKind::kName) == !parse_address(authority->host).has_value());
  const std::string again = host_field("", authority->host, authority->port.value_or(0));
  check(again == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_address(text);
  check_authority(text);
  if (size == 16) {
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(data, 16, bytes.begin());
    const Address address = Address::v6(bytes);
    const bool mapped = embedded_v4(address) && embedded_v4(address)->how == Embedding::kMapped;
    check(mapped != parse_address(address.to_string()).has_value());
    check(!name_of(classify(address)).empty());
  }
  return 0;
}

}  // namespace callout::wire
