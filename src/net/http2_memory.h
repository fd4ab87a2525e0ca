// SPDX-License-Identifier: Apache-2.0
// Memory for nghttp2 sessions that costs what they touch: nghttp2 keeps a frame buffer of 16 KiB for each session, of
// which an idle one uses the first page. Called by Http2Session when it makes its session. Any thread; the caller owns
// what it allocates, as with malloc.
#pragma once

#include <cstddef>

#include <nghttp2/nghttp2.h>

namespace callout::net {

/// Allocations from this size on get pages of their own from the kernel, which become resident when touched, and not
/// before. Smaller ones come from malloc.
inline constexpr std::size_t kOwnPagesFrom = 16 * 1024;

/// Lives as long as the process; nghttp2 copies what it points to.
nghttp2_mem* http2_memory();

}  // namespace callout::net
