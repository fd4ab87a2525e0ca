// SPDX-License-Identifier: Apache-2.0
// The body of one request on its way to the device: translated where it is text (ADR 0063), else as it comes, with
// back-pressure. Made by forward.cc on the install's worker for one exchange.
//
// A device must be told the length before the body, and translating changes it. So the beginning is read before the
// head goes: of a body that ends there, the length is known. Of a longer one the length is kept with spaces at its end,
// if it takes them; else it goes without, and the agent finds it out (ADR 0055).
#pragma once

#include <optional>
#include <string>

#include "http/exchange.h"
#include "net/http2_session.h"
#include "relay/session_traffic.h"
#include "relay/upload_pipe.h"

namespace callout::relay {

class Upload {
 public:
  /// In bytes, as they come from the browser: the forms and calls of pages are shorter.
  static constexpr std::size_t kReadAhead = 64U << 10U;

  /// All outlive the upload.
  Upload(http::Exchange& exchange, const wire::SessionMap& map, Flight& flight)
      : exchange_(exchange), map_(map), flight_(flight) {}

  /// Before the head goes to the device; `head` is the one that does, and `device` where to. False: the browser went.
  net::Task<bool> begin(wire::RequestHead& head, const wire::Origin& device);
  /// Carries the body. A browser that breaks off resets the stream: the device must not take what came for the whole.
  net::Task<> run(net::Http2Stream& stream);

 private:
  http::Exchange& exchange_;
  const wire::SessionMap& map_;
  Flight& flight_;
  std::optional<UploadPipe> pipe_;
  std::string ready_;   ///< What begin() has read.
  bool whole_ = false;  ///< And that is all.
};

}  // namespace callout::relay
