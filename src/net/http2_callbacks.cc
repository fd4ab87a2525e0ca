// SPDX-License-Identifier: Apache-2.0
// What nghttp2 tells a session. Nothing here may enter nghttp2's mem_recv or mem_send again; submitting frames is
// allowed.
#include <algorithm>
#include <charconv>
#include <cstring>

#include "net/http2_core.h"
#include "net/http2_memory.h"
#include "wire/ascii.h"

namespace callout::net {
namespace {

std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

void add_field(wire::Headers& headers, std::string_view name, std::string_view value) {
  auto& lines = headers.lines();
  // One allocation for nearly every head, small enough for malloc's fast path.
  if (lines.empty()) lines.reserve(16);
  lines.emplace_back(std::string(name), std::string(value));
}

bool ends_stream(const nghttp2_frame& frame) {
  return (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
}

// Limits of nghttp2 that we replace by our own budgets: its count of resets ended every connection after 1,001 of them.
constexpr std::uint64_t kNoResetLimit = std::uint64_t{1} << 40;
// CONTINUATION frames of 16 KiB that hold the largest head.
constexpr std::size_t kContinuations = limits::kTunnelHeaderBlock / (16 * limits::kKiB) + 4;
// The same for heads that are answered as too long: 180 cookies of 4 KiB are what Chromium keeps of a site.
constexpr std::size_t kContinuationsAnswered = limits::kMiB / (16 * limits::kKiB);

}  // namespace

struct Http2Session::Impl::Callbacks {
  static Impl& self(void* user) { return *static_cast<Impl*>(user); }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto& impl = self(user);
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) return impl.admit(frame->hd.stream_id);
    if (auto* stream = impl.find(frame->hd.stream_id); stream && !stream->head_done) {
      stream->head_bytes = 0;
      stream->response_head = {};
    }
    return 0;
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                    const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
    auto& impl = self(user);
    auto* stream = impl.find(frame->hd.stream_id);
    if (!stream || stream->head_done) return 0;  // Reset here meanwhile, or trailers.
    return impl.take_field(*stream, text(name, name_size), text(value, value_size));
  }

