// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <utility>

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "net/tcp_socket.h"
#include "net/timer.h"
#include "net/tls_bio.h"
#include "net/tls_context.h"

namespace callout::net {
namespace {

/// OpenSSL judges a call by this thread's error queue. Emptying it costs 1,000 instructions, and mostly it is empty.
void clear_errors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

class OpenSslStream final : public TlsStream {
 public:
  OpenSslStream(int fd, SslPtr ssl, SslCtxPtr ctx) : socket_(fd), ctx_(std::move(ctx)), ssl_(std::move(ssl)) {
    BIO* bio = new_socket_bio(socket_);
    SSL_set_bio(ssl_.get(), bio, bio);
  }
  ~OpenSslStream() override { close(); }

  /// One step of the handshake: done, or which way to wait.
  enum class Step { kDone, kRead, kWrite };
  Result<Step> handshake() {
    if (socket_.closed()) return fail(Code::kClosed, "The connection is closed.");
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      note_facts();
      return Step::kDone;
    }
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ: return Step::kRead;
      case SSL_ERROR_WANT_WRITE: return Step::kWrite;
      default: {
        if (ERR_peek_error() == 0) {
          return fail(Code::kClosed, "{} ended the connection during the TLS handshake.", socket_.remote().to_string());
        }
        const long verify = SSL_get_verify_result(ssl_.get());
        const std::string why = verify != X509_V_OK && SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE
                                    ? X509_verify_cert_error_string(verify)
                                    : openssl_error();
        ERR_clear_error();
        return fail(Code::kProtocol, "The TLS handshake with {} failed: {}.", socket_.remote().to_string(), why);
      }
    }
  }

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override {
    if (socket_.closed()) return fail(Code::kClosed, "The connection is closed.");
    read_wants_write_ = false;
    drained_ = false;
    clear_errors();
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
    if (result == 1) return count;
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ: drained_ = true; return std::nullopt;
      case SSL_ERROR_WANT_WRITE: read_wants_write_ = true; return std::nullopt;
      case SSL_ERROR_ZERO_RETURN: return std::size_t{0};
      default: return failed("Reading");
    }
  }
  Result<std::size_t> try_write(std::span<const std::byte> from) override {
    if (socket_.closed()) return fail(Code::kClosed, "The connection is closed.");
    write_wants_read_ = false;
    clear_errors();
    std::size_t count = 0;
    const int result = SSL_write_ex(ssl_.get(), from.data(), from.size(), &count);
    if (result == 1) return count;
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_WRITE: return std::size_t{0};
      case SSL_ERROR_WANT_READ: write_wants_read_ = true; return std::size_t{0};
      default: return failed("Writing");
    }
  }
  void when_readable(Waiter& waiter) override {
    // Bytes that OpenSSL has read ahead make no descriptor readable; but the part of a record that is left after a dry
    // read waits for its rest.
    if (!drained_ && !socket_.closed() && SSL_has_pending(ssl_.get()) == 1) {
      Worker::current().post([&waiter] { waiter.ready(); });
    } else {
      socket_.wait(waiter, !read_wants_write_);
    }
  }
  void when_writable(Waiter& waiter) override { socket_.wait(waiter, write_wants_read_); }
  void wait(Waiter& waiter, bool readable) { socket_.wait(waiter, readable); }

  void finish() override {
    if (!socket_.closed()) SSL_shutdown(ssl_.get());
    socket_.finish();
  }
  void close() override {
    if (socket_.closed()) return;
    ERR_clear_error();
    // A failed session must not be told close_notify, and OpenSSL remembers which it is.
    if (SSL_is_init_finished(ssl_.get()) != 0) SSL_shutdown(ssl_.get());
    socket_.close();
  }
  void keep_queue_short() override { socket_.keep_queue_short(); }
  void reset() override { socket_.reset(); }
  void release() override { socket_.release(); }
  void adopt() override { socket_.adopt(); }
  int take_descriptor() override { return socket_.take(); }
  const SocketAddress& remote() const override { return socket_.remote(); }
  const SocketAddress& local() const override { return socket_.local(); }
  const TlsFacts& facts() const override { return facts_; }

  std::array<std::byte, 32> exporter(std::string_view label) const override {
    std::array<std::byte, 32> out{};
    check(SSL_export_keying_material(ssl_.get(), reinterpret_cast<unsigned char*>(out.data()), out.size(), label.data(),
                                     label.size(), nullptr, 0, 0) == 1);
    return out;
  }
  std::vector<std::string> peer_chain_pem() const override {
    std::vector<std::string> chain;
    STACK_OF(X509)* certificates = SSL_get_peer_cert_chain(ssl_.get());
    for (int i = 0; certificates != nullptr && i < sk_X509_num(certificates); ++i)
      chain.push_back(pem_of(sk_X509_value(certificates, i)));
    return chain;
  }

 private:
  std::unexpected<Error> failed(std::string_view doing) {
    const int error = errno;
    const auto code = ERR_peek_error();
    return fail(Code::kClosed, "{} failed: {}.", doing,
                code != 0 ? openssl_error() : std::string(error != 0 ? std::strerror(error) : "the peer went away"));
  }

  void note_facts() {
    facts_.version = SSL_get_version(ssl_.get());
    facts_.cipher = SSL_get_cipher_name(ssl_.get());
    const unsigned char* alpn = nullptr;
    unsigned alpn_size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &alpn, &alpn_size);
    facts_.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_size);
    if (const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name)) {
      for (const char* c = name; *c != '\0'; ++c)
        facts_.server_name += static_cast<char>(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    }
    if (const X509Ptr peer{SSL_get1_peer_certificate(ssl_.get())}) {
      facts_.peer_certificate_sha256 = sha256_of(peer.get());
      facts_.peer_key_sha256 = key_sha256_of(peer.get());
      if (EVP_PKEY* key = X509_get0_pubkey(peer.get())) {
        const char* type = EVP_PKEY_get0_type_name(key);
        facts_.key = fmt::format("{}-{}", type != nullptr ? type : "key", EVP_PKEY_get_bits(key));
      }
    }
  }

  Socket socket_;
  SslCtxPtr ctx_;  // Kept: a reload may drop the context while this connection lives.
  SslPtr ssl_;
  TlsFacts facts_;
  bool read_wants_write_ = false;
  bool drained_ = true;  // The last read found nothing whole.
  bool write_wants_read_ = false;
};

