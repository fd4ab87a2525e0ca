// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>

#include "net/http2_core.h"
#include "wire/ascii.h"

namespace callout::net {
namespace {

using namespace std::chrono_literals;

// With the header of a WebSocket frame, a batch is one TLS record.
constexpr std::size_t kBatch = 16 * limits::kKiB - 14;
constexpr std::size_t kFrameHeader = 9;
// A DATA frame smaller than this is not worth its header: it waits for the next batch.
constexpr std::size_t kLeastRoom = limits::kKiB;
// Batches (reads) in a row before others on this worker get their turn.
constexpr unsigned kInARow = 4;
constexpr auto kFlushTime = 1s;

// Memory for bytes between nghttp2 and a transport, within one call: one a thread instead of one a connection, so that
// idle connections hold none.
std::array<std::byte, 16 * 1024 + 512>& read_scratch() {
  thread_local std::array<std::byte, 16 * 1024 + 512> scratch;
  return scratch;
}
std::array<std::byte, kBatch + 17 * 1024>& write_scratch() {
  thread_local std::array<std::byte, kBatch + 17 * 1024> scratch;
  return scratch;
}

struct TransportReadable final : Waiter {
  Stream& transport;
  std::coroutine_handle<> waiting{};
  explicit TransportReadable(Stream& t) : transport(t) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiting = handle;
    transport.when_readable(*this);
  }
  void await_resume() const {}
  void ready() override { waiting.resume(); }
};

struct NextTurn {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) const { Worker::current().resume_later(waiting); }
  void await_resume() const {}
};

bool printable(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == ' ' || wire::is_control(c); });
}

}  // namespace

Http2Session::Impl::Impl(Role r, Stream& t, const Http2Options& o, Http2Handler* h)
    : role(r),
      transport(t),
      options(o),
      handler(h),
      resets(o.reset_burst, o.resets_per_second),
      idle_frames(o.idle_frame_burst, o.idle_frames_per_second) {
  check((role == Role::kServer) == (handler != nullptr));
  make_session();
}

Http2Session::Impl::~Impl() {
  for (auto* stream = streams; stream;) {
    auto* next = stream->next;
    stream->orphan();
    if (stream->owned_here) delete stream;
    stream = next;
  }
  nghttp2_session_del(session);
}

void Http2Session::Impl::link(StreamImpl& stream) {
  stream.next = streams;
  if (streams) streams->previous = &stream;
  streams = &stream;
  ++live;
}

void Http2Session::Impl::unlink(StreamImpl& stream) {
  (stream.previous ? stream.previous->next : streams) = stream.next;
  if (stream.next) stream.next->previous = stream.previous;
}

Task<Error> Http2Session::Impl::run() {
  group.spawn(write_loop());
  Error why = co_await read_loop();
  ending = true;  // First: who hears that its stream failed may try to open another.
  fail_all();
  if (over || closing) {
    shut();
  } else {
    // The peer should hear our GOAWAY.
    flush_timer = std::make_unique<Timer>([this] { shut(); });
    flush_timer->arm(kFlushTime);
    schedule();
  }
  co_await group.join();
  flush_timer.reset();
  struct Posted {
    Impl& impl;
    bool await_ready() const { return !impl.posted; }
    void await_suspend(std::coroutine_handle<> waiting) const { impl.post_waiter = waiting; }
    void await_resume() const {}
  };
  co_await Posted{*this};
  co_return reason.value_or(why);
}

Task<Error> Http2Session::Impl::read_loop() {
  for (unsigned reads = 1; !closing; ++reads) {
    auto& scratch = read_scratch();
    const auto count = transport.try_read(scratch);
    if (!count) co_return count.error();
    if (!*count) {
      reads = 0;
      co_await TransportReadable{transport};
      continue;
    }
    if (**count == 0) co_return Error{Code::kClosed, "The peer ended the connection."};
    if (auto fed = feed(std::span(scratch).first(**count)); !fed) co_return fed.error();
    if (reads % kInARow == 0) co_await NextTurn{};
  }
  co_return Error{Code::kClosed, "The connection was closed here."};
}