  // A field that RFC 9113 calls malformed, where nghttp2 would go on without it.
  static int invalid_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                            std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                            std::uint8_t flags, void* user) {
    const auto field = text(name, name_size);
    const bool clean_name =
        wire::is_token(field) && std::ranges::none_of(field, [](char c) { return c != wire::lower(c); });
    const bool ends_line =
        text(value, value_size).find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
    if (!self(user).options.byte_exact_values || !clean_name || ends_line) return 0;
    return header(session, frame, name, name_size, value, value_size, flags, user);
  }

  static int frame_received(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto& impl = self(user);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS: impl.headers_came(*frame); break;
      case NGHTTP2_DATA: impl.data_came(*frame); break;
      case NGHTTP2_RST_STREAM:
        impl.charge(impl.resets, "stream resets");
        if (auto* stream = impl.find(frame->hd.stream_id)) stream->peer_reset = frame->rst_stream.error_code;
        break;
      case NGHTTP2_PING:
        if (frame->hd.flags & NGHTTP2_FLAG_ACK) {
          impl.ping_came(frame->ping.opaque_data);
        } else {
          impl.charge(impl.idle_frames, "pings");
        }
        break;
      case NGHTTP2_SETTINGS:
        if (frame->hd.flags & NGHTTP2_FLAG_ACK) {
          impl.settings_in_flight = false;
        } else {
          impl.is_settled = true;
          impl.charge(impl.idle_frames, "settings");
        }
        break;
      case NGHTTP2_PRIORITY: impl.charge(impl.idle_frames, "priorities"); break;
      case NGHTTP2_WINDOW_UPDATE:
        // Free as long as we sent something that it can answer.
        if (impl.sent_count == impl.data_sent_at_window_update) impl.charge(impl.idle_frames, "window updates");
        impl.data_sent_at_window_update = impl.sent_count;
        break;
      case NGHTTP2_GOAWAY: impl.is_draining = true; break;
      default: break;
    }
    return 0;
  }

  static int invalid_frame(nghttp2_session*, const nghttp2_frame*, int, void* user) {
    self(user).charge(self(user).resets, "malformed frames");
    return 0;
  }

  static int data_chunk(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size,
                        void* user) {
    auto& impl = self(user);
    if (auto* stream = impl.find(id)) {
      impl.received(*stream, std::as_bytes(std::span(data, size)));
    } else {
      impl.owed_credit += size;
      impl.settle_connection_credit();
    }
    return 0;
  }

  static int stream_closed(nghttp2_session*, std::int32_t id, std::uint32_t code, void* user) {
    auto& impl = self(user);
    if (auto* stream = impl.find(id)) impl.stream_closed(*stream, code);
    return 0;
  }

  static int frame_sent(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto& impl = self(user);
    if ((frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) && ends_stream(*frame)) {
      if (auto* stream = impl.find(frame->hd.stream_id)) stream->after_our_end_was_sent();
    } else if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR && !impl.reason) {
      impl.reason = Error{Code::kProtocol, fmt::format("The peer broke HTTP/2 (code {}).", frame->goaway.error_code)};
    }
    return 0;
  }

  static int frame_not_sent(nghttp2_session*, const nghttp2_frame* frame, int, void* user) {
    auto& impl = self(user);
    if (frame->hd.type != NGHTTP2_HEADERS) return 0;
    // A request that GOAWAY overtook has no stream in nghttp2 yet, so ours must be told here.
    for (auto* stream = impl.streams; stream; stream = stream->next) {
      if (stream->id == frame->hd.stream_id && !stream->over) {
        stream->end(NGHTTP2_REFUSED_STREAM);
        break;
      }
    }
    return 0;
  }

  static ssize_t read_body(nghttp2_session*, std::int32_t id, std::uint8_t*, std::size_t most, std::uint32_t* flags,
                           nghttp2_data_source*, void* user) {
    auto* stream = self(user).find(id);
    if (!stream) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const auto count = std::min(most, stream->out.size());
    if (count == 0 && stream->was_cut) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // It resets the stream.
    if (count == 0 && !stream->finished) {
      stream->deferred = true;
      return NGHTTP2_ERR_DEFERRED;
    }
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (stream->finished && !stream->was_cut && count == stream->out.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }

  static ssize_t read_length(nghttp2_session*, std::uint8_t, std::int32_t, std::int32_t, std::int32_t,
                             std::uint32_t most, void* user) {
    return static_cast<ssize_t>(std::min<std::size_t>(most, self(user).data_room()));
  }

  static int send_data(nghttp2_session*, nghttp2_frame* frame, const std::uint8_t* header, std::size_t size,
                       nghttp2_data_source*, void* user) {
    auto& impl = self(user);
    auto* stream = impl.find(frame->hd.stream_id);
    if (!stream) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    return impl.append_data(*stream, header, size) ? NGHTTP2_ERR_PAUSE : 0;
  }
};

nghttp2_data_provider Http2Session::Impl::body_source() {
  return {.source = {}, .read_callback = Callbacks::read_body};
}

void Http2Session::Impl::make_session() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  check(nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&option) == 0);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, Callbacks::invalid_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frame_received);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, Callbacks::invalid_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::data_chunk);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::stream_closed);
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Callbacks::frame_sent);
  nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, Callbacks::frame_not_sent);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, Callbacks::send_data);
  nghttp2_session_callbacks_set_data_source_read_length_callback(callbacks, Callbacks::read_length);

  nghttp2_option_set_no_auto_window_update(option, 1);
  nghttp2_option_set_no_closed_streams(option, 1);
  nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(option, 1);
  nghttp2_option_set_stream_reset_rate_limit(option, kNoResetLimit, kNoResetLimit);
  nghttp2_option_set_max_continuations(option, options.answer_long_heads ? kContinuationsAnswered : kContinuations);
  nghttp2_option_set_max_send_header_block_length(option, 2 * limits::kTunnelHeaderBlock);
  nghttp2_option_set_peer_max_concurrent_streams(option, options.most_streams);

  const int made = role == Role::kClient
                       ? nghttp2_session_client_new3(&session, callbacks, this, option, http2_memory())
                       : nghttp2_session_server_new3(&session, callbacks, this, option, http2_memory());
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_option_del(option);
  check(made == 0);
  submit_settings();
  constexpr auto kConnectionCredit = static_cast<std::int32_t>(limits::kConnectionWindow / 4);
  check(nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kConnectionCredit) == 0);
}

