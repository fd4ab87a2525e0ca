// SPDX-License-Identifier: Apache-2.0
// The OpenSSL side of TLS contexts. Included by .cc files of net/ only.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "net/tls.h"

namespace callout::net {

template <auto Free>
struct OpenSslFree {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using SslCtxPtr = std::shared_ptr<SSL_CTX>;
using SslPtr = std::unique_ptr<SSL, OpenSslFree<SSL_free>>;
using X509Ptr = std::unique_ptr<X509, OpenSslFree<X509_free>>;
using BioPtr = std::unique_ptr<BIO, OpenSslFree<BIO_free_all>>;

/// The newest OpenSSL error as a phrase, and empties the queue.
std::string openssl_error();
/// base64url SHA-256 of the certificate's DER.
std::string sha256_of(X509* certificate);
/// base64url SHA-256 of its SubjectPublicKeyInfo.
std::string key_sha256_of(X509* certificate);
std::string pem_of(X509* certificate);

/// What tls_accept needs of a server context: the SSL_CTX of now.
SslCtxPtr context_of(TlsServerContext& context);
struct ClientCheck {
  SslCtxPtr ctx;
  bool verify = false;  ///< Chain and name.
};
ClientCheck context_of(TlsClientContext& context);

}  // namespace callout::net
