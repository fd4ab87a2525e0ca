// SPDX-License-Identifier: Apache-2.0
#include "net/tls_context.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/encoding.h"
#include "base/random.h"

namespace callout::net {

std::string openssl_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason != nullptr ? reason : "no reason given";
}

namespace {

/// `der` as OpenSSL's i2d functions allocate it.
std::string sha256_of_der(unsigned char* der, int size) {
  if (size <= 0) return {};
  const auto digest = sha256({reinterpret_cast<char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return base64url(digest);
}

}  // namespace

std::string sha256_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  return sha256_of_der(der, size);
}

std::string key_sha256_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  return sha256_of_der(der, size);
}

std::string pem_of(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

namespace {

SslCtxPtr new_context(const SSL_METHOD* method) {
  SslCtxPtr ctx(SSL_CTX_new(method), [](SSL_CTX* c) { SSL_CTX_free(c); });
  check(ctx != nullptr);
  SSL_CTX_set_mode(ctx.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(ctx.get(), 1);
  // An end without close_notify is an ordinary end for us: HTTP framing says what was whole.
  SSL_CTX_set_options(ctx.get(), SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION);
  return ctx;
}

int choose_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned in_size,
                void*) {
  static constexpr unsigned char kOurs[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOurs, sizeof(kOurs), in, in_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

struct Loaded {
  SslCtxPtr ctx;
  std::string pin;
};

Result<Loaded> load_server(const std::string& certificate_file, const std::string& key_file) {
  for (const auto& file : {certificate_file, key_file}) {
    if (!std::ifstream(file)) return fail(Code::kInvalid, "{} can't be read: {}.", file, std::strerror(errno));
  }
  auto ctx = new_context(TLS_server_method());
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(ctx.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_alpn_select_cb(ctx.get(), choose_alpn, nullptr);
  SSL_CTX_set_session_id_context(ctx.get(), reinterpret_cast<const unsigned char*>("callout"), 7);
  // Stateless tickets serve TLS 1.3 resumption; the cache would hold memory for every peer that ever came.
  SSL_CTX_set_session_cache_mode(ctx.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(ctx.get(), 1);
  if (SSL_CTX_use_certificate_chain_file(ctx.get(), certificate_file.c_str()) != 1) {
    return fail(Code::kInvalid, "{} is not a PEM certificate chain: {}.", certificate_file, openssl_error());
  }
  if (SSL_CTX_use_PrivateKey_file(ctx.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return fail(Code::kInvalid, "{} is not the PEM private key of the certificate in {}: {}.", key_file,
                certificate_file, openssl_error());
  }
  auto pin = pin_of_certificate(certificate_file);
  if (!pin) return fail(std::move(pin));
  return Loaded{std::move(ctx), std::move(*pin)};
}

class FileServerContext final : public TlsServerContext {
 public:
  FileServerContext(std::string certificate_file, std::string key_file, Loaded loaded)
      : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)), loaded_(std::move(loaded)) {}

  Result<void> reload() override {
    auto loaded = load_server(certificate_file_, key_file_);
    if (!loaded) return fail(std::move(loaded));
    std::scoped_lock lock(mutex_);
    loaded_ = std::move(*loaded);
    return {};
  }
  std::string pin() const override {
    std::scoped_lock lock(mutex_);
    return loaded_.pin;
  }
  SslCtxPtr now() const {
    std::scoped_lock lock(mutex_);
    return loaded_.ctx;
  }

 private:
  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;
  Loaded loaded_;
};

class ClientContext final : public TlsClientContext {
 public:
  explicit ClientContext(ClientCheck check) : check(std::move(check)) {}
  const ClientCheck check;
};

}  // namespace

Result<std::string> pin_of_certificate(const std::string& file) {
  const BioPtr bio(BIO_new_file(file.c_str(), "r"));
  std::string pin;
  while (bio) {
    const X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    pin = sha256_of(certificate.get());
  }
  ERR_clear_error();
  if (pin.empty()) return fail(Code::kInvalid, "{} can't be read, or holds no PEM certificate.", file);
  return pin;
}

SslCtxPtr context_of(TlsServerContext& context) {
  return static_cast<FileServerContext&>(context).now();
}
ClientCheck context_of(TlsClientContext& context) {
  return static_cast<ClientContext&>(context).check;
}

Result<std::shared_ptr<TlsServerContext>> TlsServerContext::load(const std::string& certificate_file,
                                                                 const std::string& key_file) {
  auto loaded = load_server(certificate_file, key_file);
  if (!loaded) return fail(std::move(loaded));
  return std::make_shared<FileServerContext>(certificate_file, key_file, std::move(*loaded));
}

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::pinned(const std::string& anchor_pem) {
  const BioPtr bio(BIO_new_mem_buf(anchor_pem.data(), static_cast<int>(anchor_pem.size())));
  const X509Ptr anchor(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!anchor) return fail(Code::kInvalid, "The pinned certificate is not a PEM certificate: {}.", openssl_error());
  auto ctx = new_context(TLS_client_method());
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_3_VERSION);
  X509_STORE* store = SSL_CTX_get_cert_store(ctx.get());
  X509_STORE_add_cert(store, anchor.get());
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_verify(ctx.get(), SSL_VERIFY_PEER, nullptr);
  return std::make_shared<ClientContext>(ClientCheck{std::move(ctx), true});
}

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::verified(const std::string& authorities_file) {
  auto ctx = new_context(TLS_client_method());
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_2_VERSION);
  const int loaded = authorities_file.empty() ? SSL_CTX_set_default_verify_paths(ctx.get())
                                              : SSL_CTX_load_verify_file(ctx.get(), authorities_file.c_str());
  if (loaded != 1) {
    return fail(Code::kInvalid, "{} holds no certificates that could be trusted: {}.",
                authorities_file.empty() ? "The system" : authorities_file, openssl_error());
  }
  SSL_CTX_set_verify(ctx.get(), SSL_VERIFY_PEER, nullptr);
  return std::make_shared<ClientContext>(ClientCheck{std::move(ctx), true});
}

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::unverified() {
  auto ctx = new_context(TLS_client_method());
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_3_VERSION);
  SSL_CTX_set_verify(ctx.get(), SSL_VERIFY_NONE, nullptr);
  return std::make_shared<ClientContext>(ClientCheck{std::move(ctx), false});
}

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::device() {
  auto ctx = new_context(TLS_client_method());
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(ctx.get(), SSL_VERIFY_NONE, nullptr);
  return std::make_shared<ClientContext>(ClientCheck{std::move(ctx), false});
}

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::device_legacy() {
  auto ctx = new_context(TLS_client_method());
  SSL_CTX_set_security_level(ctx.get(), 0);
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_VERSION);
  // Stacks of that age were seen to hang up on whoever so much as offers TLS 1.3; who speaks it was served by device().
  SSL_CTX_set_max_proto_version(ctx.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(ctx.get(), SSL_OP_LEGACY_SERVER_CONNECT);
  if (SSL_CTX_set_cipher_list(ctx.get(), "ALL:!aNULL:!eNULL:@SECLEVEL=0") != 1) {
    return fail(Code::kInternal, "OpenSSL has no legacy ciphers: {}.", openssl_error());
  }
  SSL_CTX_set_verify(ctx.get(), SSL_VERIFY_NONE, nullptr);
  return std::make_shared<ClientContext>(ClientCheck{std::move(ctx), false});
}

}  // namespace callout::net