struct HandshakeWait final : Waiter {
  OpenSslStream& stream;
  bool readable;
  std::coroutine_handle<> waiting{};
  HandshakeWait(OpenSslStream& s, bool r) : stream(s), readable(r) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiting = handle;
    stream.wait(*this, readable);
  }
  void await_resume() const noexcept {}
  void ready() override { waiting.resume(); }
};

Task<Result<std::unique_ptr<TlsStream>>> shake_hands(std::unique_ptr<OpenSslStream> stream,
                                                     std::chrono::milliseconds timeout) {
  bool late = false;
  Timer deadline([&] {
    late = true;
    stream->close();
  });
  deadline.arm(timeout);
  for (;;) {
    const auto step = stream->handshake();
    if (late) co_return fail(Code::kTimeout, "The TLS handshake with {} took too long.", stream->remote().to_string());
    if (!step) co_return fail(step);
    if (*step == OpenSslStream::Step::kDone) co_return std::move(stream);
    co_await HandshakeWait(*stream, *step == OpenSslStream::Step::kRead);
  }
}

}  // namespace

Task<Result<std::unique_ptr<TlsStream>>> tls_accept(std::unique_ptr<TcpStream> tcp, TlsServerContext& context,
                                                    std::chrono::milliseconds timeout) {
  auto ctx = context_of(context);
  SslPtr ssl(SSL_new(ctx.get()));
  check(ssl != nullptr);
  SSL_set_accept_state(ssl.get());
  co_return co_await shake_hands(
      std::make_unique<OpenSslStream>(tcp->take_descriptor(), std::move(ssl), std::move(ctx)), timeout);
}

Task<Result<std::unique_ptr<TlsStream>>> tls_connect(std::unique_ptr<TcpStream> tcp, TlsClientContext& context,
                                                     std::string server_name, std::chrono::milliseconds timeout) {
  auto [ctx, verify] = context_of(context);
  SslPtr ssl(SSL_new(ctx.get()));
  check(ssl != nullptr);
  SSL_set_connect_state(ssl.get());
  const bool literal = SocketAddress::parse(server_name, 0).has_value();
  if (!literal) SSL_set_tlsext_host_name(ssl.get(), server_name.c_str());
  if (verify) {
    const bool set = literal ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), server_name.c_str()) == 1
                             : SSL_set1_host(ssl.get(), server_name.c_str()) == 1;
    if (!set) co_return fail(Code::kInvalid, "'{}' is not a name that a certificate can hold.", server_name);
  }
  co_return co_await shake_hands(
      std::make_unique<OpenSslStream>(tcp->take_descriptor(), std::move(ssl), std::move(ctx)), timeout);
}

}  // namespace callout::net
