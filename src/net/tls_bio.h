// SPDX-License-Identifier: Apache-2.0
// How OpenSSL reads and writes a Socket: by the Socket's own calls, which remember what ran dry. Included by
// tls_stream.cc.
#pragma once

#include <openssl/bio.h>

#include "net/tcp_socket.h"

namespace callout::net {

/// A BIO over the socket, which outlives it. Ownership as SSL_set0_rbio and SSL_set0_wbio take it.
BIO* new_socket_bio(Socket& socket);

}  // namespace callout::net