int Http2Session::Impl::admit(std::int32_t id) {
  follow_pressure();
  // Handlers of streams that were reset count until they return, or a peer could start and reset without end (rapid
  // reset).
  if (group.running() >= 2 * std::size_t{options.most_streams}) {
    charge(resets, "refused streams");
    nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM);
    return 0;
  }
  auto stream = std::make_unique<StreamImpl>(*this, id);
  link(*stream);
  nghttp2_session_set_stream_user_data(session, id, stream.get());
  stream.release()->owned_here = true;
  return 0;
}

int Http2Session::Impl::take_field(StreamImpl& stream, std::string_view name, std::string_view value) {
  if (stream.too_long) return 0;
  stream.head_bytes += name.size() + value.size() + 32;  // As RFC 9113 section 6.5.2 counts.
  if (stream.head_bytes > options.header_block && options.answer_long_heads) {
    charge(resets, "over-long heads");
    stream.too_long = true;
    stream.request_head.headers = {};
    return 0;
  }
  bool fits = stream.head_bytes <= options.header_block;
  if (fits && role == Role::kServer) {
    fits = take_request_field(stream.request_head, name, value);
  } else if (fits) {
    if (name == ":status") {
      std::from_chars(value.data(), value.data() + value.size(), stream.response_head.status);
    } else {
      add_field(stream.response_head.headers, name, value);
    }
  }
  if (fits) return 0;
  charge(resets, "malformed heads");
  nghttp2_submit_rst_stream(
      session, NGHTTP2_FLAG_NONE, stream.id,
      stream.head_bytes > options.header_block ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR);
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

bool Http2Session::Impl::take_request_field(wire::RequestHead& head, std::string_view name, std::string_view value) {
  if (name.front() == ':') {
    if (name == ":method") head.method = value;
    if (name == ":path") head.target = value;
    if (name == ":authority") head.authority = value;
    if (name == ":protocol") head.protocol = value;
    return true;
  }
  if (name == "host") {
    // RFC 9113 section 8.3.1: it must not differ from :authority, or two parsers would see two hosts.
    if (head.authority.empty()) head.authority = value;
    return wire::equal_ignoring_case(head.authority, value);
  }
  if (name == "cookie") {
    // RFC 9113 section 8.2.3: crumbs become one field again for whoever speaks HTTP/1.
    for (auto& line : head.headers.lines()) {
      if (line.name != name) continue;
      line.value.append("; ").append(value);
      return true;
    }
  }
  add_field(head.headers, name, value);
  return true;
}

void Http2Session::Impl::headers_came(const nghttp2_frame& frame) {
  auto* stream = find(frame.hd.stream_id);
  if (!stream) return;
  if (!stream->head_done) {
    // 1xx answers are not the head.
    if (role == Role::kClient && stream->response_head.status < 200) return;
    stream->head_came();
    stream->bodiless = ends_stream(frame);
    if (role == Role::kServer) arrived.push_back(stream);
  }
  if (ends_stream(frame)) stream->peer_ended();
}

void Http2Session::Impl::data_came(const nghttp2_frame& frame) {
  auto* stream = find(frame.hd.stream_id);
  if (ends_stream(frame)) {
    if (stream) stream->peer_ended();
  } else if (frame.hd.length == 0 || frame.hd.length == frame.data.padlen) {
    charge(idle_frames, "empty frames");
  }
}

void Http2Session::Impl::stream_closed(StreamImpl& stream, std::uint32_t code) {
  stream.end(code);
  if (!stream.owned_here) return;
  std::erase(arrived, &stream);
  delete &stream;
}

void Http2Session::Impl::ping_came(const std::uint8_t* opaque) {
  if (drain_waits && std::memcmp(opaque, detail::kDrainPing.data(), detail::kDrainPing.size()) == 0) {
    drain_waits = false;
    nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session),
                          NGHTTP2_NO_ERROR, nullptr, 0);
  }
  if (std::memcmp(opaque, &ping_number, sizeof(ping_number)) != 0) return;
  ping_answered = true;
  pinged.notify();
}

void Http2Session::Impl::charge(TokenBucket& bucket, std::string_view what) {
  if (bucket.take(last_received) || reason) return;
  reason = Error{Code::kExhausted, fmt::format("The peer sent too many {}.", what)};
  nghttp2_session_terminate_session(session, NGHTTP2_ENHANCE_YOUR_CALM);
}

}  // namespace callout::net