Result<void> Http2Session::Impl::feed(std::span<const std::byte> bytes) {
  last_received = std::chrono::steady_clock::now();
  received_count += bytes.size();
  collecting = true;
  const auto used =
      nghttp2_session_mem_recv(session, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  deliver();
  if (used < 0) return fail(Code::kProtocol, "The peer broke HTTP/2: {}.", nghttp2_strerror(static_cast<int>(used)));
  if (reason) return fail(Result<void>(std::unexpected(*reason)));
  start_arrived();
  if (nghttp2_session_want_write(session) || done()) schedule();
  return {};
}

void Http2Session::Impl::start_arrived() {
  for (std::size_t i = 0; i < arrived.size(); ++i) {
    arrived[i]->owned_here = false;
    group.spawn(serve(std::unique_ptr<StreamImpl>(arrived[i])));
  }
  arrived.clear();
}

Task<> Http2Session::Impl::serve(std::unique_ptr<StreamImpl> stream) {
  co_await handler->serve(*stream);
  if (!stream->handler_returned()) co_return;
  stream->owned_here = true;
  (void)stream.release();
}

void Http2Session::Impl::schedule() {
  if (writer) Worker::current().resume_later(std::exchange(writer, nullptr));
}

std::size_t Http2Session::Impl::data_room() const {
  return kBatch - kFrameHeader - batch_size;
}

bool Http2Session::Impl::append_data(StreamImpl& stream, const std::uint8_t* header, std::size_t size) {
  std::memcpy(batch + batch_size, header, kFrameHeader);
  stream.out.take({batch + batch_size + kFrameHeader, size});
  batch_size += kFrameHeader + size;
  waiting_to_send -= size;
  // Wakes its writer with room for a good piece, not for every frame.
  if (stream.out.size() <= stream.send_room()) wake(stream.writable_waiter);
  return batch_size + kLeastRoom > kBatch;
}

Result<std::span<const std::byte>> Http2Session::Impl::gather() {
  batch = write_scratch().data();
  batch_size = 0;
  collecting = true;
  ssize_t count = 0;
  while (batch_size + kLeastRoom <= kBatch) {
    const std::uint8_t* frame = nullptr;
    count = nghttp2_session_mem_send(session, &frame);
    if (count <= 0) break;
    std::memcpy(batch + batch_size, frame, static_cast<std::size_t>(count));
    batch_size += static_cast<std::size_t>(count);
  }
  collecting = false;
  if (count < 0) return fail(Code::kInternal, "HTTP/2 failed: {}.", nghttp2_strerror(static_cast<int>(count)));
  sent_count += batch_size;
  return std::span<const std::byte>(batch, batch_size);
}

Task<> Http2Session::Impl::write_loop() {
  for (unsigned batches = 1; !over; ++batches) {
    auto rest = gather();
    const bool nothing = rest && rest->empty();
    Result<std::size_t> taken{0};
    while (rest && !rest->empty()) {
      taken = transport.try_write(*rest);
      if (!taken || *taken == 0) break;
      *rest = rest->subspan(*taken);
    }
    if (rest && taken && !rest->empty()) unsent.assign(rest->begin(), rest->end());
    // Only now: whoever wakes may use the scratch memory in which the batch lay.
    deliver();
    if (!rest || !taken || (nothing && (ending || done()))) break;
    if (nothing) {
      batches = 0;
      co_await Turn{*this};
    } else if (!unsent.empty()) {
      const auto written = co_await transport.write(unsent);
      unsent = {};
      if (!written) break;
    } else if (batches % kInARow == 0) {
      co_await NextTurn{};
    }
  }
  shut();
}

void Http2Session::Impl::wake(Waiter*& slot) {
  if (!slot) return;
  wakes.push_back(std::exchange(slot, nullptr));
  if (!collecting) deliver_later();
}

void Http2Session::Impl::deliver() {
  // Who wakes may wake more: those are served in the same go.
  collecting = true;
  for (std::size_t i = 0; i < wakes.size(); ++i) {
    if (auto* waiter = std::exchange(wakes[i], nullptr)) waiter->ready();
  }
  wakes.clear();
  collecting = false;
}

void Http2Session::Impl::deliver_later() {
  if (std::exchange(posted, true)) return;
  Worker::current().post([this] {
    posted = false;
    deliver();
    if (post_waiter && !posted) Worker::current().resume_later(std::exchange(post_waiter, nullptr));
  });
}

void Http2Session::Impl::fail_all() {
  arrived.clear();
  collecting = true;
  for (auto* stream = streams; stream;) {
    auto* next = stream->next;
    stream->end(std::nullopt);
    if (stream->owned_here) delete stream;
    stream = next;
  }
  deliver();
}

void Http2Session::Impl::shut() {
  if (std::exchange(over, true)) return;
  transport.finish();
  transport.close();
  schedule();
  pinged.notify();
}

Result<std::unique_ptr<Http2Stream>> Http2Session::Impl::open(const Http2Request& request, bool end) {
  check(role == Role::kClient);
  if (is_draining || over || closing || ending)
    return fail(Code::kUnavailable, "The connection takes no new requests.");
  const bool plain_connect = request.method == "CONNECT" && request.protocol.empty();
  if (!request.protocol.empty() &&
      nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL) != 1) {
    return fail(Code::kUnavailable, "The peer does not take protocol \"{}\" over HTTP/2.", request.protocol);
  }
  const auto most = nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  if (live >= std::min(most, options.most_streams))
    return fail(Code::kExhausted, "{} requests are under way already.", live);
  if (!wire::is_token(request.method) || !printable(request.authority) || !printable(request.target) ||
      !printable(request.protocol) || request.target.empty() != plain_connect) {
    return fail(Code::kInvalid, "The request can't be written as HTTP/2.");
  }

  detail::FieldList list(options.byte_exact_values);
  list.pseudo(":method", request.method);
  if (!plain_connect) {
    list.pseudo(":scheme", "http");
    list.pseudo(":path", request.target);
  }
  list.pseudo(":authority", request.authority);
  if (!request.protocol.empty()) list.pseudo(":protocol", request.protocol);
  list.fields(request.headers);
  for (const auto& [name, value] : request.more) list.field(name, value);
  if (auto fits = list.check_size(limits::kTunnelHeaderBlock); !fits) return fail(fits);

  follow_pressure();
  auto stream = std::make_unique<StreamImpl>(*this, 0);
  auto body = body_source();
  const auto id =
      nghttp2_submit_request(session, nullptr, list.data(), list.count(), end ? nullptr : &body, stream.get());
  if (id < 0) {
    stream->orphan();
    stream->over = true;
    // Stream ids are used up after 2^30 requests: a new connection helps.
    return fail(Code::kUnavailable, "The request was not taken: {}.", nghttp2_strerror(id));
  }
  stream->id = id;
  stream->head_sent = true;
  stream->finished = end;
  link(*stream);
  schedule();
  return stream;
}

