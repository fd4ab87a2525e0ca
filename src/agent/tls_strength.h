// SPDX-License-Identifier: Apache-2.0
// What a device's TLS connection is worth, for the report to the server. Used by the dialler and jobs. Pure, any
// thread.
#pragma once

#include "net/tls.h"
#include "tunnel/messages.h"

namespace callout::agent {

/// Below what browsers take today: older than TLS 1.2, an RSA key under 2048 bits, or a broken cipher.
bool is_weak(const net::TlsFacts& facts);

tunnel::TlsReport report_of(const net::TlsFacts& facts);

/// "TLSv1.2 RSA-2048", as people read it.
std::string tls_text(const net::TlsFacts& facts);

}  // namespace callout::agent
