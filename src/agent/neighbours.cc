// SPDX-License-Identifier: Apache-2.0
#include "agent/neighbours.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace callout::agent {
namespace {

/// One netlink request: a header, a fixed part, and one address as its only attribute.
template <class Fixed>
struct Request {
  nlmsghdr header{};
  Fixed fixed{};
  rtattr attribute{};
  std::array<std::uint8_t, 16> address{};

  Request(std::uint16_t type, std::uint16_t attribute_type, const wire::Address& to) {
    const auto bytes = to.bytes();
    header.nlmsg_type = type;
    header.nlmsg_flags = NLM_F_REQUEST;
    attribute.rta_type = attribute_type;
    attribute.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(bytes.size()));
    std::memcpy(address.data(), bytes.data(), bytes.size());
    header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(sizeof(Fixed)) + attribute.rta_len);
  }
};

struct Answer {
  alignas(nlmsghdr) std::array<char, 8192> buffer;
  std::size_t size = 0;
  int error = 0;  ///< errno of the kernel's refusal.
  const nlmsghdr* message() const { return reinterpret_cast<const nlmsghdr*>(buffer.data()); }
};

template <class Fixed>
Result<void> ask(int fd, Request<Fixed>& request, unsigned sequence, Answer& answer) {
  request.header.nlmsg_seq = sequence;
  if (::send(fd, &request, request.header.nlmsg_len, 0) < 0) {
    return fail(Code::kInternal, "The kernel's neighbour table can't be asked: {}.", std::strerror(errno));
  }
  // A late answer to an earlier question is skipped; the socket's receive timeout bounds the wait.
  for (int tries = 0; tries < 8; ++tries) {
    const auto count = ::recv(fd, answer.buffer.data(), answer.buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < static_cast<ssize_t>(sizeof(nlmsghdr))) break;
    answer.size = static_cast<std::size_t>(count);
    const nlmsghdr* message = answer.message();
    if (message->nlmsg_seq != sequence || message->nlmsg_len > answer.size) continue;
    answer.error = 0;
    if (message->nlmsg_type == NLMSG_ERROR) {
      if (message->nlmsg_len < NLMSG_LENGTH(sizeof(nlmsgerr))) break;
      answer.error = -static_cast<const nlmsgerr*>(NLMSG_DATA(message))->error;
    }
    return {};
  }
  return fail(Code::kInternal, "The kernel did not answer about its neighbour table.");
}

/// The payload of an attribute after the fixed part of the answer; empty when it is not there.
template <class Fixed>
std::span<const std::uint8_t> attribute_of(const Answer& answer, std::uint16_t type) {
  const nlmsghdr* message = answer.message();
  if (message->nlmsg_len < NLMSG_LENGTH(sizeof(Fixed))) return {};
  auto left = static_cast<int>(message->nlmsg_len - NLMSG_LENGTH(sizeof(Fixed)));
  const auto* start = static_cast<const char*>(NLMSG_DATA(message)) + NLMSG_ALIGN(sizeof(Fixed));
  for (const auto* each = reinterpret_cast<const rtattr*>(start); RTA_OK(each, left);) {
    if (each->rta_type == type) return {static_cast<const std::uint8_t*>(RTA_DATA(each)), RTA_PAYLOAD(each)};
    const auto step = static_cast<int>(RTA_ALIGN(each->rta_len));
    left -= step;
    each = reinterpret_cast<const rtattr*>(reinterpret_cast<const char*>(each) + step);
  }
  return {};
}

std::string mac_text(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out += fmt::format("{}{:02x}", out.empty() ? "" : ":", byte);
  return out;
}

}  // namespace

KernelNeighbours::KernelNeighbours() : fd_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  if (fd_ >= 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

KernelNeighbours::~KernelNeighbours() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::optional<std::string>> KernelNeighbours::mac_of(const wire::Address& address) {
  if (fd_ < 0) return fail(Code::kInternal, "The system gives no netlink socket: allow AF_NETLINK to this service.");
  const auto family = static_cast<std::uint8_t>(address.is_v4() ? AF_INET : AF_INET6);
  const auto bits = static_cast<std::uint8_t>(address.bytes().size() * 8);
  Answer answer;

  Request<rtmsg> route(RTM_GETROUTE, RTA_DST, address);
  route.fixed.rtm_family = family;
  route.fixed.rtm_dst_len = bits;
  if (auto asked = ask(fd_, route, ++sequence_, answer); !asked) return fail(asked);
  if (answer.error != 0)
    return fail(Code::kUnavailable, "There is no route to the device: {}.", std::strerror(answer.error));
  const auto* found = static_cast<const rtmsg*>(NLMSG_DATA(answer.message()));
  const auto interface = attribute_of<rtmsg>(answer, RTA_OIF);
  const bool through_gateway =
      !attribute_of<rtmsg>(answer, RTA_GATEWAY).empty() || !attribute_of<rtmsg>(answer, RTA_VIA).empty();
  if (found->rtm_type != RTN_UNICAST || through_gateway || interface.size() != sizeof(std::uint32_t))
    return std::nullopt;

  Request<ndmsg> neighbour(RTM_GETNEIGH, NDA_DST, address);
  neighbour.fixed.ndm_family = family;
  std::memcpy(&neighbour.fixed.ndm_ifindex, interface.data(), interface.size());
  if (auto asked = ask(fd_, neighbour, ++sequence_, answer); !asked) return fail(asked);
  if (answer.error != 0) return std::nullopt;
  const auto* entry = static_cast<const ndmsg*>(NLMSG_DATA(answer.message()));
  const auto mac = attribute_of<ndmsg>(answer, NDA_LLADDR);
  constexpr unsigned kWithoutMac = NUD_NOARP | NUD_FAILED | NUD_INCOMPLETE;
  if ((entry->ndm_state & kWithoutMac) != 0 || mac.size() != 6) return std::nullopt;
  return mac_text(mac);
}

}  // namespace callout::agent
