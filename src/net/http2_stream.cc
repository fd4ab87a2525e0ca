// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>

#include "net/http2_core.h"

namespace callout::net {

void Http2Stream::ReadHead::ready() {
  if (await_ready()) {
    waiting.resume();
  } else {
    stream.when_head(*this);
  }
}

void Http2Stream::Readable::ready() {
  if (await_ready()) {
    waiting.resume();
  } else {
    stream.when_readable(*this);
  }
}

namespace detail {
namespace {

// What a stream's user may write ahead of the network, and what is left of it while a connection has much waiting.
constexpr std::size_t kSendAhead = 64 * limits::kKiB;
constexpr std::size_t kSendAheadCrowded = 16 * limits::kKiB;
constexpr std::size_t kCrowded = 4 * limits::kMiB;

}  // namespace

StreamImpl::~StreamImpl() {
  if (!over) reset(http2::kCancel);
  if (session_) session_->unlink(*this);
}

std::unexpected<Error> StreamImpl::why_over() const {
  if (reset_here_) return fail(Code::kClosed, "The stream was cancelled.");
  if (peer_reset == http2::kRefusedStream || closed_with_ == http2::kRefusedStream) {
    return fail(Code::kUnavailable, "The peer refused the stream.");
  }
  if (peer_reset) return fail(Code::kClosed, "The peer reset the stream (HTTP/2 code {}).", *peer_reset);
  if (closed_with_.value_or(http2::kNoError) != http2::kNoError) {
    return fail(Code::kProtocol, "The peer broke HTTP/2 on the stream (code {}).", *closed_with_);
  }
  return fail(Code::kClosed, "The stream's connection ended.");
}

Result<std::optional<std::size_t>> StreamImpl::try_read(std::span<std::byte> into) {
  if (in.empty()) {
    if (remote_ended) return std::size_t{0};
    if (over) return why_over();
    return std::nullopt;
  }
  const auto count = in.take(into);
  if (session_) session_->consumed(*this, count);
  return count;
}

Result<std::span<const std::byte>> StreamImpl::peek_or_error() const {
  if (!in.empty() || remote_ended) return in.front();
  return why_over();
}

void StreamImpl::consume(std::size_t count) {
  in.pop(count);
  if (session_) session_->consumed(*this, count);
}

std::size_t StreamImpl::send_room() const {
  const auto most = session_->waiting_to_send > kCrowded ? kSendAheadCrowded : kSendAhead;
  return most > out.size() ? most - out.size() : 0;
}

Result<std::size_t> StreamImpl::try_write(std::span<const std::byte> from) {
  if (over) return why_over();
  if (finished) return fail(Code::kClosed, "The stream's own side was finished before.");
  if (!head_sent) return std::size_t{0};
  const auto count = std::min(from.size(), send_room());
  if (count == 0) return std::size_t{0};
  out.push(from.first(count));
  session_->waiting_to_send += count;
  if (std::exchange(deferred, false)) nghttp2_session_resume_data(session_->session, id);
  session_->schedule();
  return count;
}

void StreamImpl::when_readable(Waiter& waiter) {
  if (!session_) return Worker::current().post([&waiter] { waiter.ready(); });
  readable_waiter = &waiter;
  if (at_end_or_readable()) session_->wake(readable_waiter);
}

void StreamImpl::when_writable(Waiter& waiter) {
  if (!session_) return Worker::current().post([&waiter] { waiter.ready(); });
  writable_waiter = &waiter;
  if (over || finished || (head_sent && send_room() > 0)) session_->wake(writable_waiter);
}

Result<const wire::ResponseHead*> StreamImpl::try_head() {
  if (head_done) return &response_head;
  if (over) return why_over();
  return nullptr;
}

void StreamImpl::when_head(Waiter& waiter) {
  if (!session_) return Worker::current().post([&waiter] { waiter.ready(); });
  head_waiter = &waiter;
  if (head_done || over) session_->wake(head_waiter);
}

bool StreamImpl::when_over(Waiter& waiter) {
  if (over) return false;
  over_waiter = &waiter;
  return true;
}

void StreamImpl::forget_over() {
  if (auto* taken_back = std::exchange(over_waiter, nullptr); taken_back && session_) {
    std::ranges::replace(session_->wakes, taken_back, nullptr);
  }
}

void StreamImpl::finish() {
  if (over || std::exchange(finished, true) || !head_sent) return;
  if (std::exchange(deferred, false)) nghttp2_session_resume_data(session_->session, id);
  session_->schedule();
}

void StreamImpl::cut() {
  if (over || finished) return;
  if (!head_sent) return reset(http2::kInternalError);
  was_cut = true;
  finish();
}

void StreamImpl::submit_reset(std::uint32_t code) {
  nghttp2_submit_rst_stream(session_->session, NGHTTP2_FLAG_NONE, id, code);
  session_->schedule();
}

void StreamImpl::reset(std::uint32_t code) {
  if (over) return;
  reset_here_ = true;
  submit_reset(code);
  drop_input();
  remote_ended = false;
  end(std::nullopt);
}

void StreamImpl::drop_input() {
  session_->dropped(in.size());
  in.clear();
}

void StreamImpl::head_came() {
  head_done = true;
  session_->wake(head_waiter);
}

void StreamImpl::peer_ended() {
  remote_ended = true;
  session_->wake(readable_waiter);
}

void StreamImpl::end(std::optional<std::uint32_t> code) {
  if (std::exchange(over, true)) return;
  closed_with_ = code;
  nghttp2_session_set_stream_user_data(session_->session, id, nullptr);
  session_->live -= 1;
  session_->dropped(in.size());  // Still readable, but no longer the connection's.
  session_->waiting_to_send -= out.size();
  session_->grown -= window - limits::kStreamWindow;
  out.clear();
  session_->wake(head_waiter);
  session_->wake(readable_waiter);
  session_->wake(writable_waiter);
  // Stays in its slot, so that forget_over() finds out whether the call is still to come.
  if (auto* waiter = over_waiter) session_->wake(waiter);
}

bool StreamImpl::handler_returned() {
  abandoned = true;
  if (over) return false;
  if (!head_sent) {
    reset(http2::kInternalError);
    return false;
  }
  cut();
  drop_input();
  if (!end_sent) return true;
  // The response is out, the request is not whole: tell the peer to stop sending (RFC 9113 section 8.1).
  reset(http2::kNoError);
  return false;
}

void StreamImpl::after_our_end_was_sent() {
  end_sent = true;
  if (abandoned && !remote_ended) {
    nghttp2_submit_rst_stream(session_->session, NGHTTP2_FLAG_NONE, id, http2::kNoError);
  }
}

Result<void> StreamImpl::send_head(const wire::ResponseHead& head, bool with_end, MoreFields more) {
  if (over) return why_over();
  check(!head_sent && session_->role == Http2Session::Role::kServer);
  if (head.status < 200 || head.status > 999) {
    return fail(Code::kInvalid, "Status {} can't be a response of HTTP/2.", head.status);
  }
  std::array<char, 3> status{};
  std::to_chars(status.data(), status.data() + status.size(), head.status);
  FieldList list(session_->options.byte_exact_values);
  list.pseudo(":status", {status.data(), status.size()});
  list.fields(head.headers);
  for (const auto& [name, value] : more) list.field(name, value);
  if (auto fits = list.check_size(limits::kTunnelHeaderBlock); !fits) return fits;

  nghttp2_data_provider body = session_->body_source();
  if (const int result =
          nghttp2_submit_response(session_->session, id, list.data(), list.count(), with_end ? nullptr : &body);
      result != 0) {
    return fail(Code::kInternal, "The response's head was not taken: {}.", nghttp2_strerror(result));
  }
  head_sent = true;
  finished = finished || with_end;
  session_->wake(writable_waiter);
  session_->schedule();
  return {};
}

}  // namespace detail
}  // namespace callout::net
