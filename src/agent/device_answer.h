// SPDX-License-Identifier: Apache-2.0
// What a device's response head means for the tunnel: cleaned headers, and the things that change how its connection is
// used. Called by the device exchange. Pure, any thread.
#pragma once

#include "wire/response_parser.h"

namespace callout::agent {

/// Fields of one connection, and lengths that are not the truth, are gone; a true Content-Length stands once. An answer
/// of HTTP/0.9 becomes a plain 200.
void clean_answer(wire::ParsedResponse& answer);

/// MJPEG and server-sent events: they never end and must not take the place of ordinary requests.
bool is_endless(const wire::ResponseHead& head);

/// A 401 whose scheme signs in the connection itself (NTLM, Negotiate): from here on it belongs to one browser
/// connection.
bool signs_in_connection(const wire::ResponseHead& head);

}  // namespace callout::agent
