// SPDX-License-Identifier: Apache-2.0
// The inside of an HTTP/2 session. Included by the http2_*.cc files only.
//
// Who calls whom: the read loop (run) feeds nghttp2, whose callbacks (http2_callbacks.cc) change streams and collect
// wake-ups; they are delivered after nghttp2 has returned, because it may not be entered twice. The write loop asks
// nghttp2 for frames, 16 KiB a batch. Streams (http2_stream.cc) call into the session from wherever their users run,
// never from inside nghttp2.
#pragma once

#include <coroutine>
#include <memory>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "net/byte_queue.h"
#include "net/event.h"
#include "net/http2_fields.h"
#include "net/http2_session.h"
#include "net/timer.h"
#include "net/token_bucket.h"

namespace callout::net {

namespace detail {
class StreamImpl;
/// Payload of the PING that drain() sends: all ones, which no count of ours reaches.
inline constexpr std::array<std::uint8_t, 8> kDrainPing{255, 255, 255, 255, 255, 255, 255, 255};

/// Links of the session's list of streams.
struct StreamLink {
  StreamImpl* next = nullptr;
  StreamImpl* previous = nullptr;
};
}  // namespace detail

struct Http2Session::Impl {
  using StreamImpl = detail::StreamImpl;
  using SteadyTime = std::chrono::steady_clock::time_point;

  Impl(Role role, Stream& transport, const Http2Options& options, Http2Handler* handler);
  ~Impl();

  // http2_session.cc: the loops.
  Task<Error> run();
  Task<Error> read_loop();
  Task<> write_loop();
  Task<> serve(std::unique_ptr<StreamImpl> stream);
  /// Takes one read's bytes through nghttp2; an error ends the connection.
  Result<void> feed(std::span<const std::byte> bytes);
  void start_arrived();
  /// What a DATA frame may hold to end with its batch.
  std::size_t data_room() const;
  /// Adds a DATA frame to the batch; true when the batch is full.
  bool append_data(StreamImpl& stream, const std::uint8_t* header, std::size_t size);
  /// Frames ready to go, up to one batch, in this thread's scratch memory.
  Result<std::span<const std::byte>> gather();
  /// Lets the write loop look for frames on a later turn.
  void schedule();
  struct Turn {
    Impl& impl;
    bool await_ready() const { return impl.over; }
    void await_suspend(std::coroutine_handle<> waiting) const { impl.writer = waiting; }
    void await_resume() const {}
  };
  /// Whether both sides are done and no stream is left.
  bool done() const { return !nghttp2_session_want_read(session) && !nghttp2_session_want_write(session); }
  void fail_all();
  /// Closes the transport; the loops end.
  void shut();

  Result<std::unique_ptr<Http2Stream>> open(const Http2Request& request, bool end);
  Task<Result<std::chrono::steady_clock::duration>> ping(std::chrono::milliseconds deadline);
  void drain();

  // Wake-ups: collected while nghttp2 or a loop runs, else delivered by a posted function.
  void wake(Waiter*& slot);
  void deliver();
  void deliver_later();

  // http2_callbacks.cc
  void make_session();
  void submit_settings();
  static nghttp2_data_provider body_source();
  struct Callbacks;
  int admit(std::int32_t id);
  int take_field(StreamImpl& stream, std::string_view name, std::string_view value);
  static bool take_request_field(wire::RequestHead& head, std::string_view name, std::string_view value);
  void headers_came(const nghttp2_frame& frame);
  void data_came(const nghttp2_frame& frame);
  void ping_came(const std::uint8_t* opaque);
  void stream_closed(StreamImpl& stream, std::uint32_t code);

  // http2_flow.cc: receive windows.
  void received(StreamImpl& stream, std::span<const std::byte> bytes);
  void consumed(StreamImpl& stream, std::size_t count);
  /// Bytes that will not be read any more.
  void dropped(std::size_t count);
  void settle_connection_credit();
  void follow_pressure();
  bool under_pressure() const;

  /// The peer did something that costs it nothing and us something.
  void charge(TokenBucket& bucket, std::string_view what);

  StreamImpl* find(std::int32_t id) const {
    return static_cast<StreamImpl*>(nghttp2_session_get_stream_user_data(session, id));
  }
  void link(StreamImpl& stream);
  void unlink(StreamImpl& stream);

  const Role role;
  Stream& transport;
  const Http2Options options;
  Http2Handler* const handler;
  nghttp2_session* session = nullptr;
  TaskGroup group;

  StreamImpl* streams = nullptr;     // All that exist, over or not.
  std::size_t live = 0;              // Those that are not over.
  std::vector<StreamImpl*> arrived;  // Requests whose head came during this feed().
  std::vector<Waiter*> wakes;
  bool collecting = false;
  bool posted = false;  // A function on the worker's queue points here.
  std::coroutine_handle<> post_waiter;

  std::coroutine_handle<> writer;  // The write loop while it waits for a turn.
  std::vector<std::byte> unsent;   // Of a batch that the transport did not take whole.
  std::byte* batch = nullptr;      // During gather().
  std::size_t batch_size = 0;

