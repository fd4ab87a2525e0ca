// SPDX-License-Identifier: Apache-2.0
#include "agent/policy.h"

#include <array>

#include <gtest/gtest.h>

namespace callout::agent {
namespace {

constexpr std::array<std::uint16_t, 2> kPorts{80, 443};

std::vector<wire::Address> own_machine() {
  return {*wire::parse_address("192.168.1.2"), *wire::parse_address("192.168.1.255"), *wire::parse_address("fd00::2"),
          *wire::parse_address("2001:db8::2")};
}

Result<Verified> ask(std::string_view address, std::uint16_t port = 80, const PolicyConfig& config = {}) {
  return allow({address, port, kPorts}, config, own_machine());
}

TEST(Policy, ADeviceOnTheNetworkIsAllowedAndStaysTheAddressThatWasAsked) {
  for (const char* address :
       {"192.168.1.5", "10.0.0.1", "172.16.9.9", "100.64.0.3", "8.8.8.8", "fd00::5", "2a00:1450:4001::1"}) {
    const auto verified = ask(address);
    ASSERT_TRUE(verified) << address << ": " << verified.error().message;
    EXPECT_EQ(verified->address().to_string(), address);
    EXPECT_EQ(verified->port(), 80);
  }
}

struct Forbidden {
  const char* address;
  const char* why;
};
constexpr Forbidden kForbidden[] = {
    {"0.0.0.0", "unspecified"},
    {"0.0.0.1", "this network"},
    {"0.255.255.255", "this network"},
    {"127.0.0.1", "loopback"},
    {"127.0.0.2", "loopback"},
    {"127.1.2.3", "loopback"},
    {"127.255.255.255", "loopback"},
    {"::1", "loopback"},
    {"::", "unspecified"},
    {"169.254.0.1", "link-local"},
    {"169.254.169.254", "cloud metadata"},
    {"169.254.255.255", "link-local"},
    {"fe80::1", "link-local"},
    {"febf::1", "the end of link-local"},
    {"fe80::1%eth0", "zone id"},
    {"fe80::1%25eth0", "zone id"},
    {"fd00::5%1", "zone id"},
    {"224.0.0.1", "multicast"},
    {"239.255.255.250", "multicast"},
    {"ff02::1", "multicast"},
    {"ff05::2", "multicast"},
    {"255.255.255.255", "broadcast"},
    {"240.0.0.1", "reserved"},
    {"250.1.2.3", "reserved"},
    {"255.255.255.254", "reserved"},
    {"192.168.1.2", "its own"},
    {"192.168.1.255", "its network's broadcast"},
    {"fd00::2", "its own"},
    {"2001:db8::2", "its own"},
    {"::ffff:127.0.0.1", "mapped"},
    {"::ffff:7f00:1", "mapped"},
    {"::ffff:192.168.1.5", "mapped"},
    {"::ffff:c0a8:105", "mapped"},
    {"0:0:0:0:0:ffff:7f00:1", "mapped, written out"},
    {"::7f00:1", "compatible"},
    {"::127.0.0.1", "compatible"},
    {"::c0a8:105", "compatible"},
    {"::ffff:0:7f00:1", "translated"},
    {"64:ff9b::7f00:1", "NAT64"},
    {"64:ff9b::127.0.0.1", "NAT64"},
    {"64:ff9b::c0a8:105", "NAT64"},
    {"64:ff9b:1::7f00:1", "local NAT64"},
    {"2002:7f00:1::", "6to4"},
    {"2002:7f00:1::1", "6to4"},
    {"2002:c0a8:105::1", "6to4"},
    {"2001:0:4136:e378:8000:63bf:80ff:fffe", "Teredo"},
    {"fd00::5efe:7f00:1", "ISATAP"},
    {"fd00::200:5efe:7f00:1", "ISATAP"},
    {"0177.0.0.1", "octal"},
    {"0177.0.0.01", "octal"},
    {"00.0.0.1", "leading zero"},
    {"192.168.01.5", "leading zero"},
    {"192.168.1.05", "leading zero"},
    {"0x7f.0.0.1", "hex"},
    {"0x7f000001", "hex integer"},
    {"0xc0.0xa8.0x01.0x05", "hex"},
    {"2130706433", "integer"},
    {"3232235781", "integer"},
    {"127.1", "short"},
    {"127.0.1", "short"},
    {"192.168.261", "short"},
    {"1", "short"},
    {"0", "short"},
    {"192.168.1.5.", "trailing dot"},
    {"127.0.0.1.", "trailing dot"},
    {"192.168.1.5 ", "trailing space"},
    {" 192.168.1.5", "leading space"},
    {"192.168.1.5\t", "tab"},
    {"192.168.1.5\n", "newline"},
    {"192.168.1.5\r", "carriage return"},
    {"192.168.1", "three parts"},
    {"192.168.1.5.6", "five parts"},
    {"192.168..5", "empty part"},
    {"192.168.1.256", "out of range"},
    {"192.168.1.-5", "sign"},
    {"+192.168.1.5", "sign"},
    {"192.168.1.5:80", "with a port"},
    {"192.168.1.5/24", "with a prefix"},
    {"[fd00::5]", "brackets"},
    {"[::1]", "brackets"},
    {"fd00::5::", "two gaps"},
    {"fd00:::5", "three colons"},
    {"FD00::5", "not canonical: capitals"},
    {"fd00:0::5", "not canonical"},
    {"fd00:0:0:0:0:0:0:5", "not canonical"},
    {"fd00::0005", "not canonical"},
    {"0:0:0:0:0:0:0:1", "loopback written out"},
    {"0000::0001", "loopback written out"},
    {"localhost", "a name"},
    {"printer.local", "a name"},
    {"localhost.", "a name"},
    {"ip6-localhost", "a name"},
    {"127.0.0.1.nip.io", "a name"},
    {"", "empty"},
    {".", "a dot"},
    {"*", "a star"},
    {"user@192.168.1.5", "userinfo"},
    {"http://192.168.1.5", "a URL"},
    {"１９２.168.1.5", "full-width digits"},
    {"192。168。1。5", "ideographic stops"},
    {"192.168.1.5%00", "encoded NUL"},
    {"fec0::1%eth0", "zone id on site-local"},
    {"100::1", "discard-only"},
    {"192.0.0.1", "protocol assignments"},
};

TEST(Policy, RefusesEveryForbiddenTargetOnEveryPort) {
  static_assert(std::size(kForbidden) >= 80);
  for (const Forbidden& target : kForbidden) {
    for (const std::uint16_t port : kPorts) {
      const auto verified = ask(target.address, port);
      EXPECT_FALSE(verified) << target.address << " (" << target.why << ")";
      if (!verified) EXPECT_EQ(verified.error().code, Code::kDenied);
    }
  }
}

TEST(Policy, ANulInsideTheTextIsRefused) {
  using namespace std::string_view_literals;
  EXPECT_FALSE(ask("192.168.1.5\0"sv));
  EXPECT_FALSE(ask("192.168.1.5\0.example.com"sv));
}

TEST(Policy, OnlyPortsOfTheDevicesEndpoints) {
  EXPECT_TRUE(ask("192.168.1.5", 443));
  for (const int port : {0, 1, 22, 81, 8080, 65535})
    EXPECT_FALSE(ask("192.168.1.5", static_cast<std::uint16_t>(port))) << port;
}

TEST(Policy, TheAgentsPortListNarrowsFurther) {
  PolicyConfig config;
  config.ports = {{8000, 8099}, {443, 443}};
  EXPECT_TRUE(ask("192.168.1.5", 443, config));
  EXPECT_FALSE(ask("192.168.1.5", 80, config));
}

TEST(Policy, TheDenyListBeatsEverythingButNothingElseIsTouched) {
  PolicyConfig config;
  config.deny = {*parse_network("10.1.0.0/16"), *parse_network("192.168.1.5"), *parse_network("fd12:3456::/33")};
  EXPECT_FALSE(ask("10.1.0.1", 80, config));
  EXPECT_FALSE(ask("10.1.255.255", 80, config));
  EXPECT_TRUE(ask("10.2.0.1", 80, config));
  EXPECT_FALSE(ask("192.168.1.5", 80, config));
  EXPECT_TRUE(ask("192.168.1.6", 80, config));
  EXPECT_FALSE(ask("fd12:3456:7fff::1", 80, config));
  EXPECT_TRUE(ask("fd12:3456:8000::1", 80, config));
}

TEST(Policy, LoopbackNeedsTheExactAddressAndPort) {
  PolicyConfig config;
  config.allow_loopback = {*parse_loopback_allow("127.0.0.1:80"), *parse_loopback_allow("[::1]:443")};
  EXPECT_TRUE(ask("127.0.0.1", 80, config));
  EXPECT_TRUE(ask("::1", 443, config));
  EXPECT_FALSE(ask("127.0.0.1", 443, config));
  EXPECT_FALSE(ask("127.0.0.2", 80, config));
  EXPECT_FALSE(ask("::1", 80, config));
  EXPECT_FALSE(ask("::ffff:127.0.0.1", 80, config));
  EXPECT_FALSE(ask("127.1", 80, config));
}

TEST(Policy, AnAllowedLoopbackPortMustStillBeTheDevices) {
  PolicyConfig config;
  config.allow_loopback = {*parse_loopback_allow("127.0.0.1:22")};
  EXPECT_FALSE(ask("127.0.0.1", 22, config));
}

TEST(Policy, SwitchedOffForbidsAllWhateverElseIsAllowed) {
  PolicyConfig config;
  config.remote_access = false;
  config.allow_loopback = {*parse_loopback_allow("127.0.0.1:80")};
  EXPECT_FALSE(ask("192.168.1.5", 80, config));
  EXPECT_FALSE(ask("127.0.0.1", 80, config));
}

TEST(Policy, ValuesOfTheFileAreReadStrictly) {
  for (const char* text :
       {"127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "192.168.1.5:80", "localhost:80", "::1:80", ""}) {
    EXPECT_FALSE(parse_loopback_allow(text)) << text;
  }
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0/8", "fd00::/129", "all", ""}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
  for (const char* text : {"0", "65536", "80-", "-80", "90-80", "http", "", "080"})
    EXPECT_FALSE(parse_port_range(text)) << text;
  EXPECT_TRUE(parse_network("0.0.0.0/0")->contains(*wire::parse_address("8.8.8.8")));
  EXPECT_FALSE(parse_network("0.0.0.0/0")->contains(*wire::parse_address("fd00::1")));
}

}  // namespace
}  // namespace callout::agent
