// SPDX-License-Identifier: Apache-2.0
// Receive windows: who may send us how much.
//
// A stream starts with kStreamWindow and doubles while its reader takes a whole window within kPrompt, up to
// kStreamWindowMost. The connection's window is given back at receipt while the streams together hold little, else as
// they are read. So what a peer can make us hold on one connection is kHeldFreely + kConnectionCredit =
// limits::kConnectionWindow, whatever it does.
#include "net/http2_core.h"

namespace callout::net {
namespace {

using namespace std::chrono_literals;

// Fills 100 Mbit/s at 300 ms: the connection's own window is never what limits a path.
constexpr std::size_t kConnectionCredit = 4 * limits::kMiB;
constexpr std::size_t kHeldFreely = limits::kConnectionWindow - kConnectionCredit;
// Above it, all streams get small windows and none grows, so that many stalled streams leave room for the others; half
// of it ends that.
constexpr std::size_t kHeldMuch = limits::kConnectionWindow / 2;
// All that windows may have grown on one connection.
constexpr std::size_t kGrowth = limits::kConnectionWindow / 2;
constexpr std::size_t kSmallWindow = 32 * limits::kKiB;
// What a connection may hold before its window stays shut, while the process is over its budget.
constexpr std::size_t kHeldWhenTight = limits::kConnectionWindow / 2;
// A reader that takes a window in this time could use a larger one on any path of up to as long a round trip.
constexpr auto kPrompt = 250ms;

}  // namespace

bool Http2Session::Impl::under_pressure() const {
  return held > (small_windows ? kHeldMuch / 2 : kHeldMuch) || (options.budget && options.budget->tight());
}

void Http2Session::Impl::submit_settings() {
  std::array<nghttp2_settings_entry, 5> entries{};
  std::size_t count = 0;
  entries[count++] = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
                      static_cast<std::uint32_t>(small_windows ? kSmallWindow : limits::kStreamWindow)};
  entries[count++] = {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(options.header_block)};
  if (role == Role::kServer) {
    entries[count++] = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, options.most_streams};
    entries[count++] = {NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1};
  } else {
    entries[count++] = {NGHTTP2_SETTINGS_ENABLE_PUSH, 0};
    entries[count++] = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 0};
  }
  check(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, entries.data(), count) == 0);
  settings_in_flight = true;
}

void Http2Session::Impl::follow_pressure() {
  if (settings_in_flight || under_pressure() == small_windows) return;
  small_windows = !small_windows;
  const nghttp2_settings_entry entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
                                     static_cast<std::uint32_t>(small_windows ? kSmallWindow : limits::kStreamWindow)};
  if (nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, &entry, 1) == 0) settings_in_flight = true;
}

void Http2Session::Impl::received(StreamImpl& stream, std::span<const std::byte> bytes) {
  owed_credit += bytes.size();
  if (stream.abandoned || stream.over) {
    nghttp2_session_consume_stream(session, stream.id, bytes.size());
  } else {
    if (stream.mark == SteadyTime{}) stream.mark = last_received;
    stream.in.push(bytes);
    held += bytes.size();
    wake(stream.readable_waiter);
    // The new SETTINGS shrink the windows of streams that are open, too.
    follow_pressure();
  }
  settle_connection_credit();
}

void Http2Session::Impl::settle_connection_credit() {
  const auto freely = options.budget && options.budget->tight() ? kHeldWhenTight : kHeldFreely;
  if (owed_credit == 0 || held > freely) return;
  nghttp2_session_consume_connection(session, owed_credit);
  owed_credit = 0;
}

void Http2Session::Impl::dropped(std::size_t count) {
  held -= count;
  settle_connection_credit();
}

void Http2Session::Impl::consumed(StreamImpl& stream, std::size_t count) {
  if (stream.over) return;  // end() took its bytes off the books.
  held -= count;
  settle_connection_credit();
  follow_pressure();
  if (stream.remote_ended) return;
  stream.read_since_mark += count;
  if (stream.read_since_mark >= stream.window) {
    const bool prompt = last_received - stream.mark <= kPrompt && stream.in.size() <= stream.window / 2;
    if (prompt && stream.window < limits::kStreamWindowMost && grown + stream.window <= kGrowth && !under_pressure()) {
      grown += stream.window;
      stream.window *= 2;
      nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, stream.id,
                                            static_cast<std::int32_t>(stream.window));
    }
    stream.read_since_mark = 0;
    stream.mark = last_received;
  }
  nghttp2_session_consume_stream(session, stream.id, count);
  if (nghttp2_session_want_write(session)) schedule();
}

}  // namespace callout::net