Task<Result<std::chrono::steady_clock::duration>> Http2Session::Impl::ping(std::chrono::milliseconds deadline) {
  check(!ping_waits);
  ping_waits = true;
  ping_answered = false;
  ++ping_number;
  std::array<std::uint8_t, 8> opaque{};
  std::memcpy(opaque.data(), &ping_number, opaque.size());
  if (!over) nghttp2_submit_ping(session, NGHTTP2_FLAG_NONE, opaque.data());
  schedule();
  const auto started = std::chrono::steady_clock::now();
  bool late = false;
  Timer timer([this, &late] {
    late = true;
    pinged.notify();
  });
  timer.arm(deadline);
  while (!ping_answered && !late && !over) co_await pinged.wait();
  ping_waits = false;
  if (ping_answered) co_return std::chrono::steady_clock::now() - started;
  if (over) co_return fail(Code::kClosed, "The connection ended.");
  co_return fail(Code::kTimeout, "The peer did not answer a PING within {} ms.", deadline.count());
}

void Http2Session::Impl::drain() {
  if (std::exchange(is_draining, true) || over) return;
  if (role == Role::kServer) {
    // The peer's requests that are on their way still count: the last word comes after one round trip.
    nghttp2_submit_shutdown_notice(session);
    nghttp2_submit_ping(session, NGHTTP2_FLAG_NONE, detail::kDrainPing.data());
    drain_waits = true;
  } else {
    nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session),
                          NGHTTP2_NO_ERROR, nullptr, 0);
  }
  schedule();
}

Http2Session::Http2Session(Role role, Stream& transport, const Http2Options& options, Http2Handler* handler)
    : impl_(std::make_unique<Impl>(role, transport, options, handler)) {}
Http2Session::~Http2Session() = default;

Task<Error> Http2Session::run() {
  return impl_->run();
}
Result<std::unique_ptr<Http2Stream>> Http2Session::open(const Http2Request& request, bool end) {
  return impl_->open(request, end);
}
Result<std::unique_ptr<Http2Stream>> Http2Session::open(const wire::RequestHead& head, bool end) {
  return impl_->open({head.method, head.target, head.authority, head.protocol, head.headers}, end);
}
Task<Result<std::chrono::steady_clock::duration>> Http2Session::ping(std::chrono::milliseconds deadline) {
  return impl_->ping(deadline);
}
void Http2Session::drain() {
  impl_->drain();
}
void Http2Session::close() {
  impl_->closing = true;
  impl_->shut();
}
bool Http2Session::draining() const {
  return impl_->is_draining || impl_->over;
}
bool Http2Session::settled() const {
  return impl_->is_settled;
}
std::size_t Http2Session::open_streams() const {
  return impl_->live;
}
std::chrono::steady_clock::time_point Http2Session::last_received() const {
  return impl_->last_received;
}
std::uint64_t Http2Session::received_bytes() const {
  return impl_->received_count;
}
std::uint64_t Http2Session::sent_bytes() const {
  return impl_->sent_count;
}
std::size_t Http2Session::held_bytes() const {
  return impl_->held;
}

}  // namespace callout::net