  bool closing = false;  // close() was called.
  bool ending = false;   // What is queued goes out, then the connection ends.
  bool over = false;     // The transport is closed.
  bool is_draining = false;
  bool is_settled = false;
  std::optional<Error> reason;  // Why the connection ends, when a callback decided so.

  TokenBucket resets;
  TokenBucket idle_frames;
  std::uint64_t data_sent_at_window_update = 0;

  std::size_t held = 0;             // Body bytes received and not read.
  std::size_t waiting_to_send = 0;  // Body bytes written by users and not sent.
  std::size_t owed_credit = 0;      // Connection window not given back yet.
  std::size_t grown = 0;            // Sum over streams of what their windows grew.
  bool small_windows = false;       // What SETTINGS said last.
  bool settings_in_flight = false;

  std::uint64_t received_count = 0;
  std::uint64_t sent_count = 0;
  SteadyTime last_received = std::chrono::steady_clock::now();

  Event pinged;
  bool ping_waits = false;
  bool ping_answered = false;
  bool drain_waits = false;  // For the answer that tells when the peer has seen our notice.
  std::uint64_t ping_number = 0;
  std::unique_ptr<Timer> flush_timer;
};

namespace detail {

/// One stream. Owned by who opened it, or (server role) by the session until both the handler and the peer are done
/// with it.
class StreamImpl final : public Http2Stream, public StreamLink {
 public:
  using Session = Http2Session::Impl;
  StreamImpl(Session& session, std::int32_t stream_id)
      : id(stream_id), in(session.options.budget), out(session.options.budget), session_(&session) {}
  ~StreamImpl() override;

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override;
  Result<std::size_t> try_write(std::span<const std::byte> from) override;
  void when_readable(Waiter& waiter) override;
  void when_writable(Waiter& waiter) override;
  void finish() override;
  void close() override { reset(http2::kCancel); }

  const wire::RequestHead& request() const override { return request_head; }
  wire::RequestHead take_request() override { return std::move(request_head); }
  bool bodiless_request() const override { return bodiless; }
  bool request_too_long() const override { return too_long; }
  Result<void> send_head(const wire::ResponseHead& head, bool end, MoreFields more) override;
  Result<const wire::ResponseHead*> try_head() override;
  void when_head(Waiter& waiter) override;
  wire::ResponseHead take_head() override { return std::move(response_head); }
  std::span<const std::byte> peek() const override { return in.front(); }
  void consume(std::size_t count) override;
  void reset(std::uint32_t code) override;
  void cut() override;
  std::optional<std::uint32_t> reset_by_peer() const override { return peer_reset; }
  bool open() const override { return !over; }
  bool when_over(Waiter& waiter) override;
  void forget_over() override;

  /// The peer's head is whole.
  void head_came();
  void peer_ended();
  /// nghttp2 is done with the stream, or the connection is gone: nothing more comes or goes. `code`: as it was closed,
  /// if not by us.
  void end(std::optional<std::uint32_t> code);
  /// The session goes away.
  void orphan() { session_ = nullptr; }
  /// The handler returned: what is not whole is reset. Returns whether the session must keep the stream until it is
  /// sent.
  bool handler_returned();
  void after_our_end_was_sent();
  /// Drops bytes that nobody will read.
  void drop_input();
  std::size_t send_room() const;

  std::int32_t id;
  wire::RequestHead request_head;    // Server role.
  wire::ResponseHead response_head;  // Client role.
  std::size_t head_bytes = 0;        // Of the head that is coming.
  ByteQueue in;
  ByteQueue out;
  std::optional<std::uint32_t> peer_reset;
  bool bodiless = false;
  bool too_long = false;      // The request's head, of which no more is kept.
  bool head_done = false;     // The peer's head came whole.
  bool head_sent = false;     // Ours is with nghttp2.
  bool remote_ended = false;  // The peer's side is whole.
  bool finished = false;      // Nothing more will be written.
  bool was_cut = false;       // finished, but the peer must not read that as an end.
  bool end_sent = false;      // Our END_STREAM went out.
  bool deferred = false;      // nghttp2 waits for data.
  bool abandoned = false;     // The handler has returned.
  bool owned_here = false;    // By the session: before the handler has it, and after.
  bool over = false;          // Nothing more comes or goes.
  std::size_t window = limits::kStreamWindow;
  std::size_t read_since_mark = 0;
  Session::SteadyTime mark{};
  Waiter* readable_waiter = nullptr;
  Waiter* writable_waiter = nullptr;
  Waiter* head_waiter = nullptr;
  Waiter* over_waiter = nullptr;

 private:
  bool at_end_or_readable() const override { return !in.empty() || remote_ended || over; }
  Result<std::span<const std::byte>> peek_or_error() const override;
  std::unexpected<Error> why_over() const;
  void submit_reset(std::uint32_t code);

  Session* session_;  // Null once the session is gone; over by then.
  std::optional<std::uint32_t> closed_with_;
  bool reset_here_ = false;
};

}  // namespace detail
}  // namespace callout::net
