// SPDX-License-Identifier: Apache-2.0
// TLS by OpenSSL directly on the descriptor. Contexts are made by
// programs and may be shared between workers; streams belong to one.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/task.h"
#include "net/tcp.h"

namespace callout::net {

/// The server's certificate and key; TLS 1.2 and 1.3, ALPN h2 and http/1.1. Files are read again by reload(): new
/// connections use the new ones.
class TlsServerContext {
 public:
  virtual ~TlsServerContext() = default;
  static Result<std::shared_ptr<TlsServerContext>> load(const std::string& certificate_file,
                                                        const std::string& key_file);
  /// Keeps the old certificate when the new files are wrong, and says why. Any thread.
  virtual Result<void> reload() = 0;
  /// base64url SHA-256 of the DER of the last certificate in the chain file: what enrolment tokens pin.
  virtual std::string pin() const = 0;
};

/// base64url SHA-256 of the DER of the last certificate in a PEM file: the CA when it holds the chain, else the
/// server's own.
Result<std::string> pin_of_certificate(const std::string& file);

/// Facts of an established TLS connection.
struct TlsFacts {
  std::string version;  ///< "TLSv1.3"
  std::string cipher;
  std::string key;                      ///< Of the peer's certificate: "RSA-2048", "EC-256"; empty on the server side.
  std::string alpn;                     ///< "h2", "http/1.1" or empty.
  std::string server_name;              ///< SNI (server side), lower case; may be empty.
  std::string peer_certificate_sha256;  ///< base64url of the leaf's DER; empty on the server side.
  std::string peer_key_sha256;          ///< base64url of the leaf's SubjectPublicKeyInfo: stays when it is renewed.
};

class TlsStream : public TcpStream {
 public:
  virtual const TlsFacts& facts() const = 0;
  /// Keying material exporter (RFC 8446 section 7.5), 32 bytes, no context.
  virtual std::array<std::byte, 32> exporter(std::string_view label) const = 0;
  /// The peer's chain as PEM, leaf first, as it sent it.
  virtual std::vector<std::string> peer_chain_pem() const = 0;
};

/// How a client checks the server it dials.
class TlsClientContext {
 public:
  virtual ~TlsClientContext() = default;
  /// Trusts chains that contain this certificate (PEM), valid now and for the name. TLS 1.3 only. For agent to server.
  static Result<std::shared_ptr<TlsClientContext>> pinned(const std::string& anchor_pem);
  /// Trusts the authorities in a PEM file, or the system's when it is empty; TLS 1.2+, chain and name verified. For the
  /// command line to its server.
  static Result<std::shared_ptr<TlsClientContext>> verified(const std::string& authorities_file);
  /// For enrolment: accepts any certificate, because the caller compares the chain with the token's pin before it sends
  /// a byte.
  static Result<std::shared_ptr<TlsClientContext>> unverified();
  /// For devices, modern: TLS 1.2+, any certificate (self-signed is the rule; the key is pinned by the caller).
  static Result<std::shared_ptr<TlsClientContext>> device();
  /// For devices that modern failed on: TLS 1.0 to 1.2, SECLEVEL 0, RSA-1024, SHA-1, legacy renegotiation. Never for
  /// anything else.
  static Result<std::shared_ptr<TlsClientContext>> device_legacy();
};

/// The handshake, within the time given. Both close the TCP stream on failure: Code::kProtocol when the peers don't
/// agree, kTimeout, kClosed when the peer ended the connection without a word.
Task<Result<std::unique_ptr<TlsStream>>> tls_accept(std::unique_ptr<TcpStream> tcp, TlsServerContext& context,
                                                    std::chrono::milliseconds timeout);
/// `server_name` goes out as SNI when it is a name (not an IP literal), and is what a verifying context holds the
/// certificate to.
Task<Result<std::unique_ptr<TlsStream>>> tls_connect(std::unique_ptr<TcpStream> tcp, TlsClientContext& context,
                                                     std::string server_name, std::chrono::milliseconds timeout);

}  // namespace callout::net
