// SPDX-License-Identifier: Apache-2.0
#include "client/peer_user.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "net/net_testing.h"
#include "net/tcp.h"

namespace callout::client {
namespace {

net::SocketAddress at(std::string_view text) {
  return *net::SocketAddress::parse(text);
}

// Of a real machine: a listener of root, and the two ends of a connection, whose ends have different users.
constexpr std::string_view kTable =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31001 1 "
    "0000000000000000 100\n"
    "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 31002 1 "
    "0000000000000000 20\n"
    "   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 31003 1 "
    "0000000000000000 20\n"
    "   3: 0100007F:C351 0100007F:1F90 01 00000000:00000000 03:000017A8 00000000     x        0 31004 3 "
    "0000000000000000\n"
    "   4: 0100007F:C352 0100007F:1F90 05 00000000:00000000 03:000017A8 00000000     0        0 0 3 0000000000000000\n"
    "   5: 0100007F:C353 0100007F:1F90 05 00000000:00000000 03:000017A8 00000000  1000        0 31005 3 "
    "0000000000000000\n";

TEST(PeerUser, IsTheUserOfTheSocketAtTheOtherEnd) {
  EXPECT_EQ(user_in_table(kTable, at("127.0.0.1:50000"), at("127.0.0.1:8080")), 1000U);
  EXPECT_EQ(user_in_table(kTable, at("127.0.0.1:8080"), at("127.0.0.1:50000")), 0U);
}

TEST(PeerUser, WhatIsNotListedIsNobody) {
  EXPECT_FALSE(user_in_table(kTable, at("127.0.0.1:50000"), at("127.0.0.1:8081")));
  EXPECT_FALSE(user_in_table(kTable, at("127.0.0.1:50001"), at("127.0.0.1:8080"))) << "its user is unreadable";
  EXPECT_FALSE(user_in_table(kTable, at("127.0.0.1:50002"), at("127.0.0.1:8080"))) << "closed: shown as root's";
  EXPECT_EQ(user_in_table(kTable, at("127.0.0.1:50003"), at("127.0.0.1:8080")), 1000U) << "one direction is closed";
  EXPECT_FALSE(user_in_table("", at("127.0.0.1:1"), at("127.0.0.1:2")));
  EXPECT_FALSE(user_in_table("1: 0100007F:C350", at("127.0.0.1:50000"), at("127.0.0.1:8080")));
}

net::Task<> connect_to_itself(std::string_view address) {
  auto listener = net::Listener::bind(at(address), false);
  if (!listener) co_return;  // A machine without IPv6.
  auto near = co_await net::connect((*listener)->address(), std::chrono::seconds(5));
  auto far = co_await (*listener)->accept();
  EXPECT_TRUE(near && far);
  EXPECT_EQ(user_of_peer((*far)->local(), (*far)->remote()), ::geteuid());
  (*listener)->close();
}
TEST(PeerUser, OfAConnectionOfThisProcessIsOurs) {
  net::run_test_task(connect_to_itself("127.0.0.1:0"));
  net::run_test_task(connect_to_itself("[::1]:0"));
}

}  // namespace
}  // namespace callout::client
